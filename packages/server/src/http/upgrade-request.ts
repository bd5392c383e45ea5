import type { IncomingHttpHeaders } from 'node:http'
import type { DialectName, JsonObject } from '@parley/wire'
import type { ServerSettings } from '../server-options.js'
import type { ApiError } from './api-error.js'
import type { ClientSecrets } from './client-secrets.js'
import { findKeyProblem, findTrespass, keyFrom } from './request-guards.js'

/** A session that a client asked for. */
export interface SessionRequest {
  readonly dialect: DialectName
  readonly type: 'realtime' | 'transcription'
  readonly model: string
  readonly isCodex: boolean
  /** Of the client secret that it came with: the session begins with this. */
  readonly session?: JsonObject
}

/** Either a new session, or a sideband of a call that is there. */
export type UpgradeWish =
  | { readonly kind: 'session'; readonly request: SessionRequest }
  | { readonly kind: 'sideband'; readonly callId: string }

export type UpgradeDecision =
  { readonly ok: true; readonly wish: UpgradeWish } | { readonly ok: false; readonly error: ApiError }

type Settings = Pick<ServerSettings, 'host' | 'apiKeys' | 'allowedOrigins' | 'model' | 'codexCompatible'>

export interface UpgradeRules {
  readonly settings: Settings
  readonly secrets: Pick<ClientSecrets, 'find'>
  readonly hasCall: (callId: string) => boolean
}

/** What a WebSocket upgrade asks for, or why it is refused. The dialect shows in path, `intent` and `openai-alpha`. */
export function decideUpgrade(
  url: URL,
  headers: IncomingHttpHeaders,
  { settings, secrets, hasCall }: UpgradeRules,
): UpgradeDecision {
  const refusal =
    findTrespass(headers, settings) ?? findPathProblem(url) ?? findKeyProblem(headers, settings.apiKeys, secrets)
  if (refusal !== undefined) return { ok: false, error: refusal }
  const callId = url.searchParams.get('call_id')
  if (callId !== null) {
    if (hasCall(callId)) return { ok: true, wish: { kind: 'sideband', callId } }
    const message = `No call found with id '${callId.slice(0, 100)}'.`
    const type = 'invalid_request_error'
    return { ok: false, error: { status: 404, type, code: 'call_id_not_found', message, param: 'call_id' } }
  }
  const session = secrets.find(keyFrom(headers) ?? '')?.session
  const request = sessionRequestFrom(url, headers, settings)
  return { ok: true, wish: { kind: 'session', request: session === undefined ? request : { ...request, session } } }
}

export function sessionRequestFrom(url: URL, headers: IncomingHttpHeaders, settings: Settings): SessionRequest {
  const intent = url.searchParams.get('intent')
  const isQuicksilver = intent === 'quicksilver' || headerOf(headers, 'openai-alpha').startsWith('quicksilver=v1')
  return {
    dialect: isQuicksilver ? 'quicksilver' : 'realtime',
    type: intent === 'transcription' ? 'transcription' : 'realtime',
    model: url.searchParams.get('model') ?? settings.model,
    isCodex: settings.codexCompatible || isCodexClient(headers),
  }
}

function findPathProblem({ pathname }: URL): ApiError | undefined {
  if (/^(?:\/v1)?\/realtime\/?$/.test(pathname)) return undefined
  return notFound('GET', pathname)
}

export function notFound(method: string, pathname: string): ApiError {
  const message = `Invalid URL (${method} ${pathname.slice(0, 200)})`
  return { status: 404, type: 'invalid_request_error', code: null, message }
}

/**
 * Codex names itself in `originator` or `user-agent`, unless an app that embeds it gave its own name; the pair of
 * `originator` and `thread-id` is still its own then.
 */
function isCodexClient(headers: IncomingHttpHeaders): boolean {
  const originator = headerOf(headers, 'originator')
  const names = `${originator} ${headerOf(headers, 'user-agent')}`
  return /codex/i.test(names) || (originator !== '' && headerOf(headers, 'thread-id') !== '')
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}
