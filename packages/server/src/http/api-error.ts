/** A refusal over HTTP, in the shape of the real API. */
export interface ApiError {
  readonly status: number
  readonly type: 'invalid_request_error' | 'server_error'
  readonly code: string | null
  readonly message: string
  readonly param?: string
}

export function encodeApiError({ type, code, message, param }: ApiError): string {
  return `${JSON.stringify({ error: { message, type, param: param ?? null, code } }, undefined, 2)}\n`
}
