import type { IncomingMessage } from 'node:http'
import type { Logger } from '../secrets/logger.js'
import type { DoorClock } from './door-clock.js'
import { createRateLimiter } from './rate-limiter.js'
import type { Refusal } from './refusal.js'
import { pathOf } from './request-target.js'

export interface RefusalLog {
  note(request: IncomingMessage, refusal: Refusal, details?: Readonly<Record<string, unknown>>): void
}

/** Logs refusals with their path and without their query and headers; past the rate they are counted, not written. */
export function createRefusalLog(logger: Logger, clock: DoorClock, perMinute: number): RefusalLog {
  const budget = createRateLimiter(clock, { capacity: perMinute, perSecond: perMinute / 60 })
  let leftOut = 0
  return {
    note(request, { status, reason }, details = {}) {
      if (budget.take(1).type === 'refuse') {
        leftOut += 1
        return
      }
      const { method, socket } = request
      const counted = leftOut > 0 ? { leftOut } : {}
      leftOut = 0
      const path = pathOf(request).slice(0, 200)
      logger.warn('door.refused', {
        ...{ status, reason, method, path, remoteAddress: socket.remoteAddress },
        ...details,
        ...counted,
      })
    },
  }
}
