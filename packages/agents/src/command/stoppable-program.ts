import type { RunEnded } from '@parley/conversation'
import { describeSpawnFailure } from '../process/describe-spawn-failure.js'
import { openAgentProcess } from '../process/agent-process.js'
import type { AgentProcess, ProcessEnd } from '../process/agent-process.js'
import { cancelledEnd, timedOutEnd } from './command-end.js'
import type { CommandRunSettings } from './command-settings.js'

export type StopReason = 'cancelled' | 'timed-out'

/** A program with a time limit, and the memory of why it was stopped. */
export interface StoppableProgram {
  readonly process: AgentProcess
  /** For the first reason that is given while it runs; one that has ended by itself was not stopped. */
  stop(reason: StopReason): void
  /** When it has ended, and its output is read to its end. */
  readonly ended: Promise<ProcessEnd>
  /** How the run ends where the program had no part in it: it was stopped, or never started. */
  outerEnd(end: ProcessEnd, result: string): RunEnded | undefined
}

export function openStoppableProgram(
  settings: CommandRunSettings,
  mark: string,
  onStop: () => void = () => {},
): StoppableProgram {
  const { program, workingDirectory, timeLimitMs } = settings
  const running = openAgentProcess({ ...settings, mark })
  let stopped: StopReason | undefined
  const stop = (reason: StopReason): void => {
    if (!running.isRunning || stopped !== undefined) return
    stopped = reason
    onStop()
    void running.stop()
  }
  const timer =
    timeLimitMs === undefined
      ? undefined
      : setTimeout(() => {
          stop('timed-out')
        }, timeLimitMs)
  void running.ended.then(() => {
    clearTimeout(timer)
  })
  return {
    process: running,
    stop,
    ended: running.ended,
    outerEnd({ spawnError }, result) {
      if (spawnError !== undefined) {
        const error = describeSpawnFailure(program, workingDirectory, spawnError)
        return { type: 'ended', outcome: 'failed', error }
      }
      if (stopped === 'cancelled') return cancelledEnd(result)
      return stopped === 'timed-out' ? timedOutEnd(program, timeLimitMs ?? 0, result) : undefined
    },
  }
}
