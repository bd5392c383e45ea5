import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isRecord, ParleyError } from '@parley/wire'

/** Gives the lock back. Idempotent. */
export type ReleaseLock = () => Promise<void>

/** Locks that this module holds. */
const held = new Set<string>()
const MAX_TRIES = 5

/**
 * Makes this process the one owner of a file, by `<path>.lock`. A lock whose process is gone is taken over. Refused
 * with an `unavailable` error that names the owner.
 */
export async function lockJournal(path: string): Promise<ReleaseLock> {
  const lockPath = `${path}.lock`
  const own = `${lockPath}.${randomUUID()}`
  await writeFile(own, JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) }), { mode: 0o600 })
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (await tryLink(own, lockPath)) return holdLock(lockPath)
      await removeStale(path, lockPath)
    }
    throw new ParleyError('unavailable', `${lockPath} could not be taken: other processes keep taking it.`)
  } finally {
    await rm(own, { force: true })
  }
}

/** A hard link is made by one process only, however many try. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false
    throw cause
  }
}

function holdLock(lockPath: string): ReleaseLock {
  held.add(lockPath)
  return async () => {
    if (held.delete(lockPath)) await rm(lockPath, { force: true })
  }
}

async function removeStale(path: string, lockPath: string): Promise<void> {
  const text = await readFile(lockPath, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const owner = decodeOwner(text)
  if (owner !== undefined && (await isOwnerAlive(owner, lockPath))) {
    throw new ParleyError('unavailable', `${path} is in use by process ${owner.pid}; a journal has one owner.`)
  }
  // Moved away before it is removed: of several who find it stale one gets it, and no fresh lock is hit.
  const aside = `${lockPath}.${randomUUID()}`
  try {
    await rename(lockPath, aside)
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return
    throw cause
  }
  const moved = await readFile(aside, 'utf8').catch(() => '')
  if (moved !== text) await tryLink(aside, lockPath)
  await rm(aside, { force: true })
}

interface Owner {
  readonly pid: number
  readonly startedAt: string
}

function decodeOwner(text: string): Owner | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || !Number.isInteger(value['pid'])) return undefined
    return { pid: Number(value['pid']), startedAt: String(value['startedAt']) }
  } catch {
    return undefined
  }
}

async function isOwnerAlive({ pid, startedAt }: Owner, lockPath: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if (errorCode(cause) === 'ESRCH') return false
  }
  const start = await startOf(pid)
  if (start !== '' && startedAt !== '') return start === startedAt
  // Where a start cannot be seen our own id says nothing: an earlier process may have had it.
  return pid !== process.pid || held.has(lockPath)
}

/** When a process started, in the kernel's own ticks; '' where that cannot be seen. Ids are given out again. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return (
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[19] ?? ''
  )
}

function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}
