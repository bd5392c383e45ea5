import fc from 'fast-check'
import { decodeJsonObject, encodeBase64 } from '@parley/wire'
import { listScenarios, readRecordedFrames } from '@parley/testkit'
import type { FuzzInput } from '../fuzz-target.js'
import { mutatedTexts } from './mutated-texts.js'

function recordedTexts(direction: 'client->server' | 'server->client'): readonly string[] {
  const byKind = new Map<string, string>()
  for (const frame of listScenarios().flatMap(readRecordedFrames)) {
    if (frame.direction !== direction) continue
    const type = decodeJsonObject(frame.text)?.['type']
    // Short ones: a second of sound more tells no decoder anything new.
    if (frame.text.length < 20_000) byKind.set(`${String(type)} ${byKind.size % 4}`, frame.text)
  }
  return [...byKind.values()]
}

const append = (bytes: number): string =>
  JSON.stringify({ type: 'input_audio_buffer.append', audio: encodeBase64(new Uint8Array(bytes)) })

/** What a client of the realtime server sends, as recorded and damaged. */
export function clientEventInputs(): fc.Arbitrary<FuzzInput> {
  const plain = ['input_audio_buffer.commit', 'input_audio_buffer.clear', 'response.create', 'response.cancel']
  const samples = [
    ...recordedTexts('client->server'),
    ...plain.map((type) => JSON.stringify({ type })),
    ...[0, 1, 4800, 48_000].map(append),
  ]
  return fc.array(mutatedTexts(samples), { minLength: 1, maxLength: 8 })
}

/** What a realtime server sends, as recorded and damaged. */
export function serverEventInputs(): fc.Arbitrary<FuzzInput> {
  return mutatedTexts(recordedTexts('server->client')).map((text) => [text])
}
