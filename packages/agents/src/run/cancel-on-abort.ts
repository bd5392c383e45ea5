/**
 * An aborted signal is the same as `cancel()`. It is let go when the run has ended: a signal that lives long must not
 * keep all the runs that it was given to.
 */
export function cancelOnAbort(
  signal: AbortSignal | undefined,
  cancel: () => Promise<void>,
  ended: Promise<unknown>,
): void {
  if (signal === undefined) return
  const onAbort = (): void => void cancel()
  signal.addEventListener('abort', onAbort, { once: true })
  void ended.then(() => {
    signal.removeEventListener('abort', onAbort)
  })
}
