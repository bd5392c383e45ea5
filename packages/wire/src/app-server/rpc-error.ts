/** Error codes of JSON-RPC, and the one that Codex's app server has added. */
export const rpcErrorCodes = {
  parse: -32700,
  'invalid-request': -32600,
  'method-not-found': -32601,
  'invalid-params': -32602,
  internal: -32603,
  /** Come again after `data.retryAfterMs`. */
  overloaded: -32001,
} as const

export type RpcErrorKind = keyof typeof rpcErrorCodes

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

export function rpcError(kind: RpcErrorKind, message: string, data?: unknown): RpcError {
  return { code: rpcErrorCodes[kind], message, ...(data === undefined ? {} : { data }) }
}

/** The server has enough to do: nothing of the request was done. */
export function overloadedError(retryAfterMs: number): RpcError {
  return rpcError('overloaded', `The server is overloaded; try again in ${retryAfterMs} ms.`, { retryAfterMs })
}
