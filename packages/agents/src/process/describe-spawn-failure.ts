import { statSync } from 'node:fs'

/** What could not be started, and what to do about it: one sentence for people. */
export function describeSpawnFailure(program: string, workingDirectory: string, cause: unknown): string {
  const folder = describeFolder(workingDirectory)
  if (folder !== undefined) return `${program} was not started: the folder ${workingDirectory} ${folder}.`
  const code = errorCode(cause)
  if (code === 'ENOENT') {
    return `The program ${program} was not found. Install it, give its full path, or check PATH.`
  }
  if (code === 'EACCES') return `The program ${program} may not be run. Make it executable: chmod +x ${program}`
  return `The program ${program} was not started: ${cause instanceof Error ? cause.message : String(cause)}`
}

/** What is wrong with a folder that a program shall work in; the system blames the program for it. */
function describeFolder(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : 'is a file'
  } catch (cause) {
    return errorCode(cause) === 'EACCES' ? 'may not be read' : 'does not exist'
  }
}

function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}
