import { existsSync } from 'node:fs'
import { oneLine, sentence } from './codex-words.js'

export interface CodexProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly lastErrorLine: string
  readonly spawnError: Error | undefined
}

/** Why the program is gone, in one sentence, with the next step where there is one. */
export function processEndText(program: string, workingDirectory: string, end: CodexProcessEnd): string {
  const { code, signal, lastErrorLine, spawnError } = end
  if (spawnError !== undefined) return startFailureText(program, workingDirectory, spawnError)
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `exited with ${code}`
  return sentence(`${program} ${how}${lastErrorLine === '' ? '' : `: ${oneLine(lastErrorLine, 500)}`}`)
}

function startFailureText(program: string, workingDirectory: string, cause: Error): string {
  if ('code' in cause && cause.code === 'ENOENT') {
    return existsSync(workingDirectory)
      ? `${program} was not found; install it: npm install -g @openai/codex, then codex login.`
      : `${program} was not started: the folder ${workingDirectory} does not exist.`
  }
  return sentence(`${program} was not started: ${oneLine(cause.message, 300)}`)
}
