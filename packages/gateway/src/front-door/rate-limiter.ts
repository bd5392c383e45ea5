import type { DoorClock } from './door-clock.js'
import { createTokenBucket, stepTokenBucket } from './token-bucket-machine.js'
import type { BucketSize, BucketStep, TokenBucket } from './token-bucket-machine.js'

export interface RateLimiter {
  take(cost: number): BucketStep['effect']
}

/** One budget under a clock. */
export function createRateLimiter(clock: DoorClock, size: BucketSize): RateLimiter {
  let state = createTokenBucket(size, clock.now())
  return {
    take(cost) {
      const step = stepTokenBucket(state, { cost, nowMs: clock.now() }, size)
      state = step.state
      return step.effect
    },
  }
}

export interface KeyedRateLimiter {
  take(key: string): BucketStep['effect']
}

/** Keys that are remembered; beyond them the one that was quiet for longest is forgotten, and starts with a full budget. */
const MAX_KEYS = 1024

/** A budget per key, such as a remote address. */
export function createKeyedRateLimiter(clock: DoorClock, size: BucketSize): KeyedRateLimiter {
  const buckets = new Map<string, TokenBucket>()
  return {
    take(key) {
      const nowMs = clock.now()
      const step = stepTokenBucket(buckets.get(key) ?? createTokenBucket(size, nowMs), { cost: 1, nowMs }, size)
      // Taken out and put in again it stands last.
      buckets.delete(key)
      buckets.set(key, step.state)
      const oldest = buckets.size > MAX_KEYS ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      return step.effect
    },
  }
}
