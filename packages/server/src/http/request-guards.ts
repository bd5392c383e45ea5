import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopbackHost } from '../server-options.js'
import type { ServerSettings } from '../server-options.js'
import type { ApiError } from './api-error.js'
import { SECRET_PREFIX } from './client-secrets.js'
import type { ClientSecrets } from './client-secrets.js'

const KEY_PROTOCOL = 'openai-insecure-api-key.'

type Guarded = Pick<ServerSettings, 'host' | 'apiKeys' | 'allowedOrigins'>

/** What stands against a request whatever it asks for, or `undefined`: a foreign name, a foreign page. */
export function findTrespass(headers: IncomingHttpHeaders, settings: Guarded): ApiError | undefined {
  return findForeignHost(headers, settings) ?? findForeignOrigin(headers, settings)
}

/** A page that had its own name point at this machine would otherwise pass for it. */
function findForeignHost({ host }: IncomingHttpHeaders, settings: Guarded): ApiError | undefined {
  if (!isLoopbackHost(settings.host)) return undefined
  const name = hostnameOf(`http://${host ?? ''}`)
  if (name !== undefined && isLoopbackHost(name)) return undefined
  const message = `This server answers to its loopback address only, not to '${(host ?? '').slice(0, 200)}'.`
  return { status: 421, type: 'invalid_request_error', code: 'misdirected_request', message }
}

function findForeignOrigin({ origin }: IncomingHttpHeaders, settings: Guarded): ApiError | undefined {
  if (origin === undefined || settings.allowedOrigins.includes(origin)) return undefined
  const name = hostnameOf(origin)
  if (name !== undefined && isLoopbackHost(name)) return undefined
  const message = `Pages of origin '${origin.slice(0, 200)}' may not connect; allow it with allowedOrigins.`
  return { status: 403, type: 'invalid_request_error', code: 'origin_not_allowed', message }
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/**
 * 401 unless the request brings one of the keys or a client secret that is still good, in its header or in a browser's
 * sub-protocol. A client secret is checked also where any key will do: it was made to expire.
 */
export function findKeyProblem(
  headers: IncomingHttpHeaders,
  apiKeys: readonly string[],
  secrets: Pick<ClientSecrets, 'find'>,
): ApiError | undefined {
  const key = keyFrom(headers)
  const type = 'invalid_request_error'
  if (key?.startsWith(SECRET_PREFIX) === true) {
    if (secrets.find(key) !== undefined) return undefined
    const message = 'The client secret is unknown or has expired; make a new one.'
    return { status: 401, type, code: 'invalid_api_key', message }
  }
  if (apiKeys.length === 0) return undefined
  if (key === undefined) {
    const message =
      "You didn't provide an API key. Send it as 'Authorization: Bearer KEY', or from a browser as the sub-protocol 'openai-insecure-api-key.KEY'."
    return { status: 401, type, code: null, message }
  }
  if (apiKeys.some((known) => isSameKey(known, key))) return undefined
  return { status: 401, type, code: 'invalid_api_key', message: 'Incorrect API key provided.' }
}

/** The key that a request brings, wherever it stands. */
export function keyFrom(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  return protocols.find((protocol) => protocol.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length)
}

/** Takes the same time wherever the keys differ. */
function isSameKey(one: string, other: string): boolean {
  const digest = (key: string): Buffer => createHash('sha256').update(key).digest()
  return timingSafeEqual(digest(one), digest(other))
}
