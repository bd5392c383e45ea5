import { ParleyError } from '@parley/wire'
import { redactKeys } from './remote-error.js'

export interface UrlParts {
  readonly baseUrl: string
  /** `quicksilver` for that dialect. */
  readonly intent: string | undefined
  readonly model: string | undefined
  readonly query: Readonly<Record<string, string>>
  /** Joins this call's sideband; the model is left out then. */
  readonly callId?: string
}

const socketSchemes: ReadonlyMap<string, string> = new Map([
  ['http:', 'ws:'],
  ['https:', 'wss:'],
  ['ws:', 'ws:'],
  ['wss:', 'wss:'],
])

/** URL of the realtime WebSocket; the rules stand in docs/protocol/realtime.md. Throws a `config` error. */
export function socketUrl(parts: UrlParts): string {
  const url = parseBase(parts.baseUrl)
  const scheme = socketSchemes.get(url.protocol) ?? url.protocol
  const query = [
    ...(parts.intent === undefined ? [] : [['intent', parts.intent] as const]),
    ...(parts.model === undefined || parts.callId !== undefined ? [] : [['model', parts.model] as const]),
    ...extraQuery(url, parts),
    ...(parts.callId === undefined ? [] : [['call_id', parts.callId] as const]),
  ]
  return `${scheme}//${url.host}${realtimePath(url.pathname)}${encodeQuery(query)}`
}

/** URL that creates a call: the realtime path with `/calls`. */
export function callsUrl(parts: UrlParts): string {
  const url = parseBase(parts.baseUrl)
  const scheme = url.protocol === 'ws:' ? 'http:' : url.protocol === 'wss:' ? 'https:' : url.protocol
  const intent =
    parts.intent === undefined ? [] : [['intent', parts.intent] as const, ['architecture', 'avas'] as const]
  const query = encodeQuery([...intent, ...extraQuery(url, parts)])
  return `${scheme}//${url.host}${realtimePath(url.pathname).replace(/\/$/, '')}/calls${query}`
}

function parseBase(baseUrl: string): URL {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch (cause) {
    const shown = redactKeys(baseUrl)
    throw new ParleyError('config', `baseUrl '${shown}' is no URL; give one like http://127.0.0.1:8765`, { cause })
  }
  if (!socketSchemes.has(url.protocol)) {
    throw new ParleyError('config', `baseUrl scheme '${url.protocol}' is not supported; use http, https, ws or wss`)
  }
  return url
}

function realtimePath(path: string): string {
  if (path === '' || path === '/') return '/v1/realtime'
  if (/\/realtime\/?$/.test(path)) return path
  if (/\/v1\/?$/.test(path)) return `${path.replace(/\/$/, '')}/realtime`
  return path
}

type Pair = readonly [name: string, value: string]

/** The query of the base URL, then the caller's; an `intent` is dropped always, a `model` and a `call_id` where we have our own. */
function extraQuery(url: URL, parts: UrlParts): readonly Pair[] {
  const merged = new Map([...url.searchParams, ...Object.entries(parts.query)])
  merged.delete('intent')
  if (parts.callId !== undefined) merged.delete('call_id')
  if (parts.model !== undefined || parts.callId !== undefined) merged.delete('model')
  return [...merged]
}

function encodeQuery(pairs: readonly Pair[]): string {
  if (pairs.length === 0) return ''
  return `?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`
}

/** The URL without its query, for messages: a query may hold what is nobody else's business. */
export function placeOf(url: string): string {
  return url.split('?')[0] ?? url
}
