import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { createOutputLines } from '../run/output-lines.js'
import { forgetGroup, watchOverGroup } from './live-groups.js'
import { processEnvironment } from './process-environment.js'
import { endProcessTree } from './process-tree.js'

export interface AgentProcessOptions {
  readonly program: string
  readonly programArguments: readonly string[]
  readonly workingDirectory: string
  /** Beside the few names that every program sees (`PATH`, `HOME`, `LANG` …). */
  readonly environment?: Readonly<Record<string, string>>
  /** Names of our own environment that this program may see as well: `OPENAI_API_KEY`. */
  readonly passEnvironment?: readonly string[]
  /** Between the end of its input, SIGTERM and SIGKILL, each. Default 5,000. */
  readonly killGraceMs?: number
}

/** A program that is talked with over its standard input and output, and everything that it starts. */
export interface AgentProcess {
  /** Undefined when it could not be started: see `ended`. */
  readonly pid: number | undefined
  /** Value of the mark in the environment of all its processes. */
  readonly mark: string
  /** Bytes as they come. Whoever does not read slows the program down. */
  readonly output: Readable
  /** Errors of this pipe are the program's end: see `ended`. */
  readonly input: Writable
  /** When it and everything it started has ended. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** Ends its input, then SIGTERM, then SIGKILL, to all its processes. Idempotent, never rejects. */
  stop(): Promise<ProcessEnd>
}

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  /** The last that it said on its standard error, cleaned and cut; empty when it said nothing. */
  readonly lastErrorLine: string
  /** Why it could not be started; `describeSpawnFailure` puts it in words. */
  readonly spawnError: Error | undefined
}

/** Starts the program in a process group of its own. Never throws: a program that cannot be started has ended. */
export function openAgentProcess(options: AgentProcessOptions): AgentProcess {
  const { program, programArguments, workingDirectory, environment = {}, passEnvironment = [] } = options
  const { killGraceMs = 5000 } = options
  const mark = `agent_${randomUUID()}`
  const child = spawn(program, programArguments, {
    cwd: workingDirectory,
    env: processEnvironment(process.env, { ...pick(process.env, passEnvironment), ...environment }, mark),
    // A process group of its own, so that all of it can be ended.
    detached: true,
  })
  watchOverGroup(child.pid)
  // The pipes of a program that ends early break: its end tells.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
  const ended = watchEnd(child, mark, killGraceMs)
  let stopping: Promise<ProcessEnd> | undefined
  return {
    pid: child.pid,
    mark,
    output: child.stdout,
    input: child.stdin,
    ended,
    stop: () => (stopping ??= stopProcess(child, mark, ended, killGraceMs)),
  }
}

function watchEnd(child: ChildProcessWithoutNullStreams, mark: string, graceMs: number): Promise<ProcessEnd> {
  const errorLines = createOutputLines()
  let lastErrorLine = ''
  child.stderr.on('data', (bytes: Buffer) => {
    lastErrorLine =
      errorLines
        .push(bytes)
        .findLast((line) => line.trim() !== '')
        ?.trim() ?? lastErrorLine
  })
  return new Promise((resolve) => {
    child.once('error', (spawnError) => {
      // With a process id it is about a signal that could not be sent, and the program lives.
      if (child.pid === undefined) resolve({ code: null, signal: null, lastErrorLine: '', spawnError })
    })
    child.once('exit', (code, signal) => {
      // What it has left behind is ended as well, then its group id may be used by others.
      void endProcessTree({ pid: child.pid ?? 0, mark }, graceMs).then(() => {
        forgetGroup(child.pid)
        const rest = errorLines.end().findLast((line) => line.trim() !== '')
        resolve({ code, signal, lastErrorLine: (rest ?? lastErrorLine).trim().slice(0, 500), spawnError: undefined })
      })
    })
  })
}

async function stopProcess(
  child: ChildProcessWithoutNullStreams,
  mark: string,
  ended: Promise<ProcessEnd>,
  graceMs: number,
): Promise<ProcessEnd> {
  if (child.pid === undefined) return ended
  // Most programs end by themselves with their input, and put their things in order before.
  child.stdin.end()
  child.stdout.resume()
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), graceMs)))
  const first = await Promise.race([ended, patience])
  clearTimeout(timer)
  if (first === 'late') await endProcessTree({ pid: child.pid, mark }, graceMs)
  return ended
}

function pick(
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const found = names.flatMap((name) => {
    const value = from[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}
