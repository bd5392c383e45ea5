/**
 * base64 (RFC 4648 §4, padded) ↔ bytes, the same in browsers and in Node. Node's `Buffer` and the engines' own
 * `Uint8Array.fromBase64` are many times faster than a loop, so they are used where they exist.
 */
interface NativeBytes {
  from(text: string, encoding: 'base64'): Uint8Array
  from(buffer: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'base64'): string }
}

function decodeNativeBytes(): NativeBytes | undefined {
  const candidate: unknown = Reflect.get(globalThis, 'Buffer')
  return typeof candidate === 'function' ? (candidate as unknown as NativeBytes) : undefined
}

const native = decodeNativeBytes()
const VALID = /^[A-Za-z0-9+/]*={0,2}$/

/** True for text that is strict, padded base64. Linear in its length. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && VALID.test(text)
}

/** Bytes → base64. */
export function encodeBase64(bytes: Uint8Array): string {
  if (native !== undefined) return native.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  let binary = ''
  const chunk = 0x8000
  for (let start = 0; start < bytes.length; start += chunk) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunk))
  }
  return btoa(binary)
}

/**
 * base64 → bytes, or `undefined` when the text is not strict base64. The bytes start at an even offset of their
 * buffer, so that they can be viewed as 16-bit samples.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!isBase64(text)) return undefined
  if (native !== undefined) return alignedBytes(native.from(text, 'base64'))
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

function alignedBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes)
}
