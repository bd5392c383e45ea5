/** Aborts at the next SIGINT or SIGTERM after `first` has aborted: whoever asks twice does not want to wait. */
export function watchSecondSignal(first: AbortSignal): { readonly signal: AbortSignal; forget(): void } {
  const second = new AbortController()
  const onSignal = (): void => {
    second.abort()
  }
  const listen = (): void => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal)
  }
  // The first one is still being handed out: its other listeners must not count as a second.
  const start = (): void => void setImmediate(listen)
  if (first.aborted) start()
  else first.addEventListener('abort', start, { once: true })
  return {
    signal: second.signal,
    forget() {
      first.removeEventListener('abort', start)
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal)
    },
  }
}
