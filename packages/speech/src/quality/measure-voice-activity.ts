/**
 * Prints what voice activity detection costs with many streams at once: `node dist/quality/measure-voice-activity.js
 * [streams] [seconds]`. Every stream hears a request, then digital silence, room noise at -60 dBFS, and noise at -30 dBFS,
 * each a quarter of the time.
 */
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { VoiceActivityEngine } from '../ports.js'
import { joinSamples } from '../samples.js'
import { createFvadVoiceActivity } from '../vad/fvad/fvad-voice-activity.js'
import { createSileroVoiceActivity } from '../vad/silero/silero-voice-activity.js'
import { readRecording } from './wav-file.js'

const CHUNK_SAMPLES = 320
const SAMPLE_RATE = 16_000
const streamCount = Number(process.argv[2] ?? 100)
const seconds = Number(process.argv[3] ?? 20)

/** The same noise in every run. */
function noise(sampleCount: number, amplitude: number): Int16Array {
  let state = 12_345
  return Int16Array.from({ length: sampleCount }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.round((state / 0x3fffffff - 1) * amplitude)
  })
}

async function makeAudio(): Promise<Int16Array> {
  const { samples } = await readRecording(fileURLToPath(new URL('../../fixtures/status-16k.wav', import.meta.url)))
  const { length } = samples
  const round = joinSamples([samples, new Int16Array(length), noise(length, 55), noise(length, 1800)])
  const sampleCount = seconds * SAMPLE_RATE
  return Int16Array.from({ length: sampleCount }, (_, index) => round[index % round.length] ?? 0)
}

interface Finished {
  readonly frames: number
  readonly isContiguous: boolean
}

/** Feeds all streams chunk by chunk, as fast as the engine takes them. */
function feed(engine: VoiceActivityEngine, audio: Int16Array): Promise<readonly Finished[]> {
  const streams = Array.from({ length: streamCount }, () => {
    let frames = 0
    let end = 0
    let isContiguous = true
    let finish: (finished: Finished) => void = () => {}
    const finished = new Promise<Finished>((resolve) => (finish = resolve))
    const stream = engine.open({
      onFrame: ({ startSample, sampleCount }) => {
        isContiguous &&= startSample === end
        end = startSample + sampleCount
        frames++
        if (end + sampleCount > audio.length) finish({ frames, isContiguous })
      },
      onError: () => finish({ frames, isContiguous: false }),
    })
    return { stream, finished }
  })
  for (let position = 0; position < audio.length; position += CHUNK_SAMPLES) {
    for (const { stream } of streams) stream.push(audio.subarray(position, position + CHUNK_SAMPLES))
  }
  return Promise.all(streams.map(({ finished }) => finished))
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)
print('| detector | streams | CPU ms per audio s | times real time | every frame in order | RSS MB |')
print('| --- | --- | --- | --- | --- | --- |')
const audio = await makeAudio()
for (const engine of [createFvadVoiceActivity(), createSileroVoiceActivity()]) {
  await engine.warmUp()
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const results = await feed(engine, audio)
  const { user, system } = process.cpuUsage(before)
  const wallSeconds = (performance.now() - startedAt) / 1000
  const audioSeconds = seconds * streamCount
  const isInOrder = results.every(({ isContiguous }) => isContiguous)
  const rss = process.memoryUsage().rss / 1e6
  const numbers = [(user + system) / 1000 / audioSeconds, audioSeconds / wallSeconds].map((value) => value.toFixed(1))
  print(`| ${[engine.name, streamCount, ...numbers, isInOrder ? 'yes' : 'NO', rss.toFixed(0)].join(' | ')} |`)
  await engine.close()
}
