import type { Readable } from 'node:stream'

/** How long output may still come when all processes of a run are gone: a foreign process may hold its pipe. */
const DRAIN_MS = 1000
/** So often a reader who has not taken all of it yet is waited for. */
const MAX_WAITS = 60

/**
 * For the output of a program that has ended. It ends by itself when nobody holds its pipe any more; when somebody else
 * does (a service that the program has asked for something), what has come until now is all there is.
 */
export function closeWhenDrained(output: Readable): void {
  let waits = 0
  const check = (): void => {
    waits += 1
    if (output.readableLength > 0 && waits < MAX_WAITS) timer = setTimeout(check, DRAIN_MS)
    else {
      // An end, not a break: the reader has everything that there was.
      output.once('end', () => output.destroy())
      output.push(null)
    }
  }
  if (output.closed || output.readableEnded) return
  let timer = setTimeout(check, DRAIN_MS)
  output.once('close', () => {
    clearTimeout(timer)
  })
}

/** Resolves when nothing can come any more, read or not. */
export function whenClosed(output: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (output.closed) resolve()
    else output.once('close', resolve)
  })
}
