import type { BytesReader } from './flat-readers.js'

/** For browsers, whose sockets make text of a frame before anybody sees its bytes. */
const readNothing: BytesReader = () => undefined

export function createRealtimeReader(): BytesReader {
  return readNothing
}

export function createQuicksilverReader(): BytesReader {
  return readNothing
}
