/** Why a request is not let in: the status, a fixed name for logs and metrics, and what to do, for a person. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 426 | 429 | 500 | 503
  readonly reason: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The body of every refusal. It repeats nothing that was sent. */
export function encodeRefusal({ reason, message }: Refusal): string {
  return `${JSON.stringify({ error: { code: reason, message } })}\n`
}

/** For a client that comes too often. */
export function tooMany(reason: string, message: string, retryAfterMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(Math.min(retryAfterMs, 3_600_000) / 1000))
  return { status: 429, reason, message, headers: { 'retry-after': String(seconds) } }
}
