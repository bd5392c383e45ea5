import type { RealtimeEvent } from '@parley/wire'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ShownEvent } from '../conversation-event.js'
import { toConnectionEvent } from '../conversation-input.js'
import type { ConversationHappening, ConversationInput } from '../conversation-input.js'
import { stepConversation } from '../conversation-machine.js'
import { defaultApprovals, defaultLimits } from '../conversation-settings.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { createConversationState } from '../conversation-state.js'
import type { ConversationState } from '../conversation-state.js'
import type { ConnectionCall } from '../realtime-connection.js'

export interface MachineBench {
  feed(happening: ConversationHappening): readonly ConversationEffect[]
  receive(event: RealtimeEvent): readonly ConversationEffect[]
  /** Moves time and lets the machine notice. */
  wait(ms: number): readonly ConversationEffect[]
  readonly state: ConversationState
  readonly nowMs: number
  readonly inputs: readonly ConversationInput[]
  /** All effects so far. */
  readonly effects: readonly ConversationEffect[]
  readonly calls: readonly ConnectionCall[]
  readonly shown: readonly ShownEvent[]
}

export const benchSettings: ConversationSettings = {
  dialect: 'realtime',
  agent: { name: 'scripted', canSteer: true, canAnswer: true },
  policy: 'steer',
  maxParallel: 2,
  workingDirectory: undefined,
  limits: defaultLimits,
  player: { isReporting: false, canResume: false },
  approvals: defaultApprovals,
}

/** The machine alone with a clock that a test moves. `saves`: answered at once, unless a test answers them itself. */
export function createMachineBench(
  settings: Partial<ConversationSettings> = {},
  saves: 'at-once' | 'by-hand' = 'at-once',
): MachineBench {
  const inputs: ConversationInput[] = []
  const effects: ConversationEffect[] = []
  let state = createConversationState({ ...benchSettings, ...settings })
  let nowMs = 1000

  const feed = (happening: ConversationHappening): readonly ConversationEffect[] => {
    const input = { nowMs, ...happening }
    inputs.push(input)
    const step = stepConversation(state, input)
    state = step.state
    effects.push(...step.effects)
    if (saves === 'by-hand') return step.effects
    const records = step.effects.flatMap((effect) => (effect.type === 'save' ? [effect.record.recordId] : []))
    return [...step.effects, ...records.flatMap((recordId) => feed({ type: 'saved', recordId }))]
  }
  return {
    ...{ feed, inputs, effects },
    receive: (event) => feed({ type: 'connection', event: toConnectionEvent(event) }),
    wait(ms) {
      nowMs += ms
      return feed({ type: 'tick' })
    },
    get state() {
      return state
    },
    get nowMs() {
      return nowMs
    },
    get calls() {
      return effects.flatMap((effect) => (effect.type === 'send' ? [effect.call] : []))
    },
    get shown() {
      return effects.flatMap((effect) => (effect.type === 'show' ? [effect.event] : []))
    },
  }
}

export function handoffEvent(handoffId: string, inputTranscript: string): RealtimeEvent {
  return { type: 'handoff_requested', handoffId, itemId: `item_${handoffId}`, inputTranscript, activeTranscript: [] }
}

/** One delta of audio at 24 kHz. */
export function audioEvent(itemId: string | undefined, ms: number): RealtimeEvent {
  const pcm = new Int16Array((24_000 * ms) / 1000)
  return { type: 'audio_out', data: '', sampleRate: 24_000, numChannels: 1, itemId, pcm }
}
