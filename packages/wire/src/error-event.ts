import { isRecord } from './json-object.js'
import type { WireFrame } from './frame.js'
import type { ErrorEvent } from './realtime-event.js'

const fatalCodes: ReadonlySet<string> = new Set(['session_expired', 'invalid_api_key', 'insufficient_quota'])
const fatalTypes: ReadonlySet<string> = new Set([
  'authentication_error',
  'permission_error',
  'permission_denied',
  'insufficient_quota',
])

/** True where the server accepts nothing more on this session. Every other error is an event like any other. */
export function isFatalError(code: string | undefined, type: string | undefined): boolean {
  return (
    (code !== undefined && (fatalCodes.has(code) || fatalTypes.has(code))) ||
    (type !== undefined && fatalTypes.has(type))
  )
}

/**
 * An `error` frame of either dialect → event. The message stands in `error.message`, else in `message` beside it, else
 * `error` itself is shown as text; a frame with none of them says nothing and gives `undefined`.
 */
export function toErrorEvent(frame: WireFrame): ErrorEvent | undefined {
  const body = frame['error']
  const details = isRecord(body) ? body : {}
  const message = textOf(details['message']) ?? textOf(frame['message']) ?? describe(body)
  if (message === undefined) return undefined
  const code = textOf(details['code']) ?? textOf(frame['code'])
  return {
    type: 'error',
    message,
    code,
    eventId: textOf(details['event_id']),
    fatal: isFatalError(code, textOf(details['type'])),
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function describe(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  if (!isRecord(body) && !Array.isArray(body)) return textOf(body)
  try {
    return JSON.stringify(body)
  } catch {
    return 'error of a form that cannot be shown'
  }
}
