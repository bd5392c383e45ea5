const STEP_MS = 500
const MAX_MS = 8000

/** How long to wait before the next try, after so many that have failed: 0.5, 1, 2, 4, then 8 s. */
export function retryDelayMs(failures: number): number {
  return Math.min(MAX_MS, STEP_MS * 2 ** Math.max(0, failures - 1))
}
