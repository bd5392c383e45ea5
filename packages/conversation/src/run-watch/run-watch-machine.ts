/** When a running agent last gave a sign of life. An agent that hangs says nothing about it: time has to. */
export interface RunWatch {
  readonly lastSignAtMs: number
  /** This silence was told already. */
  readonly isTold: boolean
}

export interface RunWatchLimits {
  /** Silence after which the user is told that the work goes on. */
  readonly quietRunMs: number
  /** Silence after which a run counts as hanging and is stopped. */
  readonly lostRunMs: number
}

export type RunVerdict = 'alive' | 'quiet' | 'lost'

export function judgeRun(watch: RunWatch, nowMs: number, limits: RunWatchLimits): RunVerdict {
  const silentMs = nowMs - watch.lastSignAtMs
  if (silentMs >= limits.lostRunMs) return 'lost'
  return silentMs >= limits.quietRunMs && !watch.isTold ? 'quiet' : 'alive'
}

/** When the verdict next changes by itself. */
export function runWatchDeadline(watch: RunWatch, limits: RunWatchLimits): number {
  const waitMs = watch.isTold ? limits.lostRunMs : Math.min(limits.quietRunMs, limits.lostRunMs)
  return watch.lastSignAtMs + waitMs
}
