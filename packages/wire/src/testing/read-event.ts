import assert from 'node:assert/strict'
import type { Dialect } from '../dialects/dialect.js'
import type { WireFrame } from '../frame.js'
import type { RealtimeEvent } from '../realtime-event.js'

/** The event that a dialect makes of a frame; fails the test when it makes none. */
export function readEvent(dialect: Dialect, frame: WireFrame): RealtimeEvent {
  const read = dialect.readFrame(frame)
  return read.kind === 'event' ? read.event : assert.fail(`${frame.type} is ${read.kind}`)
}

/** The same as plain data without absent fields, to compare with. */
export function readFields(dialect: Dialect, frame: WireFrame): Readonly<Record<string, unknown>> {
  const event: object = readEvent(dialect, frame)
  const fields: readonly (readonly [string, unknown])[] = Object.entries(event)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
