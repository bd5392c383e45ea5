/** Codes that a caller can act on. */
export type ParleyErrorCode =
  'aborted' | 'timeout' | 'closed' | 'unavailable' | 'refused' | 'protocol' | 'remote' | 'config' | 'internal'

/**
 * The one error type that Parley throws. The message names the thing and the value and says what to do next;
 * it never holds a key and never audio. A peer's own error keeps its code in `remoteCode`, word for word.
 */
export class ParleyError extends Error {
  readonly code: ParleyErrorCode
  /** HTTP status of a refused request, where there is one. */
  readonly status: number | undefined
  /** The peer's own error code, verbatim. */
  readonly remoteCode: string | undefined

  constructor(
    code: ParleyErrorCode,
    message: string,
    details: { readonly cause?: unknown; readonly status?: number; readonly remoteCode?: string } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ParleyError'
    this.code = code
    this.status = details.status
    this.remoteCode = details.remoteCode
  }
}
