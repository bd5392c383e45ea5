import { drownQuestions, listHeardQuestions, unhearRefused } from './approval/question-steps.js'
import { isMuted } from './barge-in/barge-in-machine.js'
import { changeBargeIn } from './barge-in/barge-in-steps.js'
import { encodeFunctionOutput } from '@parley/wire/realtime'
import type { ErrorEvent, TranscriptDeltaEvent, TranscriptDoneEvent } from '@parley/wire'
import type { AudioReceived, ConnectionEvent } from './conversation-input.js'
import { andThen, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { addLateWords, onHandoffRequested } from './handoff-steps.js'
import { applyQueue } from './queue-steps.js'
import { requestOf } from './request-name.js'
import { endUtteranceAtNewItem, itemIdOf, onResponseCreated, onResponseEnded, onSaid } from './reply-steps.js'
import { liveGeneration } from './reconnect/reconnect-machine.js'
import { stepReply } from './reply-machine.js'
import { sendEffects } from './send-effect.js'
import { onToolCall } from './tools/tool-steps.js'
import { onFinalWords } from './user-turns/user-words-steps.js'
import { stepUserTurns } from './user-turns/user-turns-machine.js'
import { isFloorFree, stepUserSpeech } from './user-speech-machine.js'
import type { UserSpeechInput } from './user-speech-machine.js'

const ACTIVE_RESPONSE_CODE = 'conversation_already_has_active_response'
/** It had ended before our cancel arrived. */
const NOTHING_TO_CANCEL_CODE = 'response_cancel_not_active'

export function onConnectionEvent(state: ConversationState, event: ConnectionEvent, nowMs: number): ConversationStep {
  switch (event.type) {
    case 'handoff_requested':
      return onHandoffRequested(state, event, nowMs)
    case 'noop_requested':
      return onSilenceChosen(state, event.callId)
    case 'function_call':
      return onToolCall(state, event, nowMs)
    case 'error':
      return onError(state, event, nowMs)
    case 'response_created': {
      const created = onResponseCreated(state, event.responseId, requestOf(event.metadata), nowMs)
      return andThen(created, (current) => onUserSpeech(current, { type: 'answered' }))
    }
    case 'response_done':
      return onResponseEnded(state, event.responseId, event.status, nowMs)
    case 'response_cancelled':
      return onResponseEnded(state, event.responseId, 'cancelled', nowMs)
    case 'audio_out':
    case 'output_transcript_delta':
    case 'output_transcript_done':
      return onOutput(state, event, nowMs)
    case 'input_transcript_done':
      return andThen(onUserWords(state, event.text, event.itemId, nowMs), (current) =>
        onFinalWords(current, event.text, event.itemId, nowMs),
      )
    default:
      return onSpeechEvent(state, event, nowMs)
  }
}

function onSpeechEvent(state: ConversationState, event: ConnectionEvent, nowMs: number): ConversationStep {
  switch (event.type) {
    case 'input_audio_speech_started':
      return onSpeechStarted(state, event.itemId, nowMs)
    case 'input_audio_speech_stopped':
    case 'input_audio_buffer_committed':
      return onSpeechStopped(state, event.itemId, nowMs)
    case 'conversation_item_input_audio_transcription_failed':
      return onUserSpeech(state, { type: 'written', itemId: event.itemId })
    default:
      return step(state)
  }
}

/** The item named here is the one that the user's speech will become; it says nothing about what is playing. */
function onSpeechStarted(state: ConversationState, itemId: string | undefined, nowMs: number): ConversationStep {
  const { phase } = state.queue
  const responseId = phase.type === 'active' ? phase.responseId : undefined
  const heardQuestionIds = listHeardQuestions(state).map(({ approvalId }) => approvalId)
  const userTurns = stepUserTurns(state.userTurns, { type: 'began', itemId, heardQuestionIds })
  const cut = changeBargeIn({ ...state, userTurns }, { type: 'speech-started', responseId, nowMs }, nowMs)
  return andThen(cut, (current) => onUserSpeech(current, { type: 'started', nowMs }))
}

function onSpeechStopped(state: ConversationState, itemId: string | undefined, nowMs: number): ConversationStep {
  const userTurns = stepUserTurns(state.userTurns, { type: 'ended', itemId })
  const judged = changeBargeIn({ ...state, userTurns }, { type: 'speech-ended', nowMs }, nowMs)
  return andThen(judged, (current) => onUserSpeech(current, { type: 'stopped', itemId, nowMs }))
}

function onUserSpeech(state: ConversationState, input: UserSpeechInput): ConversationStep {
  return step({ ...state, speech: stepUserSpeech(state.speech, input, state.settings.limits) })
}

function onUserWords(
  state: ConversationState,
  text: string,
  itemId: string | undefined,
  nowMs: number,
): ConversationStep {
  const written = stepUserSpeech(state.speech, { type: 'written', itemId }, state.settings.limits)
  const speech = mayBeAnsweredNow(state)
    ? stepUserSpeech(written, { type: 'unanswered', nowMs }, state.settings.limits)
    : written
  return step(addLateWords({ ...state, speech }, text), {
    type: 'show',
    event: { type: 'transcript', role: 'user', text, itemId },
  })
}

/** Something is to be said, and the server may answer these words by itself first: a request now would cross its response. */
function mayBeAnsweredNow({ settings, speech, queue, bargeIn }: ConversationState): boolean {
  const isIdle = settings.dialect === 'realtime' && queue.phase.type === 'free' && isFloorFree(speech)
  return isIdle && (bargeIn.cut !== undefined || queue.wanted.length > 0)
}

function onOutput(
  state: ConversationState,
  event: AudioReceived | TranscriptDeltaEvent | TranscriptDoneEvent,
  nowMs: number,
): ConversationStep {
  const begun = endUtteranceAtNewItem(state, event.itemId, nowMs)
  return andThen(begun, (current) => {
    const itemId = itemIdOf(current, event.itemId)
    switch (event.type) {
      case 'audio_out': {
        const { audioMs } = event
        const said = onSaid(current, { type: 'audio', itemId, audioMs, nowMs }, nowMs)
        return current.reply.isStopped ? said : andThen(said, (next) => play(next, itemId, audioMs, nowMs))
      }
      case 'output_transcript_delta':
        return andThen(onSaid(current, { type: 'text-delta', itemId, text: event.delta, nowMs }, nowMs), (next) =>
          changeBargeIn(next, { type: 'text', itemId, text: event.delta, isFinal: false }, nowMs),
        )
      case 'output_transcript_done': {
        const { text } = event
        const said = onSaid(current, { type: 'text-done', itemId, text, nowMs }, nowMs)
        const shown = { type: 'transcript', role: 'assistant', text, itemId: event.itemId } as const
        const worded = andThen(said, (next) =>
          changeBargeIn(next, { type: 'text', itemId, text, isFinal: true }, nowMs),
        )
        return andThen(worded, (next) => step(next, { type: 'show', event: shown }))
      }
      default:
        return step(current)
    }
  })
}

/** Audio of what was cut is late: it is not played, and counts as never handed to the player. */
function play(state: ConversationState, itemId: string, audioMs: number, nowMs: number): ConversationStep {
  const { responseId } = state.reply
  const audio = { type: 'audio', itemId, responseId, generation: liveGeneration(state.reconnect), audioMs } as const
  if (isMuted(state.bargeIn, itemId, responseId)) return changeBargeIn(state, audio, nowMs)
  const heard = changeBargeIn(drownQuestions(state, itemId), audio, nowMs)
  return andThen(heard, (current) => step(current, { type: 'play', itemId, audioMs }))
}

/** The model chose silence: its call is answered and nothing is asked for. */
function onSilenceChosen(state: ConversationState, callId: string): ConversationStep {
  const silent = { ...state, reply: stepReply(state.reply, { type: 'silence-chosen' }) }
  return step(silent, ...sendEffects(silent, { method: 'send', event: encodeFunctionOutput(callId, '') }))
}

/** A refused request for a response is no error to anybody: it is made again. Nor is a response that ended by itself. */
function onError(state: ConversationState, event: ErrorEvent, nowMs: number): ConversationStep {
  const { message, code, eventId, fatal } = event
  const refused = code === ACTIVE_RESPONSE_CODE ? applyQueue(state, { type: 'refused', eventId, nowMs }).state : state
  if (refused !== state) return step(unhearRefused(refused))
  if (code === NOTHING_TO_CANCEL_CODE) return step(state)
  return step(state, { type: 'show', event: { type: 'error', message, code, isFatal: fatal } })
}
