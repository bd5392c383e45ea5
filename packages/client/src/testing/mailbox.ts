/** Values for one who waits for them; each is taken once, in order. */
export interface Mailbox<T> {
  put(value: T): void
  take(): Promise<T>
}

export function createMailbox<T>(): Mailbox<T> {
  const values: T[] = []
  const takers: ((value: T) => void)[] = []
  return {
    put(value) {
      const taker = takers.shift()
      if (taker === undefined) values.push(value)
      else taker(value)
    },
    take() {
      const value = values.shift()
      return value === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(value)
    },
  }
}
