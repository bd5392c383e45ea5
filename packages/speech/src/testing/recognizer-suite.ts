import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { ParleyError } from '@parley/wire'
import type { RecognizerEngine } from '../ports.js'
import { RECORDED_TEXT, readSpeechRecording } from './speech-recordings.js'

const LIMITS = { timeout: 120_000 }

export interface RecognizerSuiteOptions {
  /** What the engine makes of the recording `RECORDED_TEXT`; default that text. */
  readonly expectedText?: string
  /** Whether the engine hands out partials while audio comes in; default true. */
  readonly hasPartials?: boolean
}

/** What every recognizer must keep. Registers its tests; the engine that `open` gives is closed at the end. */
export function describeRecognizerEngine(
  name: string,
  open: () => RecognizerEngine | Promise<RecognizerEngine>,
  options: RecognizerSuiteOptions = {},
): void {
  const expectedText = options.expectedText ?? RECORDED_TEXT
  describe(`recognizer ${name}`, () => {
    let opened: Promise<RecognizerEngine> | undefined
    const engineOnce = (): Promise<RecognizerEngine> => (opened ??= Promise.resolve(open()))
    after(async () => {
      const engine = await engineOnce()
      await engine.close()
      await engine.close()
    })
    const recognize = async (samples: Int16Array, chunkSamples: number, partials: string[] = []) => {
      const stream = (await engineOnce()).open({ onPartial: (text) => partials.push(text) })
      const reused = new Int16Array(chunkSamples)
      for (let position = 0; position < samples.length; position += chunkSamples) {
        const chunk = samples.subarray(position, position + chunkSamples)
        reused.set(chunk)
        stream.push(reused.subarray(0, chunk.length))
        reused.fill(-1)
      }
      return stream.finish()
    }

    test('an utterance becomes its text', LIMITS, async () => {
      const samples = await readSpeechRecording()
      const result = await recognize(samples, 320)
      assert.equal(result.text, expectedText)
      assert.ok(Math.abs(result.audioMs - samples.length / 16) < 0.001)
    })

    test('utterances one after the other do not mix', LIMITS, async () => {
      const samples = await readSpeechRecording()
      assert.equal((await recognize(samples, 1600)).text, expectedText)
      assert.equal((await recognize(samples, 1600)).text, expectedText)
    })

    test('partials grow towards the text', { ...LIMITS, skip: options.hasPartials === false }, async () => {
      const partials: string[] = []
      await recognize(await readSpeechRecording(), 1600, partials)
      assert.ok(partials.length > 0)
      assert.ok(
        partials.every((text, index) => text !== partials[index - 1]),
        'each partial differs from the one before',
      )
    })

    test('more streams at once than decoders lose nothing', LIMITS, async () => {
      const samples = await readSpeechRecording()
      const results = await Promise.all([1, 2, 3].map(() => recognize(samples, 480)))
      assert.deepEqual(
        results.map(({ text }) => text),
        [expectedText, expectedText, expectedText],
      )
    })

    test('silence and nothing at all are understood as nothing', { ...LIMITS, skip: name === 'scripted' }, async () => {
      assert.equal((await recognize(new Int16Array(16_000), 320)).text, '')
      const stream = (await engineOnce()).open()
      assert.deepEqual(await stream.finish(), { text: '', audioMs: 0 })
    })

    test('a cancelled stream rejects its finish with aborted and frees the decoder', LIMITS, async () => {
      const samples = await readSpeechRecording()
      const stream = (await engineOnce()).open()
      stream.push(samples)
      const finished = stream.finish()
      stream.cancel()
      stream.cancel()
      await assert.rejects(finished, (error: unknown) => error instanceof ParleyError && error.code === 'aborted')
      assert.equal((await recognize(samples, 1600)).text, expectedText)
    })

    test('someone who pauses keeps nobody waiting, and loses nothing', LIMITS, async () => {
      const samples = await readSpeechRecording()
      const pausing = (await engineOnce()).open()
      pausing.push(samples.subarray(0, 9000))
      assert.equal((await recognize(samples, 1600)).text, expectedText)
      pausing.push(samples.subarray(9000))
      assert.equal((await pausing.finish()).text, expectedText)
    })

    test('a stream that waits can be cancelled', LIMITS, async () => {
      const samples = await readSpeechRecording()
      const engine = await engineOnce()
      const speaking = engine.open()
      const waiting = engine.open()
      speaking.push(samples)
      waiting.push(samples)
      waiting.cancel()
      await assert.rejects(waiting.finish(), { code: 'aborted' })
      assert.equal((await speaking.finish()).text, expectedText)
    })
  })
}
