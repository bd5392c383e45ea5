import { ParleyError } from '@parley/wire'

/** Something lent to one user at a time. */
export interface Lease<T> {
  readonly value: T
  /** Gives it to whoever has waited longest. Idempotent. */
  release(): void
}

/** A fixed set of things that are lent out, first come first served. */
export interface LeaseQueue<T> {
  /** Waits for its turn; a signal that aborts takes the place in the queue away. Rejects with `aborted` or `closed`. */
  lease(signal: AbortSignal): Promise<Lease<T>>
  /** Rejects who waits. What is lent stays with its users. Idempotent. */
  close(): void
}

interface Waiting<T> {
  readonly grant: (value: T) => void
  readonly refuse: (error: ParleyError) => void
}

export function createLeaseQueue<T>(values: readonly T[]): LeaseQueue<T> {
  const free = [...values]
  const waiting = new Set<Waiting<T>>()
  let isClosed = false

  const giveBack = (value: T): void => {
    const [next] = waiting
    if (next === undefined) return void free.push(value)
    waiting.delete(next)
    next.grant(value)
  }
  const lend = (value: T): Lease<T> => {
    let isReleased = false
    return {
      value,
      release: () => {
        if (isReleased) return
        isReleased = true
        giveBack(value)
      },
    }
  }
  const enqueue = (signal: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(entry)
        reject(new ParleyError('aborted', 'Waiting for a free decoder was aborted.'))
      }
      const entry: Waiting<T> = {
        grant: (value) => {
          signal.removeEventListener('abort', leave)
          resolve(value)
        },
        refuse: (error) => {
          signal.removeEventListener('abort', leave)
          reject(error)
        },
      }
      waiting.add(entry)
      signal.addEventListener('abort', leave, { once: true })
    })
  return {
    lease: async (signal) => {
      if (isClosed) throw new ParleyError('closed', 'The engine is closed.')
      if (signal.aborted) throw new ParleyError('aborted', 'Waiting for a free decoder was aborted.')
      const value = free.shift()
      return lend(value ?? (await enqueue(signal)))
    },
    close() {
      isClosed = true
      for (const { refuse } of waiting) refuse(new ParleyError('closed', 'The engine was closed.'))
      waiting.clear()
    },
  }
}
