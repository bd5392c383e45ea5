import { readdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { belongsTo, processIds, readProcessFacts } from './proc.js'

/** All processes of one run: the group of its program, and on Linux also those that left the group. */
export interface ProcessTree {
  /** Of the program, which leads its process group; -1 when only the mark counts. */
  readonly pid: number
  /** A mark in the environment of its processes. */
  readonly mark: string
}

/** How long killed processes may take to disappear before we stop looking. */
const GONE_MS = 5000

/**
 * Ends every process of a run: SIGTERM, after the grace SIGKILL to what is left. True when nothing of it runs any more;
 * processes that are dead and only not yet collected by their parent do not count. Never rejects.
 */
export async function endProcessTree(tree: ProcessTree, graceMs: number): Promise<boolean> {
  if (await signalUntilGone(tree, 'SIGTERM', graceMs)) return true
  return signalUntilGone(tree, 'SIGKILL', GONE_MS)
}

/** Ids of all living processes of a run. */
export async function listProcessTree(tree: ProcessTree): Promise<readonly number[]> {
  if (process.platform !== 'linux') return tree.pid > 0 && isGroupThere(tree.pid) ? [tree.pid] : []
  // 0 is the group of processes that come from outside of this container: never ours.
  const group = tree.pid > 0 ? tree.pid : -1
  const ids = processIds(await readdir('/proc').catch(() => [])).filter((pid) => pid !== process.pid)
  const found = await Promise.all(ids.map(async (pid) => ((await belongsTo(pid, group, tree.mark)) ? [pid] : [])))
  return found.flat()
}

/** True when nothing is left. SIGTERM is sent once to each process, SIGKILL as often as one is found. */
async function signalUntilGone(tree: ProcessTree, signal: 'SIGTERM' | 'SIGKILL', limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  const signalled = new Set<number>()
  for (let pauseMs = 5; ; pauseMs = Math.min(100, pauseMs * 2)) {
    const living = await listProcessTree(tree)
    if (living.length === 0) return true
    if (performance.now() >= deadline) return false
    const unsignalled = signal === 'SIGKILL' ? living : living.filter((pid) => !signalled.has(pid))
    for (const pid of unsignalled) {
      sendSignal(tree, pid, signal)
      signalled.add(pid)
    }
    await wait(pauseMs)
  }
}

function sendSignal(tree: ProcessTree, pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    // A group is killed at one blow: one by one, each could start another one before its turn.
    const isWhole = process.platform !== 'linux' || (signal === 'SIGKILL' && readProcessFacts(pid)?.group === tree.pid)
    process.kill(isWhole ? -tree.pid : pid, signal)
  } catch {
    // It has ended in the meantime, or belongs to somebody else by now: either way it is not ours any more.
  }
}

function isGroupThere(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
