import type { IncomingHttpHeaders } from 'node:http'
import type { DialectName } from '@parley/wire'
import type { ServerSettings } from '../server-options.js'
import type { ApiError } from './api-error.js'
import { findKeyProblem, findTrespass } from './request-guards.js'

/** A session that a client asked for. */
export interface SessionRequest {
  readonly dialect: DialectName
  readonly type: 'realtime' | 'transcription'
  readonly model: string
  readonly isCodex: boolean
}

export type UpgradeDecision =
  { readonly ok: true; readonly request: SessionRequest } | { readonly ok: false; readonly error: ApiError }

type Settings = Pick<ServerSettings, 'host' | 'apiKeys' | 'allowedOrigins' | 'model' | 'codexCompatible'>

/** What a WebSocket upgrade asks for, or why it is refused. The dialect shows in path, `intent` and `openai-alpha`. */
export function decideUpgrade(url: URL, headers: IncomingHttpHeaders, settings: Settings): UpgradeDecision {
  const refusal = findTrespass(headers, settings) ?? findPathProblem(url) ?? findKeyProblem(headers, settings.apiKeys)
  if (refusal !== undefined) return { ok: false, error: refusal }
  const callId = url.searchParams.get('call_id')
  if (callId !== null) {
    const message = `No call found with id '${callId.slice(0, 100)}'.`
    const type = 'invalid_request_error'
    return { ok: false, error: { status: 404, type, code: 'call_id_not_found', message, param: 'call_id' } }
  }
  const intent = url.searchParams.get('intent')
  const isQuicksilver = intent === 'quicksilver' || headerOf(headers, 'openai-alpha').startsWith('quicksilver=v1')
  return {
    ok: true,
    request: {
      dialect: isQuicksilver ? 'quicksilver' : 'realtime',
      type: intent === 'transcription' ? 'transcription' : 'realtime',
      model: url.searchParams.get('model') ?? settings.model,
      isCodex: settings.codexCompatible || isCodexClient(headers),
    },
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
