import { overloadedError, ParleyError, rpcError } from '@parley/wire'
import type { RpcError } from '@parley/wire'

/** What a client is told of a failure. Of one that is not ours only that it happened: its text is for the log. */
export function toRpcError(cause: unknown, retryAfterMs: number): RpcError {
  if (!(cause instanceof ParleyError)) return rpcError('internal', 'Internal error; the gateway has logged it.')
  switch (cause.code) {
    case 'config':
      return rpcError('invalid-params', cause.message)
    case 'unavailable':
      return { ...overloadedError(retryAfterMs), message: cause.message }
    case 'refused':
    case 'closed':
    case 'aborted':
      return rpcError('invalid-request', cause.message)
    default:
      return rpcError('internal', cause.message)
  }
}
