import { execFile } from 'node:child_process'
import { plainText } from '../approvals/describe-permission.js'

/** Longer than the slowest of these programs takes to say it on a busy machine; a program that hangs costs no more. */
const TIME_LIMIT_MS = 4000

/** What a program that is asked for its version says in its first line, where it says it soon; else undefined. It sees no keys of ours. */
export function readProgramVersion(
  program: string,
  versionArguments: readonly string[],
  timeLimitMs = TIME_LIMIT_MS,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { PATH = '', HOME = '' } = process.env
    const child = execFile(
      program,
      versionArguments,
      { timeout: timeLimitMs, killSignal: 'SIGKILL', maxBuffer: 65_536, env: { PATH, HOME } },
      (error, stdout) => {
        const [line = ''] = plainText(stdout).trim().split('\n')
        resolve(error === null && line !== '' ? line.slice(0, 60) : undefined)
      },
    )
    child.stdin?.end()
  })
}
