import { createHash } from 'node:crypto'

/** SHA-256: enough for what has 256 random bits, and of one length whatever was sent. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
