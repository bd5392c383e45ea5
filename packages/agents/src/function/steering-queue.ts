import { ParleyError } from '@parley/wire'
import type { FunctionSteering } from './function-talk.js'

export interface SteeringQueue {
  /** Resolves when the function has taken it; rejects when the run ends before that. */
  push(text: string): Promise<void>
  close(): void
  readonly steering: FunctionSteering
}

interface Guidance {
  readonly text: string
  readonly taken: () => void
  readonly lost: (cause: Error) => void
}

/** Unbounded: whoever steers waits until it is taken, and sees that it is not. */
export function createSteeringQueue(): SteeringQueue {
  const waiting: Guidance[] = []
  let isClosed = false
  let readers: (() => void)[] = []

  const wakeReaders = (): void => {
    const woken = readers
    readers = []
    for (const wake of woken) wake()
  }
  const take = (): string | undefined => {
    const next = waiting.shift()
    next?.taken()
    return next?.text
  }
  async function* read(): AsyncGenerator<string, void> {
    while (!isClosed) {
      const next = take()
      if (next === undefined) await new Promise<void>((resolve) => readers.push(resolve))
      else yield next
    }
  }
  const tooLate = (): ParleyError => new ParleyError('closed', 'The run has ended; it has not taken the guidance.')
  return {
    push(text) {
      if (isClosed) return Promise.reject(tooLate())
      return new Promise((taken, lost) => {
        waiting.push({ text, taken, lost })
        wakeReaders()
      })
    },
    close() {
      isClosed = true
      for (const { lost } of waiting.splice(0)) lost(tooLate())
      wakeReaders()
    },
    steering: {
      [Symbol.asyncIterator]: read,
      takeAll: () =>
        waiting.splice(0).map(({ text, taken }) => {
          taken()
          return text
        }),
    },
  }
}
