import type { ReconnectSettings } from './reconnect-settings.js'
import type { LiveConnection } from './reconnect-state.js'

/** A server whose clock is far from ours cannot tell us an end. */
export function isSensibleEnd(openedAtMs: number, endsAtMs: number): boolean {
  return endsAtMs - openedAtMs >= 1000
}

/** When the successor is opened. */
export function rolloverAtMs(live: LiveConnection, { rolloverLeadMs }: ReconnectSettings): number | undefined {
  const { openedAtMs, endsAtMs, notBeforeMs } = live
  if (endsAtMs === undefined) return undefined
  return Math.max(notBeforeMs, endsAtMs - Math.min(rolloverLeadMs, (endsAtMs - openedAtMs) / 3))
}

/** When it is taken whatever happens. */
export function forcedAtMs(
  { openedAtMs, endsAtMs }: LiveConnection,
  { forceLeadMs }: ReconnectSettings,
): number | undefined {
  if (endsAtMs === undefined) return undefined
  return endsAtMs - Math.min(forceLeadMs, (endsAtMs - openedAtMs) / 10)
}
