import type { SynthesizerEngine } from '@parley/speech'
import type { Responder, ResponderEvent } from '../responder/responder.js'
import type { RunSource, VoiceSettings } from '../session/session-effect.js'
import type { SessionInput } from '../session/session-input.js'
import { encodeAudio, sampleRateOf } from './audio-formats.js'
import { toParleyError } from './recognition-runs.js'
import { createSentenceBuffer } from './sentence-buffer.js'
import { untilAborted } from './until-aborted.js'

export interface ResponseRunParts {
  readonly responseId: string
  readonly source: RunSource
  /** `null`: the answer is written. */
  readonly voice: VoiceSettings | null
  readonly responder: Responder
  readonly synthesizer: SynthesizerEngine
  /** After it aborts nothing is dispatched. */
  readonly signal: AbortSignal
  readonly dispatch: (input: SessionInput) => void
  /** Resolves when the client has taken enough of what was sent. */
  readonly whenDrained: () => Promise<void>
}

/** Said in place of words that the voice has no sounds for, such as another script. */
const UNSAYABLE = 'The answer has words that this voice cannot say.'

/** Length of one audio delta: short enough that a cancelled answer stops at once. */
const DELTA_MS = 100

/** Carries out one response: asks the responder, speaks or writes its words, reports its calls. Never rejects. */
export async function runResponse(parts: ResponseRunParts): Promise<void> {
  const { responseId, signal } = parts
  const dispatch = (input: SessionInput): void => {
    if (!signal.aborted) parts.dispatch(input)
  }
  try {
    await answer({ ...parts, dispatch })
    dispatch({ type: 'run-ended', responseId, outcome: { kind: 'finished' } })
  } catch (error) {
    const { code, message } = toParleyError(error)
    dispatch({ type: 'run-ended', responseId, outcome: { kind: 'failed', code, problem: message } })
  }
}

async function answer(parts: ResponseRunParts): Promise<void> {
  const { responseId, source, signal, voice, dispatch, whenDrained } = parts
  const sentences = createSentenceBuffer()
  const say = voice === null ? undefined : createSpeaker(parts, voice)
  for await (const event of untilAborted(eventsOf(parts, source), signal)) {
    if (signal.aborted || event.type === 'silence') break
    if (event.type === 'text') {
      if (say !== undefined) await say(sentences.push(event.delta))
      else dispatch({ type: 'written', responseId, delta: event.delta })
    } else {
      await say?.(sentences.flush())
      dispatch({ type: 'called', responseId, name: event.name, arguments: event.arguments })
    }
    await whenDrained()
  }
  if (!signal.aborted) await say?.(sentences.flush())
}

async function* eventsOf(parts: ResponseRunParts, source: RunSource): AsyncGenerator<ResponderEvent> {
  if (source.kind === 'responder') yield* parts.responder.respond(source.context, parts.signal)
  else yield { type: 'text', delta: source.text }
}

/** Words become sound. Words that cannot are announced, once: an answer that is passed over would seem to be given. */
function createSpeaker(parts: ResponseRunParts, settings: VoiceSettings): (text: string) => Promise<void> {
  const speak = createVoice(parts, settings)
  let hasAnnounced = false
  return async (text) => {
    const hasSpoken = await speak(text)
    if (hasSpoken || hasAnnounced || parts.signal.aborted || !/[\p{L}\p{N}]/u.test(text)) return
    hasAnnounced = true
    await speak(UNSAYABLE)
  }
}

/** Each chunk's text goes out just before its samples. Resolves to whether there was any sound. */
function createVoice(parts: ResponseRunParts, settings: VoiceSettings): (text: string) => Promise<boolean> {
  const { responseId, signal, dispatch, synthesizer, whenDrained } = parts
  const { voice, speed, format } = settings
  const sampleRate = sampleRateOf(format)
  const deltaSamples = (sampleRate * DELTA_MS) / 1000
  let needsSpace = false
  return async (text) => {
    if (text.trim() === '') return false
    let hasSpoken = false
    const chunks = synthesizer.synthesize(text, { voice, speed, sampleRate, signal })
    for await (const chunk of untilAborted(chunks, signal)) {
      if (signal.aborted) return hasSpoken
      hasSpoken = true
      const words = needsSpace && !/^\s/.test(chunk.text) ? ` ${chunk.text}` : chunk.text
      needsSpace = !/\s$/.test(words)
      dispatch({ type: 'speaking', responseId, text: words })
      for (let start = 0; start < chunk.samples.length && !signal.aborted; start += deltaSamples) {
        const samples = chunk.samples.subarray(start, start + deltaSamples)
        const audioMs = (samples.length * 1000) / sampleRate
        dispatch({ type: 'spoken', responseId, audio: encodeAudio(samples, format), audioMs })
        await whenDrained()
      }
    }
    return hasSpoken
  }
}
