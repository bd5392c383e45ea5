import { ParleyError } from '@parley/wire'

/** What the exit code of `parley` means; `parley help` prints this list. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unavailable: 3,
  interrupted: 130,
} as const

export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.ok, 'done; the task finished'],
  [exitCodes.failed, 'the task failed or was cancelled, nothing was understood, or doctor found something missing'],
  [exitCodes.usage, 'the command line or a file cannot be used as it is'],
  [exitCodes.unavailable, 'a server or a program cannot be reached, or refused'],
  [exitCodes.interrupted, 'ended by Ctrl-C'],
]

/** The exit code for whatever was thrown. */
export function exitCodeFor(error: unknown): number {
  if (!(error instanceof ParleyError)) return exitCodes.failed
  switch (error.code) {
    case 'config':
      return exitCodes.usage
    case 'unavailable':
    case 'refused':
    case 'timeout':
      return exitCodes.unavailable
    case 'aborted':
      return exitCodes.interrupted
    case 'closed':
    case 'protocol':
    case 'remote':
    case 'internal':
      return exitCodes.failed
  }
}
