import type { ResponseOptions } from '@parley/wire/realtime'
import type { ResponseReason } from '../responder/responder.js'
import { buildContext, inputTokensFor, isUserNews } from './responder-context.js'
import { previousIdOf, stepConversation } from './conversation-machine.js'
import { refuse, send, takeId } from './draft.js'
import type { Draft } from './draft.js'
import { createResponseState, isOver, stepResponse } from './response-machine.js'
import type { ResponseInput, ResponseState } from './response-machine.js'
import type { ResponseEffect } from './response-events.js'
import { modalityOf, turnDetectionOf, voiceSettingsOf } from './session-settings.js'
import type { LiveResponse, SessionState } from './session-state.js'
import { sumTokens } from './token-count.js'

type SessionDraft = Draft<SessionState>

const noWish = { automatic: null, requested: null } as const
/** Nothing is rationed here; the figure only has to be out of reach. */
const TOKEN_LIMIT = 1_000_000_000

const activeOf = (state: SessionState): LiveResponse | undefined =>
  state.responses.find(({ response }) => response.inConversation)

/** `response.create`. */
export function requestResponse(
  draft: SessionDraft,
  options: ResponseOptions | null | undefined,
  eventId: string | null | undefined,
): void {
  const wish = options ?? {}
  if (draft.state.session.type === 'transcription') {
    const problem = 'Responses cannot be created in a transcription session.'
    refuse(draft, { code: 'invalid_event', problem, param: 'type', eventId })
    return
  }
  if (wish.conversation === 'none') return startResponse(draft, 'requested', wish)
  const active = activeOf(draft.state)
  if (active === undefined) return startResponse(draft, 'requested', wish)
  // Codex waits for the answer to each of its requests and ends the session on an error: its wish is kept instead.
  if (draft.state.isCodex) {
    draft.state = { ...draft.state, wanted: { ...draft.state.wanted, requested: wish } }
    return
  }
  const problem = `Conversation already has an active response in progress: ${active.response.id}. Wait until the response is finished before creating a new one.`
  refuse(draft, { code: 'conversation_already_has_active_response', problem, eventId })
}

/** Starts the answer that is wanted, once the user is silent, all words are known and no other answer is active. */
export function answerIfWanted(draft: SessionDraft): void {
  const { wanted, turn, recognitions, news, conversation } = draft.state
  if (activeOf(draft.state) !== undefined) return
  if (wanted.requested !== null) return startResponse(draft, 'requested', wanted.requested)
  if (wanted.automatic === null || turn.phase === 'speaking') return
  if (recognitions.some(({ committed }) => committed?.automatic === true)) return
  const hasNews = wanted.automatic === 'idle' || news.some((itemId) => isUserNews(conversation, itemId))
  if (hasNews) return startResponse(draft, wanted.automatic, {})
  draft.state = { ...draft.state, wanted: noWish }
}

function startResponse(draft: SessionDraft, reason: ResponseReason, options: ResponseOptions): void {
  const { session, news } = draft.state
  const inConversation = options.conversation !== 'none'
  const taken = inConversation ? takeNews(draft.state, reason) : news
  const response = createResponseState({
    id: takeId(draft, 'resp'),
    inConversation,
    conversationId: `conv_${draft.state.tag}`,
    modality: modalityOf(options.output_modalities ?? session.output_modalities),
    voice: voiceSettingsOf(session, options.audio?.output?.voice),
    maxOutputTokens: options.max_output_tokens ?? session.max_output_tokens ?? 'inf',
    metadata: options.metadata ?? null,
  })
  const isAsked = reason === 'requested'
  draft.state = {
    ...draft.state,
    responses: [...draft.state.responses, { response, reason, options, newsIds: taken }],
    ...(inConversation ? { news: news.filter((itemId) => !taken.includes(itemId)) } : {}),
    // A request answers everything; an automatic answer leaves what only a request may bring up.
    wanted: isAsked && inConversation ? noWish : { ...draft.state.wanted, automatic: null },
  }
  draft.effects.push({ type: 'clear-timer', name: 'idle' })
  advance(draft, response.id, { type: 'create' })
  startQueuedResponse(draft)
}

function takeNews(state: SessionState, reason: ResponseReason): readonly string[] {
  if (reason === 'requested') return state.news
  return state.news.filter((itemId) => isUserNews(state.conversation, itemId))
}

/** Runs created responses as soon as the words that the client committed by hand are known. */
export function startQueuedResponse(draft: SessionDraft): void {
  if (draft.state.recognitions.some(({ committed }) => committed?.automatic === false)) return
  for (const live of draft.state.responses) {
    if (live.response.phase === 'queued') runResponse(draft, live)
  }
}

