import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationInput } from '../conversation-input.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'

/** The machine, or one with a planted bug. */
export type StepConversation = (state: ConversationState, input: ConversationInput) => ConversationStep

/** One step as an onlooker sees it, who also knows what is true in the world. */
export interface ObservedStep {
  readonly before: ConversationState
  readonly input: ConversationInput
  readonly effects: readonly ConversationEffect[]
  readonly after: ConversationState
  readonly world: ObservedWorld
}

export interface ObservedWorld {
  /** The record is in the journal and would survive a crash. */
  readonly isDurable: (recordId: string) => boolean
  /** What has come out of the loudspeaker. */
  readonly playedMs: (itemId: string) => number
  /** What has come over the wire. */
  readonly receivedMs: (itemId: string) => number
}

/** `open`: nothing is planned any more and nobody has closed it; `ended`: it was closed and nothing runs. */
export type Rest = 'open' | 'ended'

/** Something that must always hold. Made anew for each run; it may remember. */
export interface Invariant {
  /** As a sentence: what holds. */
  readonly name: string
  /** After each step: `undefined`, or what was seen instead. */
  readonly check?: (step: ObservedStep) => string | undefined
  /** When the world has come to rest. */
  readonly checkRest?: (state: ConversationState, rest: Rest) => string | undefined
  /** The process is gone with all that was not durable; the next step is one of its successor. */
  readonly crash?: (world: ObservedWorld) => void
}

export interface Violation {
  readonly invariant: string
  readonly seen: string
  /** Of the run, counted from 0. */
  readonly stepIndex: number
}
