import type { HandoffRequestedEvent } from '@parley/wire'
import { onConnectionEvent } from '../connection-steps.js'
import type { ConnectionEvent, ConversationInput } from '../conversation-input.js'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { withHandoff } from '../handoff-answers.js'
import { isSameRequest } from '../request-likeness.js'
import { sendEffects } from '../send-effect.js'
import { placeUserWords } from '../session-seed/history-steps.js'
import { stepHistory } from '../session-seed/history-machine.js'
import { repeatedCallNote } from '../task-notes.js'
import { onUsageEvent } from '../usage/usage-steps.js'
import { withCarriedWords } from './carried-words.js'
import { generationOf, ownHandoffId } from './connection-call.js'
import { changeConnection } from './reconnect-steps.js'
import { liveGeneration } from './reconnect-machine.js'

/** Ends of one connection that another one mends: its time is up, the line broke, the server went silent. */
const replaceableCodes: ReadonlySet<string | undefined> = new Set(['session_expired', 'unavailable', 'timeout'])

/** An event counts while its connection is the live one; of a successor only what it says about itself. */
export function onEventOf(
  state: ConversationState,
  { event, generation = 0 }: Extract<ConversationInput, { type: 'connection' }>,
  nowMs: number,
): ConversationStep {
  const isLive = generation === liveGeneration(state.reconnect)
  const counted = isLive ? onLiveEvent(state, event, nowMs) : step(state)
  return andThen(counted, (current) => onSessionEvent(current, event, generation, nowMs))
}

function onLiveEvent(state: ConversationState, event: ConnectionEvent, nowMs: number): ConversationStep {
  // A session reports the calls that it was told of as if they had just been made.
  if (isSeededCall(state, event)) return step(state)
  if (event.type === 'handoff_requested') return onHandoff(state, event, nowMs)
  // The session is replaced; there is nothing to tell a user who hears no difference.
  const isReplaced = isReplaceable(event) && state.settings.reconnect !== undefined
  if (isReplaced) return step(state)
  const placed = withPlace(noteUserSpeech(state, event), event)
  return andThen(onConnectionEvent(placed, event, nowMs), (current) => onUsageEvent(current, event))
}

function isReplaceable(event: ConnectionEvent): boolean {
  return event.type === 'error' && event.fatal && replaceableCodes.has(event.code)
}

function isSeededCall({ carried }: ConversationState, event: ConnectionEvent): boolean {
  if (event.type === 'handoff_requested') return carried.seededCallIds.includes(event.handoffId)
  return event.type === 'function_call' && carried.seededCallIds.includes(event.callId)
}

function noteUserSpeech(state: ConversationState, event: ConnectionEvent): ConversationState {
  const isSpeech = event.type === 'input_audio_speech_started' || event.type === 'input_transcript_done'
  if (!isSpeech || state.carried.hasUserSpoken) return state
  return { ...state, carried: { ...state.carried, hasUserSpoken: true } }
}

function withPlace(state: ConversationState, event: ConnectionEvent): ConversationState {
  const isSpoken = event.type === 'input_audio_speech_stopped' || event.type === 'input_audio_buffer_committed'
  return isSpoken ? placeUserWords(state, event.itemId) : state
}

function onHandoff(state: ConversationState, event: HandoffRequestedEvent, nowMs: number): ConversationStep {
  const handoffId = ownHandoffId(state, event.handoffId)
  const generation = liveGeneration(state.reconnect) ?? 0
  const known = Object.hasOwn(state.handoffs, handoffId) ? state.handoffs[handoffId] : undefined
  const isRepeated = known !== undefined && generationOf(state, handoffId) !== generation
  const named: ConversationState = {
    ...state,
    handoffGenerations: { ...state.handoffGenerations, [handoffId]: generation },
  }
  // A new session asks again for what an earlier one has asked for: the same task, and no call stays unanswered.
  if (isRepeated && known.phase === 'settled') return answerRepeated(named, handoffId)
  if (known !== undefined) return step(named)
  if (isEchoOfSeed(state, event)) {
    const settled = {
      phase: 'settled',
      handoffId,
      input: event.inputTranscript,
      envelope: '',
      outcome: 'duplicate',
    } as const
    return answerRepeated(withHandoff(named, settled), handoffId)
  }
  const request = withCarriedWords({ ...event, handoffId }, state.carried)
  const told: ConversationState = {
    ...named,
    carried: { ...state.carried, untold: [], seeded: [] },
    history: stepHistory(named.history, { type: 'reported' }),
  }
  return onConnectionEvent(told, request, nowMs)
}

/** Some servers take the words that they are told of for new ones. Where the user has said nothing, nothing new is asked. */
function isEchoOfSeed({ carried, handoffs }: ConversationState, { inputTranscript }: HandoffRequestedEvent): boolean {
  if (carried.hasUserSpoken) return false
  return Object.values(handoffs).some(({ input }) => isSameRequest(input, inputTranscript))
}

/** The call has its output, and nobody is told of it again. */
function answerRepeated(state: ConversationState, handoffId: string): ConversationStep {
  if (state.settings.dialect === 'quicksilver') return step(state)
  return step(state, ...sendEffects(state, { method: 'finishHandoff', handoffId, text: repeatedCallNote }))
}

/** What a session says about its own end. */
function onSessionEvent(
  state: ConversationState,
  event: ConnectionEvent,
  generation: number,
  nowMs: number,
): ConversationStep {
  if (state.settings.reconnect === undefined) return step(state)
  switch (event.type) {
    case 'session_created':
    case 'session_updated': {
      const seconds = event.session['expires_at']
      if (typeof seconds !== 'number' || !(seconds > 0)) return step(state)
      return changeConnection(state, { type: 'session-ends', generation, endsAtMs: seconds * 1000 }, nowMs)
    }
    case 'error': {
      if (!event.fatal) return step(state)
      const isFatal = !isReplaceable(event)
      return changeConnection(state, { type: 'refused', generation, reason: event.message, isFatal, nowMs }, nowMs)
    }
    default:
      return step(state)
  }
}
