import { ParleyError } from '@parley/wire'
import { ENGINE_SAMPLE_RATE } from '../ports.js'
import type { RecognitionOptions, RecognitionStream, RecognizerEngine } from '../ports.js'
import { joinSamples } from '../samples.js'

/** What a scripted recognizer understands: one text per stream in the order of opening, or a function of the audio. */
export type RecognizerScript = readonly string[] | ((samples: Int16Array) => string)

const SAMPLES_PER_WORD = ENGINE_SAMPLE_RATE / 10

/**
 * A recognizer for tests that answers from a script. With a list, each opened stream takes the next text and hands out
 * one more word of it as a partial per 100 ms of audio; past the end of the list it understands nothing. With a
 * function, the text is made at `finish` from the whole utterance, without partials before it.
 */
export function createScriptedRecognizer(script: RecognizerScript): RecognizerEngine {
  let openedCount = 0
  return {
    name: 'scripted',
    open: (options = {}) => {
      if (typeof script === 'function') return openStream(script, options, '')
      const text = script[openedCount++] ?? ''
      return openStream(() => text, options, text)
    },
    close: async () => {},
  }
}

function openStream(
  textOf: (samples: Int16Array) => string,
  options: RecognitionOptions,
  partialText: string,
): RecognitionStream {
  const parts: Int16Array[] = []
  const words = partialText.split(' ').filter((word) => word !== '')
  let sampleCount = 0
  let shownWords = 0
  let isCancelled = false
  const showPartial = (): void => {
    const wordCount = Math.min(words.length, Math.floor(sampleCount / SAMPLES_PER_WORD))
    if (wordCount <= shownWords) return
    shownWords = wordCount
    options.onPartial?.(words.slice(0, wordCount).join(' '))
  }
  return {
    push(samples) {
      if (isCancelled) return
      parts.push(samples.slice())
      sampleCount += samples.length
      showPartial()
    },
    finish: async () => {
      await Promise.resolve()
      if (isCancelled) throw new ParleyError('aborted', 'The recognition stream was cancelled.')
      return { text: textOf(joinSamples(parts)), audioMs: (sampleCount * 1000) / ENGINE_SAMPLE_RATE }
    },
    cancel() {
      isCancelled = true
    },
  }
}
