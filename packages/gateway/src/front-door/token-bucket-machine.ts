/** A budget that fills up evenly and is spent in pieces. */
export interface TokenBucket {
  readonly level: number
  readonly atMs: number
}

export interface BucketSize {
  readonly capacity: number
  readonly perSecond: number
}

export interface BucketStep {
  readonly state: TokenBucket
  readonly effect: { readonly type: 'allow' } | { readonly type: 'refuse'; readonly retryAfterMs: number }
}

export function createTokenBucket({ capacity }: BucketSize, atMs: number): TokenBucket {
  return { level: capacity, atMs }
}

/**
 * Takes `cost` out of the bucket, or nothing at all where that much is not in it. A clock that goes back fills nothing.
 * What costs more than the whole capacity is never allowed, and waiting for it is pointless: `retryAfterMs` is Infinity.
 */
export function stepTokenBucket(
  state: TokenBucket,
  input: { readonly cost: number; readonly nowMs: number },
  { capacity, perSecond }: BucketSize,
): BucketStep {
  const passedMs = Math.max(0, input.nowMs - state.atMs)
  const level = Math.min(capacity, state.level + (passedMs * perSecond) / 1000)
  const atMs = Math.max(state.atMs, input.nowMs)
  if (input.cost <= level) return { state: { level: level - input.cost, atMs }, effect: { type: 'allow' } }
  const retryAfterMs =
    input.cost > capacity ? Number.POSITIVE_INFINITY : Math.ceil(((input.cost - level) / perSecond) * 1000)
  return { state: { level, atMs }, effect: { type: 'refuse', retryAfterMs } }
}
