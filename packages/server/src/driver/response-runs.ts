import type { SynthesizerEngine } from '@parley/speech'
import type { ServerClock } from '../clock.js'
import type { Responder } from '../responder/responder.js'
import type { RunSource, VoiceSettings } from '../session/session-effect.js'
import type { SessionInput } from '../session/session-input.js'
import { runResponse } from './response-run.js'

/** The responses of one session that run now. */
export interface ResponseRuns {
  start(responseId: string, source: RunSource, voice: VoiceSettings | null): void
  stop(responseId: string): void
  /** Stops all; resolves when nothing runs any more. */
  close(): Promise<void>
}

export interface ResponseRunsParts {
  readonly responder: Responder
  readonly synthesizer: SynthesizerEngine
  readonly clock: ServerClock
  /** Without any progress for so long a response has failed. */
  readonly timeoutMs: number
  readonly dispatch: (input: SessionInput) => void
  readonly whenDrained: () => Promise<void>
}

interface Run {
  readonly controller: AbortController
  readonly done: Promise<void>
}

export function createResponseRuns(parts: ResponseRunsParts): ResponseRuns {
  const runs = new Map<string, Run>()
  const running = new Set<Promise<void>>()
  const stop = (responseId: string): void => {
    runs.get(responseId)?.controller.abort()
    runs.delete(responseId)
  }
  return {
    stop,
    start(responseId, source, voice) {
      const controller = new AbortController()
      const watch = watchProgress(parts, responseId)
      controller.signal.addEventListener('abort', watch.finish, { once: true })
      const dispatch = (input: SessionInput): void => {
        watch.progress()
        parts.dispatch(input)
      }
      const whenDrained = async (): Promise<void> => {
        // A slow client is not a slow engine.
        watch.pause()
        await parts.whenDrained()
        watch.progress()
      }
      const { responder, synthesizer } = parts
      const { signal } = controller
      const done = runResponse({ responseId, source, voice, responder, synthesizer, signal, dispatch, whenDrained })
      const settled = done.finally(() => {
        watch.finish()
        runs.delete(responseId)
        running.delete(settled)
      })
      runs.set(responseId, { controller, done: settled })
      running.add(settled)
    },
    async close() {
      for (const responseId of [...runs.keys()]) stop(responseId)
      await Promise.all(running)
    },
  }
}

/** Fails a response whose responder or synthesizer hangs. */
function watchProgress({ clock, timeoutMs, dispatch }: ResponseRunsParts, responseId: string) {
  const fail = (): void => {
    const problem = `The response made no progress for ${timeoutMs} ms.`
    dispatch({ type: 'run-ended', responseId, outcome: { kind: 'failed', code: 'timeout', problem } })
  }
  let clear = clock.setTimer(timeoutMs, fail)
  let isOver = false
  return {
    progress: (): void => {
      if (isOver) return
      clear()
      clear = clock.setTimer(timeoutMs, fail)
    },
    pause: (): void => clear(),
    /** Nothing is watched any more. */
    finish: (): void => {
      isOver = true
      clear()
    },
  }
}
