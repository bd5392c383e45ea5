import { existsSync } from 'node:fs'
import type { FinishedRun, RunEnded, UnfinishedRun } from '@parley/conversation'

/** How a program's exit is told: in one sentence that names the program and what it said last. */
export function exitEnd(
  program: string,
  code: number | null,
  signal: string | null,
  result: string,
  lastErrorLine: string,
): RunEnded {
  if (code === 0) return finishedEnd(result)
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `exited with ${code}`
  const why = lastErrorLine === '' ? '.' : `: ${lastErrorLine.slice(0, 500)}`
  return { type: 'ended', outcome: 'failed', error: `${program} ${how}${why}`, ...words(result) }
}

export function cancelledEnd(result: string): UnfinishedRun {
  return { type: 'ended', outcome: 'cancelled', ...words(result) }
}

export function timedOutEnd(program: string, timeLimitMs: number, result: string): UnfinishedRun {
  const error = `${program} took longer than ${timeLimitMs / 1000} seconds and was stopped.`
  return { type: 'ended', outcome: 'timed-out', error, ...words(result) }
}

/** What could not be started, and what to do about it. */
export function describeSpawnFailure(program: string, workingDirectory: string, cause: unknown): string {
  const code = errorCode(cause)
  if (code === 'ENOENT' && !existsSync(workingDirectory)) {
    return `${program} was not started: the folder ${workingDirectory} does not exist.`
  }
  if (code === 'ENOENT') {
    return `The program ${program} was not found. Install it, give its full path, or check PATH.`
  }
  if (code === 'EACCES') return `The program ${program} may not be run. Make it executable: chmod +x ${program}`
  return `The program ${program} was not started: ${cause instanceof Error ? cause.message : String(cause)}`
}

/** The last paragraph is the answer; what stands before it is how the program came to it. */
function finishedEnd(result: string): FinishedRun {
  const spoken = result.split(/\n\s*\n/).at(-1) ?? ''
  return { type: 'ended', outcome: 'finished', result, ...(spoken === result ? {} : { spoken }) }
}

const words = (result: string): { readonly result?: string } => (result === '' ? {} : { result })

function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}
