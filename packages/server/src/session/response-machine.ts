import type { OutputModality } from '@parley/wire'
import type { Response, ServerEvent } from '@parley/wire/realtime'
import type { StoredItem } from './conversation-machine.js'
import { addTokens, noTokens, outputAudioTokens, sumTokens, textTokens, usageFrom } from './token-count.js'
import type { TokenCount } from './token-count.js'
import type { VoiceSettings } from './session-effect.js'
import { callEvents, closeMessageEvents, messageItem, openMessageEvents, pointer } from './response-events.js'
import type { OpenMessage, ResponseEffect } from './response-events.js'

export type ResponsePhase = 'queued' | 'in_progress' | 'completed' | 'cancelled' | 'incomplete' | 'failed'

export interface ResponseState {
  readonly id: string
  readonly phase: ResponsePhase
  /** False for an answer out of band: its items are not put into the conversation. */
  readonly inConversation: boolean
  readonly conversationId: string
  readonly modality: OutputModality
  readonly voice: VoiceSettings
  readonly maxOutputTokens: number | 'inf'
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly output: readonly StoredItem[]
  readonly message: OpenMessage | null
  readonly input: TokenCount
  /** Of finished items; the open message is counted when asked for. */
  readonly spent: TokenCount
  /** Length of all sound so far. */
  readonly audioMs: number
}

export type ResponseInput =
  | { readonly type: 'create' }
  | { readonly type: 'start'; readonly input: TokenCount }
  /** Text of a written answer. */
  | { readonly type: 'text'; readonly delta: string; readonly newId: string }
  /** Words whose sound follows. */
  | { readonly type: 'words'; readonly delta: string; readonly newId: string }
  | { readonly type: 'sound'; readonly audio: string; readonly audioMs: number }
  | {
      readonly type: 'call'
      readonly name: string
      readonly arguments: string
      readonly newId: string
      readonly callId: string
    }
  | { readonly type: 'finish' }
  | { readonly type: 'cancel'; readonly reason: 'turn_detected' | 'client_cancelled' }
  | { readonly type: 'fail'; readonly code: string; readonly problem: string }

export interface ResponseStep {
  readonly state: ResponseState
  readonly effects: readonly ResponseEffect[]
}

export const isOver = (state: ResponseState): boolean => state.phase !== 'queued' && state.phase !== 'in_progress'

/** One answer from its creation to its end. Whatever comes after the end changes nothing. */
export function stepResponse(state: ResponseState, input: ResponseInput): ResponseStep {
  if (isOver(state)) return { state, effects: [] }
  switch (input.type) {
    case 'create':
      return { state, effects: [event({ type: 'response.created', response: toWireResponse(state, null) })] }
    case 'start':
      return { state: { ...state, phase: 'in_progress', input: input.input }, effects: [] }
    case 'text':
      return limited(withDelta(state, input.delta, input.newId, 'text'))
    case 'words':
      return limited(withDelta(state, input.delta, input.newId, 'audio'))
    case 'sound':
      return limited(withSound(state, input.audio, input.audioMs))
    case 'call':
      return limited(withCall(state, input))
    case 'finish':
      return end(state, 'completed', null)
    case 'cancel':
      return end(state, 'cancelled', { type: 'cancelled', reason: input.reason })
    case 'fail': {
      const error = { type: 'server_error', code: input.code, message: input.problem }
      return end(state, 'failed', { type: 'failed', error })
    }
  }
}

function withDelta(state: ResponseState, delta: string, newId: string, kind: OpenMessage['kind']): ResponseStep {
  const opened =
    state.message === null ? openMessage(state, newId, kind) : { state, effects: [], message: state.message }
  const message = { ...opened.message, text: opened.message.text + delta }
  const type = message.kind === 'text' ? 'response.output_text.delta' : 'response.output_audio_transcript.delta'
  return {
    state: { ...opened.state, message },
    effects: [...opened.effects, event({ type, ...pointer(state.id, message), delta })],
  }
}

