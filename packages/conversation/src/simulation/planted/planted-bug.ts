import type { StepConversation } from '../invariant.js'

/** A mistake that somebody could make, as a wrapper around the machine: production code holds none of it. */
export interface PlantedBug {
  readonly name: string
  /** What is wrong, in a sentence. */
  readonly description: string
  /** One per process: a mistake may need a memory. */
  plant(stepConversation: StepConversation): StepConversation
}
