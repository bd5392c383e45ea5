import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams, SpawnOptionsWithoutStdio } from 'node:child_process'

export type SpawnedProgram =
  | { readonly type: 'started'; readonly child: ChildProcessWithoutNullStreams; readonly pid: number }
  | { readonly type: 'failed'; readonly cause: Promise<Error> }

/** Starts a program in a process group of its own, so that all of it can be ended. Never throws. */
export function spawnProgram(
  program: string,
  programArguments: readonly string[],
  options: SpawnOptionsWithoutStdio,
): SpawnedProgram {
  try {
    const child = spawn(program, programArguments, { ...options, detached: true })
    const { pid } = child
    if (pid !== undefined) {
      // With a process id an error is about a signal that could not be sent, and the program lives.
      child.on('error', () => {})
      // The pipes of a program that ends early break: its end tells.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
      return { type: 'started', child, pid }
    }
    return { type: 'failed', cause: new Promise((resolve) => child.once('error', resolve)) }
  } catch (cause) {
    // A NUL in an argument, a folder that is a file: some of it is thrown.
    return { type: 'failed', cause: Promise.resolve(cause instanceof Error ? cause : new Error(String(cause))) }
  }
}
