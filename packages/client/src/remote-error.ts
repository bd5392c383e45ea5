import { isRecord, ParleyError } from '@parley/wire'
import type { HeaderMap } from './request-headers.js'

const MAX_TEXT = 500

/**
 * A request that the peer refused, with its status and its own words. Whatever looks like a key, and whatever the
 * request's `headers` hold as one, is cut out: some servers repeat the key they were given.
 */
export function refusedError(what: string, status: number, body: string, headers: HeaderMap): ParleyError {
  const { message, code } = readBody(body)
  const text = message === '' ? '' : `: ${redactKeys(message, secretsIn(headers)).slice(0, MAX_TEXT)}`
  return new ParleyError('refused', `${what} was refused with HTTP ${String(status)}${text}`, {
    status,
    ...(code === undefined ? {} : { remoteCode: code }),
  })
}

function readBody(body: string): { readonly message: string; readonly code: string | undefined } {
  const trimmed = body.trim()
  try {
    const parsed: unknown = JSON.parse(trimmed)
    const error = isRecord(parsed) ? (parsed['error'] ?? parsed) : undefined
    if (typeof error === 'string') return { message: error, code: undefined }
    if (isRecord(error)) {
      const message = error['message']
      const code = error['code']
      return {
        message: typeof message === 'string' ? message : trimmed,
        code: typeof code === 'string' ? code : undefined,
      }
    }
  } catch {
    // Not JSON: the text itself is all there is.
  }
  return { message: trimmed, code: undefined }
}

/** Cuts what looks like a key or a token, and each of `secrets` whatever it looks like. */
export function redactKeys(text: string, secrets: readonly string[] = []): string {
  return secrets
    .reduce((cut, secret) => cut.replaceAll(secret, '…'), text)
    .replace(/\b(sk|ek|pk|rk)[-_][A-Za-z0-9_*.-]{4,}/g, '$1-…')
    .replace(/\bBearer\s+[A-Za-z0-9._~+/=-]+/gi, 'Bearer …')
    .replace(/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '…')
}

/** Values of headers that carry credentials, without their scheme. */
function secretsIn(headers: HeaderMap): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => /authorization|key|token|secret|cookie/i.test(name))
    .map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ''))
    .filter((value) => value !== '')
}
