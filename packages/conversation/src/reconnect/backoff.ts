const delaysMs: readonly number[] = [0, 300, 1200, 2700, 4800]
const LONGEST_MS = 7000
const JITTER_MS = 1000
/** The first tries are made at once and alone; a crowd only gathers later. */
const FIRST_JITTERED = 2

/** How long to wait before an attempt; it counts from 0. `jitter` is from [0, 1). */
export function backoffMs(attempt: number, jitter: number): number {
  const delayMs = delaysMs[attempt] ?? LONGEST_MS
  return attempt < FIRST_JITTERED ? delayMs : delayMs + Math.round(jitter * JITTER_MS)
}
