import type { Random } from './random.js'
import type { FaultName } from './simulation-plan.js'
import type { Timeline } from './timeline.js'

/** What every actor of a simulated world shares. */
export interface SimulatedWorld {
  readonly timeline: Timeline
  /** Never drawn from, only forked: by the name of what draws. */
  readonly random: Random
  /** Whether this goes wrong just now. */
  readonly isFaulty: (fault: FaultName) => boolean
  /** Counts what has happened, for figures that show that the faults were really on. */
  readonly count: (name: string) => void
}
