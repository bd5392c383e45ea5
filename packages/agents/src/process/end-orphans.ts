import { lstat, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ParleyError } from '@parley/wire'
import { decodeLedgerEntry } from './ledger-entry.js'
import type { LedgerEntry } from './ledger-entry.js'
import { isStillThere, readPlace } from './proc.js'
import { RUN_MARK, marksOf } from './process-environment.js'
import { endProcessTree, listProcessTree } from './process-tree.js'

export interface OrphansReport {
  /** Programs whose parent had died and of which something still ran: all of it was ended. */
  readonly endedRuns: number
  readonly endedProcesses: number
  /** Programs of which something could not be ended; their notes stay. */
  readonly leftRuns: number
  /** Files that nobody can read any more; set aside as `*.damaged`. */
  readonly damagedFiles: number
}

export interface EndOrphansOptions {
  /** Of a `RunLedger`. One that does not exist holds nothing. */
  readonly folder: string
  /** Between SIGTERM and SIGKILL. Default 2,000: whoever might have waited for their answer is gone. */
  readonly killGraceMs?: number
}

/** What nobody looks at any more: notes of another machine or boot, damaged files. */
const KEPT_MS = 7 * 24 * 3_600_000
/** No writer takes so long from the first byte of a note to its name. */
const UNFINISHED_MS = 60_000
const MAX_BYTES = 65_536

/**
 * Ends what programs have left running whose parent died without a chance to end them. To be called when a process starts.
 * Only processes that carry the noted mark, or belong to the group of the very process that was noted, are touched: a
 * process id that somebody else has by now is never signalled. Throws `refused` when the folder could be written by others.
 */
export async function endOrphans({ folder, killGraceMs = 2000 }: EndOrphansOptions): Promise<OrphansReport> {
  const report = { endedRuns: 0, endedProcesses: 0, leftRuns: 0, damagedFiles: 0 }
  const place = readPlace()
  if (place === undefined || !(await isOurFolder(folder))) return report
  const outcomes = await Promise.all(
    (await readdir(folder)).map((name) => lookAt(join(folder, name), { place, killGraceMs })),
  )
  for (const { outcome, processes } of outcomes) {
    if (outcome !== undefined) report[outcome] += 1
    report.endedProcesses += processes
  }
  return report
}

interface Look {
  readonly outcome: 'endedRuns' | 'leftRuns' | 'damagedFiles' | undefined
  readonly processes: number
}

const nothing: Look = { outcome: undefined, processes: 0 }

async function lookAt(path: string, how: { readonly place: string; readonly killGraceMs: number }): Promise<Look> {
  try {
    const facts = await lstat(path)
    const ageMs = Date.now() - facts.mtimeMs
    if (!path.endsWith('.json')) {
      if (ageMs > (path.endsWith('.part') ? UNFINISHED_MS : KEPT_MS)) await rm(path, { force: true })
      return nothing
    }
    const isReadable = facts.isFile() && facts.size <= MAX_BYTES
    const entry = isReadable ? decodeLedgerEntry(await readFile(path, 'utf8')) : undefined
    if (entry === undefined) {
      await rename(path, `${path}.damaged`)
      return { outcome: 'damagedFiles', processes: 0 }
    }
    if (entry === 'newer' || entry.place !== how.place) {
      if (ageMs > KEPT_MS) await rm(path, { force: true })
      return nothing
    }
    return await endOrphan(path, entry, how.killGraceMs)
  } catch {
    // Somebody else cleans up at the same time, or the disk does not let us: the next start looks again.
    return nothing
  }
}

async function endOrphan(path: string, entry: LedgerEntry, killGraceMs: number): Promise<Look> {
  const { mark, parent, leader } = entry
  // Whoever runs inside of that run must not end it: it would end itself.
  if (isStillThere(parent) || marksOf(process.env[RUN_MARK]).includes(mark)) return nothing
  // Its group counts only while the very process that was noted leads it.
  const tree = { pid: leader !== undefined && isStillThere(leader) ? leader.pid : -1, mark }
  const processes = (await listProcessTree(tree)).length
  const isEnded = processes === 0 || (await endProcessTree(tree, killGraceMs))
  if (!isEnded) return { outcome: 'leftRuns', processes: 0 }
  await rm(path, { force: true })
  return processes === 0 ? nothing : { outcome: 'endedRuns', processes }
}

/** False when there is none. What others could have written there must not make us end anything. */
async function isOurFolder(folder: string): Promise<boolean> {
  try {
    const facts = await lstat(folder)
    if (facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o022) === 0) return true
  } catch {
    return false
  }
  throw new ParleyError(
    'refused',
    `${folder} is not a folder that only you can write; what it notes about running agents is not trusted. Remove it, or chmod 700 it.`,
  )
}
