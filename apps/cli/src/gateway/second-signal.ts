const NAMES = ['SIGINT', 'SIGTERM'] as const

/** Aborts at the second SIGINT or SIGTERM: whoever asks twice does not want to wait. The first one is for others to hear. */
export function watchSecondSignal(): { readonly signal: AbortSignal; forget(): void } {
  const second = new AbortController()
  let count = 0
  const onSignal = (): void => {
    count += 1
    if (count > 1) second.abort()
  }
  // From the beginning: between two listeners a signal would end the process at once.
  for (const name of NAMES) process.on(name, onSignal)
  return {
    signal: second.signal,
    forget() {
      for (const name of NAMES) process.off(name, onSignal)
    },
  }
}
