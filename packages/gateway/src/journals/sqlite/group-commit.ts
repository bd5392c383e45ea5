import { ParleyError } from '@parley/wire'
import type { Transact } from '../store/store-rows.js'

export interface GroupCommit {
  readonly transact: Transact
  /** Commits what waits, now. */
  flush(): void
}

interface WaitingWork {
  readonly durability: 'synced' | 'lazy'
  /** Throws only what is the transaction's fault. */
  readonly perform: () => void
  readonly resolve: () => void
  readonly reject: (cause: unknown) => void
}

/**
 * All work of one turn of the event loop shares one transaction, so one flush of the disk. Where that fails each piece
 * gets one of its own, so that one record cannot take the others down with it. `runInTransaction` commits what its work
 * has done or throws and leaves nothing of it. The queue is as long as one turn makes it.
 */
export function createGroupCommit(
  runInTransaction: (work: () => void, durability: 'synced' | 'lazy') => void,
): GroupCommit {
  let waiting: WaitingWork[] = []
  let scheduled: NodeJS.Immediate | undefined

  const commit = (batch: readonly WaitingWork[]): void => {
    try {
      runInTransaction(
        () => {
          for (const { perform } of batch) perform()
        },
        batch.some(({ durability }) => durability === 'synced') ? 'synced' : 'lazy',
      )
    } catch (cause) {
      if (batch.length === 1) batch[0]?.reject(cause)
      else for (const work of batch) commit([work])
      return
    }
    for (const { resolve } of batch) resolve()
  }
  const flush = (): void => {
    clearImmediate(scheduled)
    scheduled = undefined
    const batch = waiting
    waiting = []
    if (batch.length > 0) commit(batch)
  }
  return {
    transact: (work, durability) =>
      new Promise((resolve, reject) => {
        let settle: () => void = () => {}
        const perform = (): void => {
          settle = attempt(work, resolve, reject)
        }
        waiting.push({
          durability,
          perform,
          resolve: () => {
            settle()
          },
          reject,
        })
        scheduled ??= setImmediate(flush)
      }),
    flush,
  }
}

function attempt<Value>(
  work: () => Value,
  resolve: (value: Value) => void,
  reject: (error: ParleyError) => void,
): () => void {
  try {
    const value = work()
    return () => {
      resolve(value)
    }
  } catch (cause) {
    if (!(cause instanceof ParleyError)) throw cause
    return () => {
      reject(cause)
    }
  }
}
