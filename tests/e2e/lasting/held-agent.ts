import type { Agent, AgentEvent } from '@parley/conversation'
import { createAsyncQueue } from '@parley/conversation/testing'

/** An agent whose runs say what the test says, when it says it. */
export interface HeldAgent {
  readonly agent: Agent
  /** The requests of all runs so far. */
  readonly inputs: readonly string[]
  /** Ends the newest run. */
  finish(result: string): void
}

export function createHeldAgent(): HeldAgent {
  const inputs: string[] = []
  let end: (event: AgentEvent) => void = () => {
    throw new Error('no run has begun')
  }
  return {
    inputs,
    agent: {
      name: 'held',
      describe: () => ({ name: 'held', canSteer: false, canAnswer: false }),
      start({ input }) {
        inputs.push(input)
        const events = createAsyncQueue<AgentEvent>()
        end = (event) => {
          events.push(event)
          events.end()
        }
        const cancel = (): Promise<void> => {
          end({ type: 'ended', outcome: 'cancelled' })
          return Promise.resolve()
        }
        return { runId: `run-${inputs.length}`, events, cancel }
      },
    },
    finish(result) {
      end({ type: 'ended', outcome: 'finished', result })
    },
  }
}
