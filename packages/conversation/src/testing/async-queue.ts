/** Values on their way to one reader, unbounded: for tests. `undefined` as a value is not possible. */
export interface AsyncQueue<T> extends AsyncIterable<T> {
  push(value: T): void
  end(): void
  /** The next value; `undefined` after the end. */
  next(): Promise<T | undefined>
}

export function createAsyncQueue<T>(): AsyncQueue<T> {
  const values: T[] = []
  let isEnded = false
  let wake = (): void => {}

  const next = async (): Promise<T | undefined> => {
    while (values.length === 0 && !isEnded) await new Promise<void>((resolve) => (wake = resolve))
    return values.shift()
  }
  return {
    push(value) {
      if (!isEnded) values.push(value)
      wake()
    },
    end() {
      isEnded = true
      wake()
    },
    next,
    async *[Symbol.asyncIterator]() {
      for (let value = await next(); value !== undefined; value = await next()) yield value
    },
  }
}
