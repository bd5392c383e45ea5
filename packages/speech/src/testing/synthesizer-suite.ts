import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { SpeechChunk, SynthesisOptions, SynthesizerEngine } from '../ports.js'
import { rootMeanSquare } from '../samples.js'

const LIMITS = { timeout: 120_000 }
const TEXT = 'The build is done. All tests are green, and there are no warnings. What shall I do next?'

/** What every synthesizer must keep. Registers its tests; the engine that `open` gives is closed at the end. */
export function describeSynthesizerEngine(
  name: string,
  open: () => SynthesizerEngine | Promise<SynthesizerEngine>,
): void {
  describe(`synthesizer ${name}`, () => {
    let opened: Promise<SynthesizerEngine> | undefined
    const engineOnce = (): Promise<SynthesizerEngine> => (opened ??= Promise.resolve(open()))
    after(async () => {
      const engine = await engineOnce()
      await engine.close()
      await engine.close()
    })
    const speak = async (text: string, options?: SynthesisOptions): Promise<SpeechChunk[]> => {
      const chunks: SpeechChunk[] = []
      for await (const chunk of (await engineOnce()).synthesize(text, options)) chunks.push(chunk)
      return chunks
    }
    const sampleCount = (chunks: readonly SpeechChunk[]): number =>
      chunks.reduce((sum, { samples }) => sum + samples.length, 0)

    test('a text is spoken sentence by sentence, and the chunks together have its words', LIMITS, async () => {
      const chunks = await speak(TEXT)
      assert.equal(chunks.length, 3)
      assert.equal(chunks.map(({ text }) => text.trim()).join(' '), TEXT)
      for (const { samples } of chunks) assert.ok(rootMeanSquare(samples) > 100, 'it can be heard')
    })

    test('nothing to say gives no chunk', LIMITS, async () => {
      for (const text of ['', ' \n ', '...', '🎉']) assert.deepEqual(await speak(text), [])
    })

    test('samples come at the rate that was asked for', LIMITS, async () => {
      const at24k = sampleCount(await speak('Hello there.'))
      const at16k = sampleCount(await speak('Hello there.', { sampleRate: 16_000 }))
      const at48k = sampleCount(await speak('Hello there.', { sampleRate: 48_000 }))
      assert.ok(Math.abs(at24k / at16k - 1.5) < 0.01, `24 kHz to 16 kHz is ${at24k / at16k}`)
      assert.ok(Math.abs(at48k / at24k - 2) < 0.01, `48 kHz to 24 kHz is ${at48k / at24k}`)
    })

    test('slower speech takes longer', LIMITS, async () => {
      const normal = sampleCount(await speak('The build is green.'))
      const slow = sampleCount(await speak('The build is green.', { speed: 0.5 }))
      assert.ok(slow > normal * 1.5)
    })

    test('every voice that it names speaks, and so does an unknown one', LIMITS, async () => {
      for (const voice of [...(await engineOnce()).voices, 'marin', 'no such voice']) {
        assert.ok(sampleCount(await speak('Hello.', { voice })) > 0, voice)
      }
    })

    test('an aborted signal ends it early and without an error', LIMITS, async () => {
      const controller = new AbortController()
      const spoken: string[] = []
      for await (const { text } of (await engineOnce()).synthesize(TEXT, { signal: controller.signal })) {
        spoken.push(text)
        controller.abort()
      }
      assert.equal(spoken.length, 1)
      assert.deepEqual(await speak(TEXT, { signal: controller.signal }), [])
    })

    test('whoever stops listening leaves nothing broken', LIMITS, async () => {
      for await (const _chunk of (await engineOnce()).synthesize(TEXT)) break
      assert.equal((await speak('Hello there.')).length, 1)
    })

    test('texts side by side do not mix', LIMITS, async () => {
      const [left, right] = await Promise.all([speak('Hello there.'), speak('Hello there.')])
      assert.deepEqual(left[0]?.samples, right[0]?.samples)
    })
  })
}
