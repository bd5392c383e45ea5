import { ParleyError } from '@parley/wire'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationInput } from '../conversation-input.js'
import { stepConversation } from '../conversation-machine.js'
import { createConversationState } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import type { Recording } from './decode-recording.js'

/** One step of a replay: what was done then, and what the machine does now. */
export interface ReplayedStep {
  /** Counts from 0. */
  readonly stepIndex: number
  /** Since the first input. */
  readonly atMs: number
  readonly input: ConversationInput
  readonly recorded: readonly ConversationEffect[]
  readonly replayed: readonly ConversationEffect[]
  /** The same effects in the same order, as JSON. */
  readonly isSame: boolean
}

export interface ReplayOptions {
  /** Stops after this time of the conversation, in ms since its first input. */
  readonly untilMs?: number
}

/**
 * Runs the machine over a recording, a step at a time as it is asked for. Throws a `config` error where an input cannot
 * be stepped at all.
 */
export function* replayRecording(
  { settings, steps }: Recording,
  { untilMs = Number.POSITIVE_INFINITY }: ReplayOptions = {},
): Generator<ReplayedStep, void> {
  const startMs = steps[0]?.input.nowMs ?? 0
  let state: ConversationState | undefined
  for (const [stepIndex, { input, effects: recorded }] of steps.entries()) {
    const atMs = input.nowMs - startMs
    if (atMs > untilMs) return
    const step = takeStep(() => stepConversation(state ?? createConversationState(settings), input), stepIndex)
    state = step.state
    const replayed = step.effects
    yield { stepIndex, atMs, input, recorded, replayed, isSame: toText(recorded) === toText(replayed) }
  }
}

function takeStep(run: () => ConversationStep, stepIndex: number): ConversationStep {
  try {
    return run()
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new ParleyError('config', `step ${stepIndex} of the recording cannot be replayed: ${problem}`, { cause })
  }
}

/** As JSON, names in order: a log that went through other hands may have them in another one. */
function toText(effects: readonly ConversationEffect[]): string {
  return JSON.stringify(effects, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
