import { decodeFrame, decodeJsonObject } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import type { Step } from '../session/draft.js'
import type { SessionInput } from '../session/session-input.js'
import { eventIdOf } from '../session/unusable-frame.js'
import { createEffectRunner } from './effect-runner.js'
import type { SessionParts, SessionProgram } from './session-parts.js'

export function createProgram<State>(
  initial: State,
  step: (state: State, input: SessionInput) => Step<State>,
): SessionProgram {
  let state = initial
  return {
    step(input) {
      const next = step(state, input)
      state = next.state
      return next.effects
    },
  }
}

export interface SessionDriver {
  /** A text frame of the client. */
  receive(text: string): void
  /** The same, read already. */
  receiveFrame(frame: WireFrame): void
  receiveBinary(): void
  /** Ends everything that runs for this session; the link is not touched. Idempotent, never rejects. */
  close(): Promise<void>
}

/** Runs one session: feeds its machine with what happens and carries out what the machine asks for. */
export function openSessionDriver(parts: SessionParts): SessionDriver {
  const { program, link } = parts
  const waiting: SessionInput[] = []
  let isBusy = false
  let closed: Promise<void> | undefined

  const takeSteps = (): void => {
    for (let input = waiting.shift(); input !== undefined && closed === undefined; input = waiting.shift()) {
      for (const effect of program.step(input)) runner.carryOut(effect)
    }
  }
  const dispatch = (input: SessionInput): void => {
    if (closed !== undefined) return
    waiting.push(input)
    if (isBusy) return
    isBusy = true
    try {
      takeSteps()
    } catch (error) {
      parts.onFault(error)
      link.close(1011, 'The session ended because of a fault in the server.')
      void close()
    } finally {
      isBusy = false
    }
  }
  const runner = createEffectRunner(parts, dispatch)
  const close = (): Promise<void> => {
    closed ??= runner.close()
    return closed
  }
  dispatch({ type: 'opened' })
  return {
    receive(text) {
      const frame = decodeFrame(text)
      if (frame !== undefined) return dispatch({ type: 'frame', frame })
      const object = decodeJsonObject(text)
      if (object === undefined) dispatch({ type: 'unreadable', problem: 'not-json' })
      else dispatch({ type: 'unreadable', problem: 'no-type', eventId: eventIdOf(object) })
    },
    receiveFrame: (frame) => dispatch({ type: 'frame', frame }),
    receiveBinary: () => dispatch({ type: 'unreadable', problem: 'binary' }),
    close,
  }
}
