import fc from 'fast-check'
import type { FuzzInput } from '../fuzz-target.js'
import { anyBytes } from './mutated-texts.js'

interface FrameParts {
  readonly first: number
  readonly isMasked: boolean
  /** What the header says of the length; `true` is the truth. */
  readonly length: number | true
  readonly payload: string
}

const opcodes = fc.constantFrom(0, 1, 1, 1, 2, 3, 7, 8, 9, 10, 11, 15)
const frames: fc.Arbitrary<FrameParts> = fc.record({
  first: fc.tuple(fc.constantFrom(0x80, 0x80, 0x80, 0, 0xc0, 0xf0), opcodes).map(([flags, opcode]) => flags | opcode),
  isMasked: fc.nat({ max: 9 }).map((dice) => dice > 0),
  length: fc.oneof(
    { weight: 5, arbitrary: fc.constant(true as const) },
    fc.constantFrom(0, 1, 125, 126, 65_536, 2 ** 31),
  ),
  payload: fc.oneof(
    fc.constantFrom(
      '',
      '{}',
      '{"id":1,"method":"conversation/list"}',
      '\xff\xfe',
      '\x03\xe8bye',
      '\x00',
      'a'.repeat(70_000),
    ),
    anyBytes(130),
  ),
})

/** WebSocket frames as bytes, each by itself: kinds that there are not, lengths that lie, no mask, texts that are no UTF-8. */
export function frameInputs(): fc.Arbitrary<FuzzInput> {
  const bytes = fc.oneof({ weight: 6, arbitrary: frames.map(encodeFrameBytes) }, { weight: 1, arbitrary: anyBytes(60) })
  return fc.array(bytes, { minLength: 1, maxLength: 12 })
}

function encodeFrameBytes({ first, isMasked, length, payload }: FrameParts): string {
  const told = length === true ? payload.length : length
  const mark = isMasked ? 0x80 : 0
  // A mask of zeros leaves the payload as it is.
  const mask = isMasked ? [0, 0, 0, 0] : []
  const head = Buffer.from([first, mark | (told < 126 ? told : told < 65_536 ? 126 : 127)])
  const extended = Buffer.alloc(told < 126 ? 0 : told < 65_536 ? 2 : 8)
  if (extended.length === 2) extended.writeUInt16BE(told)
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(told))
  return Buffer.concat([head, extended, Buffer.from(mask)]).toString('latin1') + payload
}
