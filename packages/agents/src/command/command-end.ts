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
  return {
    type: 'ended',
    outcome: 'failed',
    error: describeExit(program, { code, signal, lastErrorLine }),
    ...words(result),
  }
}

export function describeExit(
  program: string,
  end: { readonly code: number | null; readonly signal: string | null; readonly lastErrorLine: string },
): string {
  const how = end.code === null ? `was ended by ${end.signal ?? 'a signal'}` : `exited with ${end.code}`
  return `${program} ${how}${end.lastErrorLine === '' ? '.' : `: ${end.lastErrorLine}`}`
}

export function cancelledEnd(result: string): UnfinishedRun {
  return { type: 'ended', outcome: 'cancelled', ...words(result) }
}

export function timedOutEnd(program: string, timeLimitMs: number, result: string): UnfinishedRun {
  const error = `${program} took longer than ${timeLimitMs / 1000} seconds and was stopped.`
  return { type: 'ended', outcome: 'timed-out', error, ...words(result) }
}

/** The last paragraph is the answer; what stands before it is how the program came to it. */
function finishedEnd(result: string): FinishedRun {
  const spoken = result.split(/\n\s*\n/).at(-1) ?? ''
  return { type: 'ended', outcome: 'finished', result, ...(spoken === result ? {} : { spoken }) }
}

const words = (result: string): { readonly result?: string } => (result === '' ? {} : { result })
