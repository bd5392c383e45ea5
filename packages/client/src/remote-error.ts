import { isRecord, ParleyError } from '@parley/wire'

const MAX_TEXT = 500

/**
 * A request that the peer refused, with its status and its own words. Whatever looks like a key is cut out: some
 * servers repeat the key they were given.
 */
export function refusedError(what: string, status: number, body: string, apiKey?: string): ParleyError {
  const { message, code } = readBody(body)
  const text = message === '' ? '' : `: ${redactKeys(message, apiKey).slice(0, MAX_TEXT)}`
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

/** Cuts what looks like a key or a token, and `apiKey` itself whatever it looks like. */
export function redactKeys(text: string, apiKey?: string): string {
  const known = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '…')
  return known
    .replace(/\b(sk|ek|pk|rk)[-_][A-Za-z0-9_*.-]{4,}/g, '$1-…')
    .replace(/\bBearer\s+[A-Za-z0-9._~+/=-]+/gi, 'Bearer …')
    .replace(/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '…')
}
