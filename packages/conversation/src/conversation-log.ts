import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationInput } from './conversation-input.js'
import { stepConversation } from './conversation-machine.js'
import type { ConversationSettings } from './conversation-settings.js'
import { createConversationState } from './conversation-state.js'

/** One entry of a recorded run: what happened and what was done about it. JSON, without audio. */
export interface RecordedStep {
  readonly input: ConversationInput
  readonly effects: readonly ConversationEffect[]
}

export interface ReplayDifference {
  /** Counts from 0. */
  readonly stepIndex: number
  readonly input: ConversationInput
  readonly recorded: readonly ConversationEffect[]
  readonly replayed: readonly ConversationEffect[]
}

/** Runs the machine over recorded inputs, each in the order it happened; gives the effects of each. Does nothing else. */
export function replayInputs(
  settings: ConversationSettings,
  inputs: readonly ConversationInput[],
): readonly RecordedStep[] {
  let state = createConversationState(settings)
  return inputs.map((input) => {
    const step = stepConversation(state, input)
    state = step.state
    return { input, effects: step.effects }
  })
}

/** Replays a recording and compares every step, as JSON. Empty = the machine does today what it did then. */
export function findReplayDifferences(
  settings: ConversationSettings,
  recording: readonly RecordedStep[],
): readonly ReplayDifference[] {
  const replayed = replayInputs(
    settings,
    recording.map(({ input }) => input),
  )
  return recording.flatMap(({ input, effects }, stepIndex) => {
    const again = replayed[stepIndex]?.effects ?? []
    const isSame = JSON.stringify(effects) === JSON.stringify(again)
    return isSame ? [] : [{ stepIndex, input, recorded: effects, replayed: again }]
  })
}
