import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { AgentContext, AgentRun, AgentTask } from '@parley/conversation'
import { processEnvironment } from '../process/process-environment.js'
import { createCommandOutput } from './command-output.js'
import type { CommandOutput } from './command-output.js'
import { cancelledEnd, describeSpawnFailure, exitEnd, timedOutEnd } from './command-end.js'
import { endProcessTree } from '../process/process-tree.js'
import { forgetGroup, watchOverGroup } from '../process/live-groups.js'
import { createRunEvents } from '../run/run-events.js'
import type { RunEvents } from '../run/run-events.js'

export interface CommandRunSettings {
  readonly program: string
  readonly programArguments: readonly string[]
  readonly workingDirectory: string
  readonly timeLimitMs: number | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly killGraceMs: number
}

/** Starts the program with the task's envelope on its standard input. Never throws. */
export function startCommandRun(settings: CommandRunSettings, task: AgentTask, context: AgentContext): AgentRun {
  const runId = `run_${randomUUID()}`
  const events = createRunEvents()
  if (context.signal?.aborted === true) {
    events.end(cancelledEnd(''))
    return { runId, events: events.events, cancel: async () => {} }
  }
  const run = new CommandRun(settings, runId, events)
  const cancel = (): Promise<void> => run.stop('cancelled')
  run.begin(task)
  context.signal?.addEventListener('abort', () => void cancel(), { once: true })
  return { runId, events: events.events, cancel }
}

/** How long output may still come when all processes of a run are gone: a foreign process may hold its pipe. */
const DRAIN_MS = 1000

class CommandRun {
  readonly #settings: CommandRunSettings
  readonly #runId: string
  readonly #events: RunEvents
  readonly #output: CommandOutput
  readonly #done: Promise<void>
  #resolveDone = (): void => {}
  #child: ChildProcessWithoutNullStreams | undefined
  #stopped: 'cancelled' | 'timed-out' | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(settings: CommandRunSettings, runId: string, events: RunEvents) {
    this.#settings = settings
    this.#runId = runId
    this.#events = events
    this.#output = createCommandOutput((line) => {
      events.addLine(line)
    })
    this.#done = new Promise((resolve) => (this.#resolveDone = resolve))
  }

  begin(task: AgentTask): void {
    const { program, programArguments, workingDirectory, environment, timeLimitMs } = this.#settings
    try {
      const child = spawn(program, programArguments, {
        cwd: workingDirectory,
        env: processEnvironment(process.env, environment, this.#runId),
        // A process group of its own, so that all of it can be ended.
        detached: true,
      })
      this.#child = child
      watchOverGroup(child.pid)
      child.once('error', (cause) => {
        if (child.pid === undefined) this.#fail(cause)
      })
      child.once('exit', (code, signal) => void this.#finish(child, code, signal))
      child.stdout.on('data', (bytes: Buffer) => {
        this.#output.addStdout(bytes)
      })
      child.stderr.on('data', (bytes: Buffer) => {
        this.#output.addStderr(bytes)
      })
      // A program that does not read its input closes it early: its own matter.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
      child.stdin.end(`${task.envelope}\n`)
    } catch (cause) {
      this.#fail(cause)
      return
    }
    if (timeLimitMs !== undefined) this.#timer = setTimeout(() => void this.stop('timed-out'), timeLimitMs)
  }

  /** Ends the program and all that it started; resolves when the run has ended. */
  async stop(reason: 'cancelled' | 'timed-out'): Promise<void> {
    const child = this.#child
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      this.#stopped ??= reason
      await endProcessTree({ pid: child.pid, mark: this.#runId }, this.#settings.killGraceMs)
    }
    await this.#done
  }

  /** The program has ended: what it left behind is ended too, then its output is complete. */
  async #finish(child: ChildProcessWithoutNullStreams, code: number | null, signal: string | null): Promise<void> {
    clearTimeout(this.#timer)
    const { program, killGraceMs, timeLimitMs = 0 } = this.#settings
    await endProcessTree({ pid: child.pid ?? 0, mark: this.#runId }, killGraceMs)
    forgetGroup(child.pid)
    await drained(child)
    const { result, lastErrorLine } = this.#output.end()
    if (this.#stopped === 'cancelled') this.#events.end(cancelledEnd(result))
    else if (this.#stopped === 'timed-out') this.#events.end(timedOutEnd(program, timeLimitMs, result))
    else this.#events.end(exitEnd(program, code, signal, result, lastErrorLine))
    this.#resolveDone()
  }

  #fail(cause: unknown): void {
    const { program, workingDirectory } = this.#settings
    const error = describeSpawnFailure(program, workingDirectory, cause)
    this.#events.end({ type: 'ended', outcome: 'failed', error })
    this.#resolveDone()
  }
}

/** Resolves when both output pipes have been read to their ends, or are held open by somebody else for too long. */
async function drained(child: ChildProcessWithoutNullStreams): Promise<void> {
  await Promise.all(
    [child.stdout, child.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.closed) {
            resolve()
            return
          }
          const timer = setTimeout(() => stream.destroy(), DRAIN_MS)
          stream.once('close', () => {
            clearTimeout(timer)
            resolve()
          })
        }),
    ),
  )
  child.stdin.destroy()
}
