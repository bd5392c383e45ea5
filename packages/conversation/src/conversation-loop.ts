import type { RealtimeEvent } from '@parley/wire'
import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationHappening, ConversationInput } from './conversation-input.js'
import type { RecordedStep } from './conversation-log.js'
import { stepConversation } from './conversation-machine.js'
import type { ConversationSettings } from './conversation-settings.js'
import { createConversationState } from './conversation-state.js'
import type { ConversationState } from './conversation-state.js'

export interface ConversationLoop {
  /** What happened now. Stepped at once, or right after the step that caused it. */
  feed(happening: ConversationHappening, event?: RealtimeEvent): void
  readonly state: ConversationState
}

export interface LoopOptions {
  readonly settings: ConversationSettings
  readonly now: () => number
  /** Carries out one effect; `event` is the connection's event that caused it, with its audio. */
  readonly perform: (effect: ConversationEffect, event: RealtimeEvent | undefined) => void
  readonly record: ((step: RecordedStep, settings: ConversationSettings) => void) | undefined
}

interface Arrival {
  readonly input: ConversationInput
  readonly event: RealtimeEvent | undefined
}

/** The one owner of a conversation's state. Every input of every source comes through `feed`, one at a time. */
export function createConversationLoop({ settings, now, perform, record }: LoopOptions): ConversationLoop {
  const arrivals: Arrival[] = []
  let state = createConversationState(settings)
  let isStepping = false

  const takeStep = ({ input, event }: Arrival): void => {
    const { state: after, effects } = stepConversation(state, input)
    state = after
    record?.({ input, effects }, settings)
    for (const effect of effects) perform(effect, event)
  }
  return {
    feed(happening, event) {
      arrivals.push({ input: { nowMs: now(), ...happening }, event })
      if (isStepping) return
      isStepping = true
      try {
        for (let next = arrivals.shift(); next !== undefined; next = arrivals.shift()) takeStep(next)
      } finally {
        isStepping = false
      }
    },
    get state() {
      return state
    },
  }
}
