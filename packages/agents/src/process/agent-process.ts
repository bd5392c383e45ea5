import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { closeWhenDrained, whenClosed } from './close-when-drained.js'
import { watchErrorLines } from './last-error-line.js'
import { forgetTree, watchOverTree } from './live-groups.js'
import { processEnvironment } from './process-environment.js'
import { endProcessTree } from './process-tree.js'
import type { ProcessTree } from './process-tree.js'
import { usedRunLedger } from './run-ledger.js'
import type { RunLedger } from './run-ledger.js'
import { spawnProgram } from './spawn-program.js'

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
  /** Found in the environment of all its processes; letters, digits, `_` and `-`. Default: a new one. */
  readonly mark?: string
  /** Where it is noted while it runs, so that a later process can end it. Default: that of `useRunLedger`. */
  readonly ledger?: RunLedger
}

/** A program that is talked with over its standard input and output, and everything that it starts. */
export interface AgentProcess {
  /** Undefined when it could not be started: see `ended`. */
  readonly pid: number | undefined
  /** In the environment of all its processes. */
  readonly mark: string
  /** The program itself has not ended yet. */
  readonly isRunning: boolean
  /**
   * Bytes as they come. Whoever does not read slows the program down. Ends when the program and all that it started have
   * ended; when a foreign process holds its pipe, about a second later.
   */
  readonly output: Readable
  /** Errors of this pipe are the program's end: see `ended`. */
  readonly input: Writable
  /** When it and everything it started has ended; what it had said may still be unread. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /**
   * Ends its input, then SIGTERM, then SIGKILL, to all its processes. Where its input had ended before, SIGTERM comes at
   * once. `inputGraceMs`: between the end of its input and SIGTERM. Idempotent (the first call counts), never rejects.
   */
  stop(how?: { readonly inputGraceMs: number }): Promise<ProcessEnd>
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
  const { killGraceMs = 5000, mark = `agent_${randomUUID()}`, ledger = usedRunLedger() } = options
  // Noted before it starts: there is no moment at which it runs and nobody could know.
  const note = ledger?.note(mark)
  const spawned = spawnProgram(program, programArguments, {
    cwd: workingDirectory,
    env: processEnvironment(process.env, { ...pick(process.env, passEnvironment), ...environment }, mark),
  })
  if (spawned.type === 'failed') {
    note?.remove()
    return neverStarted(mark, spawned.cause)
  }
  const { child, pid } = spawned
  const tree = { pid, mark }
  watchOverTree(tree)
  note?.started(pid)
  const ended = watchEnd(child, tree, killGraceMs).then((end) => {
    note?.remove()
    return end
  })
  let stopping: Promise<ProcessEnd> | undefined
  return {
    ...{ pid, mark, ended, output: child.stdout, input: child.stdin },
    get isRunning() {
      return child.exitCode === null && child.signalCode === null
    },
    stop: ({ inputGraceMs } = { inputGraceMs: killGraceMs }) =>
      (stopping ??= stopProcess(child, tree, ended, { inputGraceMs, killGraceMs })),
  }
}

function watchEnd(child: ChildProcessWithoutNullStreams, tree: ProcessTree, graceMs: number): Promise<ProcessEnd> {
  const errors = watchErrorLines(child.stderr)
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // What it has left behind is ended as well, then its group id may be used by others.
      void endProcessTree(tree, graceMs).then(async () => {
        forgetTree(tree)
        for (const output of [child.stdout, child.stderr]) closeWhenDrained(output)
        child.stdin.destroy()
        await whenClosed(child.stderr)
        resolve({ code, signal, lastErrorLine: errors.last, spawnError: undefined })
      })
    })
  })
}

async function stopProcess(
  child: ChildProcessWithoutNullStreams,
  tree: ProcessTree,
  ended: Promise<ProcessEnd>,
  { inputGraceMs, killGraceMs }: { readonly inputGraceMs: number; readonly killGraceMs: number },
): Promise<ProcessEnd> {
  const hadInput = !child.stdin.writableEnded
  child.stdin.end()
  // Nobody may read any more, and a full pipe would keep it from ending.
  child.stdout.resume()
  // Most programs end by themselves with their input, and put their things in order before.
  if (!hadInput || !(await endsWithin(ended, inputGraceMs))) await endProcessTree(tree, killGraceMs)
  return ended
}

async function endsWithin(ended: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)))
  const isEnded = await Promise.race([ended.then(() => true), late])
  clearTimeout(timer)
  return isEnded
}

function neverStarted(mark: string, cause: Promise<Error>): AgentProcess {
  const ended = cause.then((spawnError) => ({ code: null, signal: null, lastErrorLine: '', spawnError }))
  return {
    ...{ pid: undefined, mark, ended, isRunning: false },
    output: Readable.from([]),
    input: new Writable({
      write: (_chunk, _encoding, done) => {
        done()
      },
    }),
    stop: () => ended,
  }
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
