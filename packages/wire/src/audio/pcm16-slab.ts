import { allocateNodeBuffer } from '../node-buffer.js'
import type { NodeBuffer } from '../node-buffer.js'
import { base64ByteCount } from './base64.js'
import { decodePcm16 } from './pcm16.js'

/** Larger ones fall out of the processor's cache before they are used up, and one view that lives on keeps all of it. */
const SLAB_BYTES = 64 * 1024
/** What is larger gets memory of its own. */
const MAX_PIECE_BYTES = SLAB_BYTES / 4

let slab: NodeBuffer | undefined
let used = SLAB_BYTES

/**
 * As `decodePcm16`, for many pieces in a row: they share blocks of memory, each freed when its last piece is. `text`
 * must have no letter above 255, and none of `-` and `_`, which Node takes for base64 too.
 */
export function decodePcm16IntoSlab(text: string): Int16Array | undefined {
  const byteCount = base64ByteCount(text)
  if (byteCount === undefined || byteCount > MAX_PIECE_BYTES) return decodePcm16(text)
  const target = slabFor(byteCount)
  // Whatever else is no base64 is skipped, so that it shows in the length.
  if (target?.write(text, used, byteCount, 'base64') !== byteCount) return undefined
  const samples = new Int16Array(target.buffer, used, byteCount >> 1)
  used += (byteCount + 1) & ~1
  return samples
}

function slabFor(byteCount: number): NodeBuffer | undefined {
  if (used + byteCount > SLAB_BYTES) {
    slab = allocateNodeBuffer(SLAB_BYTES)
    used = 0
  }
  return slab
}
