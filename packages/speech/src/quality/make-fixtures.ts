/**
 * Makes the spoken requests in `fixtures/` anew: `node dist/quality/make-fixtures.js`. The default synthesizer speaks
 * them, with some silence around.
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { joinSamples } from '../samples.js'
import { createFliteSynthesizer } from '../synthesis/flite/flite-synthesizer.js'
import { writeRecording } from './wav-file.js'

const FIXTURES = [
  {
    name: 'request-24k',
    text: 'list the files in this folder and tell me how many there are',
    voice: 'rms',
    sampleRate: 24_000,
  },
  { name: 'status-16k', text: 'what is the status', voice: 'awb', sampleRate: 16_000 },
]

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url))
await mkdir(folder, { recursive: true })
const synthesizer = createFliteSynthesizer()
for (const { name, text, voice, sampleRate } of FIXTURES) {
  const parts: Int16Array[] = [new Int16Array(sampleRate * 0.4)]
  for await (const { samples } of synthesizer.synthesize(text, { voice, sampleRate })) parts.push(samples)
  parts.push(new Int16Array(sampleRate * 0.6))
  await writeRecording(`${folder}${name}.wav`, { sampleRate, samples: joinSamples(parts) })
}
await synthesizer.close()
