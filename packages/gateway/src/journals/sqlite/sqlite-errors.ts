import { ParleyError } from '@parley/wire'

/** What SQLite or the file system said about a journal's file → what happened and what to do. */
export function toStoreError(file: string, what: string, cause: unknown): ParleyError {
  if (cause instanceof ParleyError) return cause
  const code = errorCode(cause)
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    const full = `${what}: the disk of ${file} is full. Free some space and try again; what was accepted before is safe.`
    return new ParleyError('unavailable', full, { cause })
  }
  if (isDamage(code)) return damagedError(file, reason, cause)
  return new ParleyError('unavailable', `${what}: ${file}: ${reason}${adviceOn(code)}`, { cause })
}

/** `SQLITE_ERROR`: a statement of ours, which are always the same, no longer fits the tables. */
function isDamage(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR'
}

/** A file that must not be written on, and not be replaced by an empty one either. */
export function damagedError(file: string, problem: string, cause?: unknown): ParleyError {
  return new ParleyError(
    'internal',
    `${file} is damaged: ${problem}. Nothing was changed. To go on without what it holds, move it and its -wal aside ` +
      `(mv ${file} ${file}.damaged; mv ${file}-wal ${file}.damaged-wal); to save what can be read, ` +
      `run sqlite3 ${file}.damaged .recover on the moved one.`,
    { cause },
  )
}

function adviceOn(code: string): string {
  if (code === 'EACCES' || code === 'EPERM') return '. Give this user the right to write there, or name another file.'
  if (code === 'EROFS' || code === 'SQLITE_READONLY') return '. That file system is read-only: name another file.'
  if (code === 'ENOENT')
    return '. The folder that should hold its folder does not exist: create it, or name another file.'
  if (code === 'ENOTDIR') return '. A part of that path is no folder: name another file.'
  return '.'
}

export function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
