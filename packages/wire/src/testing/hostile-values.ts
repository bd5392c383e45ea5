import fc from 'fast-check'
import type { WireFrame } from '../frame.js'
import { isRecord } from '../json-object.js'

/** Texts that hurt naive decoders: nested too deep, prototype keys, numbers out of range, cut off. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  'null',
  '[]',
  '"text"',
  '{',
  '{"type":1}',
  '{"type":"error","error":',
  '['.repeat(100_000),
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  `{"type":"error","error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  `{"type":"session.updated","session":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
  '{"type":"session.updated","session":{"__proto__":{"polluted":true}}}',
  '{"type":"__proto__"}',
  '{"type":"constructor"}',
  '{"type":"rate_limits.updated","__proto__":{"polluted":true},"rate_limits":[]}',
  '{"type":"input_audio_buffer.committed","item_id":"i","constructor":{"prototype":{"polluted":true}}}',
  '{"type":"response.output_audio.delta","delta":"****","content_index":1e999}',
  '\u0000\ud800',
]

/** Any text, halves of surrogate pairs included. */
export function anyText(): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }))
  return fc.array(unit, { maxLength: 30 }).map((units) => String.fromCharCode(...units))
}

/** Any JSON value, as it is after a round trip over text (so no -0). */
export function jsonValues(): fc.Arbitrary<unknown> {
  return fc.json().map((text): unknown => JSON.parse(text))
}

/** A frame of one of `types` with arbitrary fields, many of them names that the protocol knows. */
export function arbitraryFrames(types: readonly string[]): fc.Arbitrary<WireFrame> {
  const name = fc.oneof(
    fc.constantFrom('item', 'delta', 'session', 'response', 'error', 'item_id', 'audio', 'transcript', '__proto__'),
    fc.string(),
  )
  const fields = fc.array(fc.tuple(name, jsonValues()), { maxLength: 6 }).map((entries) => Object.fromEntries(entries))
  return fc.tuple(fc.constantFrom(...types), fields).map(([type, rest]) => ({ ...rest, type }))
}

/** One of `frames` with one value, at any depth, replaced by another or taken out. */
export function mutatedFrames(frames: readonly WireFrame[]): fc.Arbitrary<WireFrame> {
  const replacement = fc.option(jsonValues(), { nil: undefined })
  return fc
    .tuple(fc.constantFrom(...frames), fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }), replacement)
    .map(([frame, path, value]) => {
      const mutated = mutate(frame, path, value)
      return isRecord(mutated) ? { ...mutated, type: frame.type } : frame
    })
}

function mutate(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return replacement
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  const index = entries.length === 0 ? 0 : step % entries.length
  const changed = entries
    .map(([name, field], place) => [name, place === index ? mutate(field, rest, replacement) : field] as const)
    .filter(([, field]) => field !== undefined)
  return Array.isArray(value) ? changed.map(([, field]) => field) : Object.fromEntries(changed)
}
