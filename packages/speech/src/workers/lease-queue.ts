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
  /**
   * One that is free right now, if any, for work that can be put off: `onWanted` is called each time that somebody begins
   * to wait, and whoever holds it should then give it back soon.
   */
  tryLease(onWanted: () => void): Lease<T> | undefined
  /** Whether somebody waits. */
  isWanted(): boolean
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
  const wantedListeners = new Set<() => void>()
  let isClosed = false

  const giveBack = (value: T): void => {
    const [next] = waiting
    if (next === undefined) return void free.push(value)
    waiting.delete(next)
    next.grant(value)
  }
  const lend = (value: T, onWanted?: () => void): Lease<T> => {
    let isReleased = false
    if (onWanted !== undefined) wantedListeners.add(onWanted)
    return {
      value,
      release: () => {
        if (isReleased) return
        isReleased = true
        if (onWanted !== undefined) wantedListeners.delete(onWanted)
        giveBack(value)
      },
    }
  }
  const wait = async (signal: AbortSignal): Promise<T> => {
    const granted = enqueue(waiting, signal)
    for (const listener of [...wantedListeners]) listener()
    return granted
  }
  return {
    lease: async (signal) => {
      if (isClosed) throw new ParleyError('closed', 'The engine is closed.')
      if (signal.aborted) throw abortedWaiting()
      const value = free.shift()
      return lend(value ?? (await wait(signal)))
    },
    tryLease: (onWanted) => {
      const value = isClosed ? undefined : free.shift()
      return value === undefined ? undefined : lend(value, onWanted)
    },
    isWanted: () => waiting.size > 0,
    close() {
      isClosed = true
      for (const { refuse } of waiting) refuse(new ParleyError('closed', 'The engine was closed.'))
      waiting.clear()
    },
  }
}

function enqueue<T>(waiting: Set<Waiting<T>>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(entry)
      reject(abortedWaiting())
    }
    const settle = <V>(action: (value: V) => void): ((value: V) => void) => {
      return (value) => {
        signal.removeEventListener('abort', leave)
        action(value)
      }
    }
    const entry: Waiting<T> = { grant: settle(resolve), refuse: settle(reject) }
    waiting.add(entry)
    signal.addEventListener('abort', leave, { once: true })
  })
}

const abortedWaiting = (): ParleyError => new ParleyError('aborted', 'Waiting for a free decoder was aborted.')
