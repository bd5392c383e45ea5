/** The part of Node's `Buffer` that reading frames takes; this package itself needs nothing of Node. */
export interface NodeBuffer extends Uint8Array {
  toString(encoding?: 'latin1' | 'utf8', start?: number, end?: number): string
  write(text: string, offset: number, length: number, encoding: 'base64'): number
}

interface NodeBufferClass {
  isBuffer(value: unknown): boolean
  allocUnsafeSlow(size: number): NodeBuffer
}

interface NodeProcess {
  getBuiltinModule?(name: 'worker_threads'): { markAsUntransferable(value: object): void } | undefined
}

function decodeNodeBufferClass(): NodeBufferClass | undefined {
  const candidate: unknown = Reflect.get(globalThis, 'Buffer')
  return typeof candidate === 'function' ? (candidate as unknown as NodeBufferClass) : undefined
}

function decodeNodeProcess(): NodeProcess {
  const candidate: unknown = Reflect.get(globalThis, 'process')
  return typeof candidate === 'object' && candidate !== null ? candidate : {}
}

const nodeBuffers = /* @__PURE__ */ decodeNodeBufferClass()

/** `bytes` where they are a Buffer of Node; `undefined` for any other array, and in browsers. */
export function decodeNodeBuffer(bytes: Uint8Array): NodeBuffer | undefined {
  return nodeBuffers?.isBuffer(bytes) === true ? (bytes as NodeBuffer) : undefined
}

/**
 * Memory of its own that is not cleared, or `undefined` in browsers. Views of it that a program posts to a worker are
 * copied, never moved: they share their memory with others.
 */
export function allocateNodeBuffer(size: number): NodeBuffer | undefined {
  const buffer = nodeBuffers?.allocUnsafeSlow(size)
  if (buffer !== undefined)
    decodeNodeProcess().getBuiltinModule?.('worker_threads')?.markAsUntransferable(buffer.buffer)
  return buffer
}