function runResponse(draft: SessionDraft, live: LiveResponse): void {
  const isOwn = live.response.inConversation
  // Words that became known while the response was queued belong to what it answers.
  const newsIds = isOwn ? [...live.newsIds, ...takeNews(draft.state, live.reason)] : live.newsIds
  const begun = { ...live, newsIds }
  draft.state = {
    ...draft.state,
    news: isOwn ? draft.state.news.filter((itemId) => !newsIds.includes(itemId)) : draft.state.news,
    responses: draft.state.responses.map((other) => (other === live ? begun : other)),
  }
  const context = buildContext(draft.state, begun)
  const { id, modality, voice } = live.response
  advance(draft, id, { type: 'start', input: inputTokensFor(draft.state, begun) })
  draft.effects.push({
    type: 'run-response',
    responseId: id,
    source: { kind: 'responder', context },
    voice: modality === 'text' ? null : voice,
  })
}

/** Moves one response on and carries out what follows for the conversation. */
export function advance(draft: SessionDraft, responseId: string, input: ResponseInput): void {
  const live = draft.state.responses.find(({ response }) => response.id === responseId)
  if (live === undefined) return
  const step = stepResponse(live.response, input)
  const moved = { ...live, response: step.state }
  draft.state = {
    ...draft.state,
    hasSpoken: draft.state.hasSpoken || step.state.audioMs > 0,
    responses: isOver(step.state)
      ? draft.state.responses.filter((other) => other !== live)
      : draft.state.responses.map((other) => (other === live ? moved : other)),
  }
  for (const effect of step.effects) apply(draft, effect, step.state)
  if (isOver(step.state)) onResponseOver(draft, moved, input)
}

function apply(draft: SessionDraft, effect: ResponseEffect, response: ResponseState): void {
  if (effect.type === 'event') return send(draft, effect.event)
  if (!response.inConversation) return
  const { item } = effect
  if (effect.type === 'item-added') {
    const entry = { item, words: '', audioMs: 0 }
    const step = stepConversation(draft.state.conversation, { type: 'add', entry })
    if (!step.ok) return
    draft.state = { ...draft.state, conversation: step.state }
    send(draft, { type: 'conversation.item.added', previous_item_id: step.previousItemId, item })
    return
  }
  const entry = { item, words: '', audioMs: effect.audioMs }
  const step = stepConversation(draft.state.conversation, { type: 'replace', entry })
  if (step.ok) draft.state = { ...draft.state, conversation: step.state }
  const previousItemId = previousIdOf(draft.state.conversation, item.id)
  send(draft, { type: 'conversation.item.done', previous_item_id: previousItemId, item })
}

function onResponseOver(draft: SessionDraft, live: LiveResponse, last: ResponseInput): void {
  const { response } = live
  if (last.type !== 'finish') draft.effects.push({ type: 'stop-response', responseId: response.id })
  const remaining = TOKEN_LIMIT - sumTokens(response.input) - sumTokens(response.spent)
  send(draft, {
    type: 'rate_limits.updated',
    rate_limits: [{ name: 'tokens', limit: TOKEN_LIMIT, remaining, reset_seconds: 0 }],
  })
  if (!response.inConversation) return
  if (last.type === 'cancel' && last.reason === 'turn_detected' && response.output.length === 0) takeBack(draft, live)
  const idleTimeoutMs = turnDetectionOf(draft.state.session)?.idle_timeout_ms
  if (typeof idleTimeoutMs === 'number' && response.phase === 'completed') {
    draft.effects.push({ type: 'set-timer', name: 'idle', delayMs: idleTimeoutMs + response.audioMs })
  }
  answerIfWanted(draft)
}

/** The user went on speaking before any answer: what was to be answered waits for the end of the new turn. */
function takeBack(draft: SessionDraft, live: LiveResponse): void {
  const automatic = live.reason === 'requested' ? draft.state.wanted.automatic : live.reason
  draft.state = {
    ...draft.state,
    news: [...live.newsIds, ...draft.state.news],
    wanted: { ...draft.state.wanted, automatic },
  }
}

/** The user speaks over the answer. */
export function interruptResponse(draft: SessionDraft): void {
  const active = activeOf(draft.state)
  if (active !== undefined) advance(draft, active.response.id, { type: 'cancel', reason: 'turn_detected' })
}

/** `response.cancel`, of one response or of the conversation's active one. */
export function cancelResponse(
  draft: SessionDraft,
  responseId: string | null | undefined,
  eventId: string | null | undefined,
): void {
  const live =
    responseId == null
      ? activeOf(draft.state)
      : draft.state.responses.find(({ response }) => response.id === responseId)
  if (live === undefined) {
    const problem = 'Cancellation failed: no active response found'
    refuse(draft, { code: 'response_cancel_not_active', problem, eventId })
    return
  }
  advance(draft, live.response.id, { type: 'cancel', reason: 'client_cancelled' })
}

/** An answer is wanted without a request; it waits its turn. */
export function wantAnswer(draft: SessionDraft, reason: ResponseReason): void {
  draft.state = { ...draft.state, wanted: { ...draft.state.wanted, automatic: reason } }
  answerIfWanted(draft)
}
