import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { RUN_MARK, marksOf } from './process-environment.js'

/** What Linux tells about a process in `/proc`. Elsewhere there is no such folder, and nothing is told. */
export interface ProcessFacts {
  readonly isDead: boolean
  readonly group: number
  /** When it was started, in ticks since boot: with the process id it names a process, which the id alone does not. */
  readonly startTicks: number
}

/** A process for good: the id alone may belong to somebody else by now. */
export interface ProcessName {
  readonly pid: number
  readonly startTicks: number
}

/** Where process ids mean the same: one boot of one machine (or container). */
export function readPlace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

/** Undefined when there is no such process. */
export function readProcessFacts(pid: number): ProcessFacts | undefined {
  try {
    return factsFrom(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/** Undefined when it is gone, or where nothing is told. */
export function nameProcess(pid: number): ProcessName | undefined {
  const facts = readProcessFacts(pid)
  return facts === undefined || facts.isDead ? undefined : { pid, startTicks: facts.startTicks }
}

export function isStillThere({ pid, startTicks }: ProcessName): boolean {
  return nameProcess(pid)?.startTicks === startTicks
}

/** The process lives, and is in this group or carries this mark. */
export async function belongsTo(pid: number, group: number, mark: string): Promise<boolean> {
  try {
    const facts = factsFrom(await readFile(`/proc/${pid}/stat`, 'latin1'))
    if (facts === undefined || facts.isDead) return false
    return facts.group === group || hasMark(await readFile(`/proc/${pid}/environ`, 'latin1'), mark)
  } catch {
    return false
  }
}

/** The same for a moment in which nothing can wait: ids of all processes that carry one of these marks. */
export function listMarkedNow(marks: ReadonlySet<string>): readonly number[] {
  try {
    return processIds(readdirSync('/proc')).filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
        return [...marks].some((mark) => hasMark(environment, mark))
      } catch {
        return false
      }
    })
  } catch {
    return []
  }
}

export function processIds(names: readonly string[]): readonly number[] {
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

function hasMark(environment: string, mark: string): boolean {
  // Most processes are none of ours; only for the others is it worth to take the text apart.
  if (!environment.includes(mark)) return false
  const start = `${RUN_MARK}=`
  return environment
    .split('\0')
    .some((entry) => entry.startsWith(start) && marksOf(entry.slice(start.length)).includes(mark))
}

/** Fields of `/proc/PID/stat` behind the name in parentheses: state, parent, group … and the 22nd of all, the start. */
function factsFrom(stat: string): ProcessFacts | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, , group] = fields
  const startTicks = Number(fields[19])
  if (state === undefined || group === undefined || !Number.isSafeInteger(startTicks)) return undefined
  return { isDead: state === 'Z' || state === 'X', group: Number(group), startTicks }
}
