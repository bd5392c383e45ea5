import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { VoiceActivityEngine, VoiceActivityFrame, VoiceActivityListener } from '../ports.js'
import { readSpeechBetweenSilence } from './speech-recordings.js'

const SILENCE = 16_000
const LONGEST_FRAME = 2048
const LIMITS = { timeout: 60_000 }

/** Collects one stream's frames and tells when they have come so far. */
interface FrameCollector extends VoiceActivityListener {
  readonly frames: VoiceActivityFrame[]
  readonly errors: Error[]
  covered(sampleCount: number): Promise<void>
}

function collectFrames(): FrameCollector {
  const frames: VoiceActivityFrame[] = []
  const errors: Error[] = []
  let notify = (): void => {}
  const endOf = (frame: VoiceActivityFrame | undefined): number =>
    frame === undefined ? 0 : frame.startSample + frame.sampleCount
  return {
    frames,
    errors,
    onFrame: (frame) => {
      frames.push(frame)
      notify()
    },
    onError: (error) => {
      errors.push(error)
      notify()
    },
    covered: async (sampleCount) => {
      while (endOf(frames.at(-1)) < sampleCount && errors.length === 0) {
        await new Promise<void>((resolve) => (notify = resolve))
      }
      assert.deepEqual(errors, [])
    },
  }
}

function pushInChunks(push: (samples: Int16Array) => void, samples: Int16Array, chunkSamples: number): void {
  const reused = new Int16Array(chunkSamples)
  for (let position = 0; position < samples.length; position += chunkSamples) {
    const chunk = samples.subarray(position, position + chunkSamples)
    reused.set(chunk)
    push(reused.subarray(0, chunk.length))
    reused.fill(-1)
  }
}

const decisions = (frames: readonly VoiceActivityFrame[]): string =>
  frames.map(({ isSpeech }) => (isSpeech ? 'x' : '.')).join('')

/** What every voice activity engine must keep. Registers its tests; the engine that `open` gives is closed at the end. */
export function describeVoiceActivityEngine(
  name: string,
  open: () => VoiceActivityEngine | Promise<VoiceActivityEngine>,
): void {
  describe(`voice activity engine ${name}`, () => {
    let opened: Promise<VoiceActivityEngine> | undefined
    const engineOnce = (): Promise<VoiceActivityEngine> => (opened ??= Promise.resolve(open()))
    after(async () => {
      const engine = await engineOnce()
      await engine.close()
      await engine.close()
    })
    const detect = async (samples: Int16Array, chunkSamples: number): Promise<VoiceActivityFrame[]> => {
      const collector = collectFrames()
      const stream = (await engineOnce()).open(collector)
      pushInChunks((chunk) => stream.push(chunk), samples, chunkSamples)
      await collector.covered(samples.length - LONGEST_FRAME)
      await stream.close()
      return collector.frames
    }

    test('frames start at zero, follow each other without gap or overlap, and reach the end', LIMITS, async () => {
      const samples = await readSpeechBetweenSilence(SILENCE)
      let position = 0
      for (const { startSample, sampleCount } of await detect(samples, 480)) {
        assert.equal(startSample, position)
        assert.ok(sampleCount > 0)
        position += sampleCount
      }
      assert.ok(position <= samples.length && position > samples.length - LONGEST_FRAME)
    })

    test('speech between silence is found where it is', LIMITS, async () => {
      const samples = await readSpeechBetweenSilence(SILENCE)
      const speech = (await detect(samples, 320)).filter(({ isSpeech }) => isSpeech)
      const first = speech[0]?.startSample ?? 0
      const last = speech.at(-1)?.startSample ?? 0
      assert.ok(first > SILENCE && first < SILENCE + 16_000, `speech begins at ${first}`)
      assert.ok(last > first + 8000 && last < samples.length - SILENCE / 2, `speech ends at ${last}`)
    })

    test('digital silence is never speech', LIMITS, async () => {
      const frames = await detect(new Int16Array(3 * SILENCE), 320)
      assert.ok(!decisions(frames).includes('x'))
    })

    test('the size of chunks changes nothing, and the array of a push may be reused', LIMITS, async () => {
      const samples = await readSpeechBetweenSilence(8000)
      const whole = decisions(await detect(samples, samples.length))
      assert.equal(decisions(await detect(samples, 161)), whole)
      assert.equal(decisions(await detect(samples, 1600)), whole)
    })

    test('streams side by side do not hear each other', LIMITS, async () => {
      const samples = await readSpeechBetweenSilence(8000)
      const [speech, silence] = await Promise.all([detect(samples, 320), detect(new Int16Array(samples.length), 320)])
      assert.ok(decisions(speech).includes('x'))
      assert.ok(!decisions(silence).includes('x'))
    })

    test('a closed stream is silent, and closing it twice is fine', LIMITS, async () => {
      const collector = collectFrames()
      const stream = (await engineOnce()).open(collector)
      stream.push(new Int16Array(16_000))
      await stream.close()
      const frameCount = collector.frames.length
      stream.push(new Int16Array(16_000))
      await stream.close()
      // Another stream's frames prove that the engine has come past the closed one's audio.
      await detect(new Int16Array(16_000), 320)
      assert.equal(collector.frames.length, frameCount)
    })

    test('a stricter threshold never finds more speech', LIMITS, async () => {
      const samples = await readSpeechBetweenSilence(8000)
      const count = async (threshold: number): Promise<number> => {
        const collector = collectFrames()
        const stream = (await engineOnce()).open(collector, { threshold })
        stream.push(samples)
        await collector.covered(samples.length - LONGEST_FRAME)
        await stream.close()
        return collector.frames.filter(({ isSpeech }) => isSpeech).length
      }
      assert.ok((await count(0.9)) <= (await count(0.2)))
    })
  })
}