function openMessage(state: ResponseState, id: string, kind: OpenMessage['kind']) {
  const message: OpenMessage = { id, kind, outputIndex: state.output.length, text: '', audioMs: 0 }
  return { state: { ...state, message }, effects: openMessageEvents(state.id, message), message }
}

function withSound(state: ResponseState, audio: string, audioMs: number): ResponseStep {
  if (state.message === null) return { state, effects: [] }
  const message = { ...state.message, audioMs: state.message.audioMs + audioMs }
  return {
    state: { ...state, message, audioMs: state.audioMs + audioMs },
    effects: [event({ type: 'response.output_audio.delta', ...pointer(state.id, message), delta: audio })],
  }
}

function withCall(state: ResponseState, call: Extract<ResponseInput, { readonly type: 'call' }>): ResponseStep {
  const closed = closeMessage(state, 'completed')
  const item = {
    id: call.newId,
    object: 'realtime.item',
    type: 'function_call',
    status: 'completed',
    name: call.name,
    call_id: call.callId,
    arguments: call.arguments,
  } as const
  const spent = addTokens(closed.state.spent, { text: textTokens(call.name + call.arguments), audio: 0 })
  return {
    state: { ...closed.state, output: [...closed.state.output, item], spent },
    effects: [...closed.effects, ...callEvents(state.id, closed.state.output.length, item)],
  }
}

function closeMessage(state: ResponseState, status: 'completed' | 'incomplete'): ResponseStep {
  const { message } = state
  if (message === null) return { state, effects: [] }
  return {
    state: {
      ...state,
      message: null,
      output: [...state.output, messageItem(message, status)],
      spent: addTokens(state.spent, tokensOf(message)),
    },
    effects: closeMessageEvents(state.id, message, status),
  }
}

const tokensOf = (message: OpenMessage): TokenCount => ({
  text: textTokens(message.text),
  audio: outputAudioTokens(message.audioMs),
})

/** Ends the answer when it has used up its tokens. */
function limited(step: ResponseStep): ResponseStep {
  const { state } = step
  if (state.maxOutputTokens === 'inf') return step
  const spent = sumTokens(state.message === null ? state.spent : addTokens(state.spent, tokensOf(state.message)))
  if (spent <= state.maxOutputTokens) return step
  const ended = end(state, 'incomplete', { type: 'incomplete', reason: 'max_output_tokens' })
  return { state: ended.state, effects: [...step.effects, ...ended.effects] }
}

function end(state: ResponseState, phase: ResponsePhase, details: Response['status_details']): ResponseStep {
  const closed = closeMessage(state, phase === 'completed' ? 'completed' : 'incomplete')
  const ended = { ...closed.state, phase }
  const done = event({ type: 'response.done', response: toWireResponse(ended, details) })
  return { state: ended, effects: [...closed.effects, done] }
}

function toWireResponse(state: ResponseState, details: Response['status_details']): Response {
  return {
    object: 'realtime.response',
    id: state.id,
    status: state.phase === 'queued' ? 'in_progress' : state.phase,
    status_details: details,
    output: [...state.output],
    conversation_id: state.inConversation ? state.conversationId : null,
    output_modalities: [state.modality],
    max_output_tokens: state.maxOutputTokens,
    audio: { output: { format: state.voice.format, voice: state.voice.voice } },
    usage: isOver(state) ? usageFrom(state.input, state.spent) : null,
    metadata: state.metadata,
  }
}

export function createResponseState(
  settings: Omit<ResponseState, 'phase' | 'output' | 'message' | 'input' | 'spent' | 'audioMs'>,
): ResponseState {
  return { ...settings, phase: 'queued', output: [], message: null, input: noTokens, spent: noTokens, audioMs: 0 }
}

function event(body: ServerEvent): ResponseEffect {
  return { type: 'event', event: body }
}
