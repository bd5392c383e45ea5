import { isFatalError, ParleyError } from '@parley/wire'

const refusedStatuses: ReadonlySet<number> = new Set([401, 403])
const SESSION_OVER = 'session_expired'

/**
 * Whether trying again is of no use: the key, the account or the configuration is refused. A session that has expired, a
 * server that is busy or away and a broken line are none of these.
 */
export function isFatalFailure(cause: unknown): boolean {
  if (!(cause instanceof ParleyError)) return false
  const { code, remoteCode, status } = cause
  if (remoteCode === SESSION_OVER) return false
  return (
    code === 'config' || isFatalError(remoteCode, remoteCode) || (status !== undefined && refusedStatuses.has(status))
  )
}
