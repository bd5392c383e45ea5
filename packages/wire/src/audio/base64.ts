/**
 * base64 (RFC 4648 §4) ↔ bytes, the same in browsers and in Node. Node's `Buffer` and the engines' own
 * `Uint8Array.fromBase64` are many times faster than a loop, so they are used where they exist.
 */
interface NodeBytes {
  byteLength(text: string, encoding: 'utf8'): number
  from(text: string, encoding: 'base64'): Uint8Array
  from(buffer: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'base64'): string }
}

function decodeNodeBytes(): NodeBytes | undefined {
  const candidate: unknown = Reflect.get(globalThis, 'Buffer')
  return typeof candidate === 'function' ? (candidate as unknown as NodeBytes) : undefined
}

function decodeEngineDecoder(): ((text: string) => Uint8Array) | undefined {
  const candidate: unknown = Reflect.get(Uint8Array, 'fromBase64')
  return typeof candidate === 'function' ? (candidate.bind(Uint8Array) as (text: string) => Uint8Array) : undefined
}

const nodeBytes = /* @__PURE__ */ decodeNodeBytes()
const engineDecoder = /* @__PURE__ */ decodeEngineDecoder()

/** Bytes → padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  if (nodeBytes !== undefined) {
    return nodeBytes.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  }
  let binary = ''
  const chunk = 0x8000
  for (let start = 0; start < bytes.length; start += chunk) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunk))
  }
  return btoa(binary)
}

/**
 * base64 → bytes, or `undefined` when the text is none: another alphabet, white space, a length that cannot be.
 * Padding may be missing. The bytes start at an even offset of their buffer, so that they can be viewed as 16-bit
 * samples.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const byteCount = base64ByteCount(text)
  if (byteCount === undefined) return undefined
  const bytes = decodeBytes(text)
  // Every decoder skips what it does not know or throws, so that a wrong character shows in the length: the check
  // costs nothing, where a pattern over the text would take longer than the decoding.
  return bytes?.length === byteCount ? bytes : undefined
}

/** True for text that `decodeBase64` decodes. */
export function isBase64(text: string): boolean {
  return decodeBase64(text) !== undefined
}

/** Bytes that base64 of this length and padding stands for; `undefined` where there is none of that length. */
export function base64ByteCount(text: string): number | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const charCount = text.length - padding
  if (charCount % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined
  return Math.floor((charCount * 3) / 4)
}

function decodeBytes(text: string): Uint8Array | undefined {
  if (nodeBytes !== undefined) return decodeByNode(nodeBytes, text)
  try {
    return engineDecoder === undefined ? bytesFromBinary(atob(text)) : engineDecoder(text)
  } catch {
    return undefined
  }
}

/** Node also takes the alphabet for URLs, and characters beyond one byte for their lower half. */
function decodeByNode(node: NodeBytes, text: string): Uint8Array | undefined {
  const isForeign = text.includes('-') || text.includes('_') || node.byteLength(text, 'utf8') !== text.length
  return isForeign ? undefined : alignedBytes(node.from(text, 'base64'))
}

function bytesFromBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

function alignedBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes)
}
