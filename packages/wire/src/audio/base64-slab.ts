import { allocateNodeBuffer } from '../node-buffer.js'
import type { NodeBuffer } from '../node-buffer.js'
import { base64ByteCount, decodeBase64 } from './base64.js'

/** Larger ones fall out of the processor's cache before they are used up, and are kept whole by one view that lives on. */
const SLAB_BYTES = 64 * 1024
/** What is larger gets memory of its own. */
const MAX_PIECE_BYTES = SLAB_BYTES / 4

let slab: NodeBuffer | undefined
let used = SLAB_BYTES

/** base64 as text and as what it stands for. */
export interface DecodedText {
  readonly text: string
  readonly bytes: Uint8Array
}

/**
 * As `decodeBase64`, for base64 that stands somewhere in `bytes`. Several results share one block of memory, which is
 * freed when the last of them is.
 */
export function decodeBase64At(source: NodeBuffer, start: number, end: number): DecodedText | undefined {
  // Node also takes the alphabet for URLs. Whatever else is no base64 is skipped, so that it shows in the length.
  if (isWithin(source.indexOf(0x2d, start), end) || isWithin(source.indexOf(0x5f, start), end)) return undefined
  const text = source.toString('latin1', start, end)
  const bytes = decodeIntoSlab(text)
  return bytes === undefined ? undefined : { text, bytes }
}

function decodeIntoSlab(text: string): Uint8Array | undefined {
  const byteCount = base64ByteCount(text)
  if (byteCount === undefined || byteCount > MAX_PIECE_BYTES) return decodeBase64(text)
  const target = slabFor(byteCount)
  if (target?.write(text, used, byteCount, 'base64') !== byteCount) return undefined
  const bytes = new Uint8Array(target.buffer, used, byteCount)
  used += (byteCount + 7) & ~7
  return bytes
}

function isWithin(place: number, end: number): boolean {
  return place >= 0 && place < end
}

function slabFor(byteCount: number): NodeBuffer | undefined {
  if (used + byteCount > SLAB_BYTES) {
    slab = allocateNodeBuffer(SLAB_BYTES)
    used = 0
  }
  return slab
}
