import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SynthesizerEngine } from '../ports.js'
import { resample } from '../resampling/resampler.js'
import { joinSamples } from '../samples.js'
import { TEST_SENTENCES } from './test-sentences.js'
import { readRecording } from './wav-file.js'

/** Something said, at 16 kHz, and its words. */
export interface SpokenText {
  readonly text: string
  readonly samples: Int16Array
}

export interface MeasuredSet {
  readonly name: string
  readonly recordings: readonly SpokenText[]
}

/** The folder of Debian's recordings of real people (package pocketsphinx-testdata); undefined where it is not installed. */
export function findHumanRecordings(): string | undefined {
  try {
    const files = execFileSync('dpkg', ['-L', 'pocketsphinx-testdata'], { encoding: 'utf8', stdio: 'pipe' }).split('\n')
    return files.find((file) => file.endsWith('/test/data'))
  } catch {
    return undefined
  }
}

/** Short commands, playing cards and read literature, by people. */
export async function humanSets(folder: string): Promise<MeasuredSet[]> {
  const single = async (file: string, text: string): Promise<SpokenText> => {
    const { samples } = await readRecording(join(folder, file))
    return { text, samples }
  }
  return [
    {
      name: 'people: two short commands',
      recordings: [
        await single('goforward.raw', 'go forward ten meters'),
        await single('something.raw', 'go somewhere and do something'),
      ],
    },
    { name: 'people: playing cards', recordings: await transcribed(folder, 'cards', 'cards.transcription') },
    { name: 'people: read literature', recordings: await transcribed(folder, 'librivox', 'transcription') },
  ]
}

async function transcribed(folder: string, name: string, list: string): Promise<SpokenText[]> {
  const lines = (await readFile(join(folder, name, list), 'utf8')).trim().split('\n')
  const recordings = lines.flatMap((line) => {
    const [, text, file] = /^<s>(.*)<\/s>\s*\((.*)\)/.exec(line) ?? []
    if (text === undefined || file === undefined) return []
    return [readRecording(join(folder, name, `${file}.wav`)).then(({ samples }) => ({ text, samples }))]
  })
  return Promise.all(recordings)
}

/** The test sentences by one voice of a synthesizer. */
export async function synthesizedSet(synthesizer: SynthesizerEngine, voice: string): Promise<MeasuredSet> {
  const recordings: SpokenText[] = []
  for (const text of TEST_SENTENCES) {
    const parts: Int16Array[] = []
    for await (const { samples } of synthesizer.synthesize(text, { voice, sampleRate: 16_000 })) parts.push(samples)
    recordings.push({ text, samples: padded(joinSamples(parts)) })
  }
  return { name: `requests: ${synthesizer.name} ${voice}`, recordings }
}

/** The test sentences by espeak-ng, a synthesizer of quite another kind; undefined where it is not installed. */
export async function espeakSet(voice: string): Promise<MeasuredSet | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-measure-'))
  try {
    const recordings: SpokenText[] = []
    for (const text of TEST_SENTENCES) {
      const file = join(folder, 'speech.wav')
      execFileSync('espeak-ng', ['-v', voice, '-w', file, text], { stdio: 'pipe' })
      const { samples, sampleRate } = await readRecording(file)
      recordings.push({ text, samples: padded(await resample(samples, sampleRate, 16_000)) })
    }
    return { name: `requests: espeak-ng ${voice}`, recordings }
  } catch {
    return undefined
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const padded = (samples: Int16Array): Int16Array => joinSamples([new Int16Array(4800), samples, new Int16Array(4800)])
