import { readdirSync, readFileSync } from 'node:fs'

/** CPU time of a process so far, in ms. */
export interface ProcessCpu {
  /** Its main thread: the event loop that serves all sessions. */
  readonly mainMs: number
  /** All its threads and its child processes: recognition included. */
  readonly totalMs: number
}

/** Linux counts in hundredths of a second for every program. */
const MS_PER_TICK = 10

/** From /proc; undefined on other systems and for a process that has gone. */
export function readProcessCpu(pid: number): ProcessCpu | undefined {
  try {
    const threads = readdirSync(`/proc/${String(pid)}/task`)
    const children = threads.flatMap((thread) => childrenOf(`/proc/${String(pid)}/task/${thread}/children`))
    const ofChildren = children.reduce((sum, child) => sum + (readProcessCpu(child)?.totalMs ?? 0), 0)
    return {
      mainMs: cpuMsOf(`/proc/${String(pid)}/task/${String(pid)}/stat`),
      totalMs: cpuMsOf(`/proc/${String(pid)}/stat`) + ofChildren,
    }
  } catch {
    return undefined
  }
}

function childrenOf(path: string): readonly number[] {
  return readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number)
}

/** User and system time; the name in the second field may hold spaces, so fields are counted behind it. */
function cpuMsOf(path: string): number {
  const stat = readFileSync(path, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
