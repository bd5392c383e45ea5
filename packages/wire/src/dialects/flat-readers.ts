import type { RealtimeEvent } from '../realtime-event.js'
import { FlatEventReader as QuicksilverReader } from './quicksilver/flat-events.js'
import { FlatEventReader as RealtimeReader } from './realtime/flat-events.js'

/** A text frame's bytes → its event, where that can be told without parsing them; `undefined` says nothing. */
export type BytesReader = (bytes: Uint8Array) => RealtimeEvent | undefined

export function createRealtimeReader(): BytesReader {
  const reader = new RealtimeReader()
  return (bytes) => reader.read(bytes)
}

export function createQuicksilverReader(): BytesReader {
  const reader = new QuicksilverReader()
  return (bytes) => reader.read(bytes)
}
