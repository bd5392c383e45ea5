import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { RUN_MARK } from './process-environment.js'

/** All processes of one run: the group of its program, and on Linux also those that left the group. */
export interface ProcessTree {
  /** Of the program, which leads its process group. */
  readonly pid: number
  /** Value of the run's mark in the environment of its processes. */
  readonly mark: string
}

/** How long killed processes may take to disappear before we stop looking. */
const GONE_MS = 5000

/**
 * Ends every process of a run: SIGTERM, after the grace SIGKILL to what is left. Resolves when nothing of it runs any
 * more; processes that are dead and only not yet collected by their parent do not count. Never rejects.
 */
export async function endProcessTree(tree: ProcessTree, graceMs: number): Promise<void> {
  if (await signalUntilGone(tree, 'SIGTERM', graceMs)) return
  await signalUntilGone(tree, 'SIGKILL', GONE_MS)
}

/** Ids of all living processes of a run. */
export async function listProcessTree(tree: ProcessTree): Promise<readonly number[]> {
  if (process.platform !== 'linux') return isGroupThere(tree.pid) ? [tree.pid] : []
  const names = await readdir('/proc')
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(ids.map(async (pid) => ((await belongsTo(pid, tree)) ? [pid] : [])))
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
    for (const pid of living) {
      if (signal === 'SIGKILL' || !signalled.has(pid)) sendSignal(tree, pid, signal)
      signalled.add(pid)
    }
    await wait(pauseMs)
  }
}

function sendSignal(tree: ProcessTree, pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(process.platform === 'linux' ? pid : -tree.pid, signal)
  } catch {
    // It has ended in the meantime, or belongs to somebody else by now: either way it is not ours any more.
  }
}

async function belongsTo(pid: number, tree: ProcessTree): Promise<boolean> {
  if (pid === process.pid) return false
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return false
    if (group === String(tree.pid)) return true
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1')
    return environment.includes(`${RUN_MARK}=${tree.mark}`)
  } catch {
    return false
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
