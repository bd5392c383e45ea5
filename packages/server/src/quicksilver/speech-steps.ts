import { backgroundAgentTool, DELEGATION_TOOL, isRecord, remainSilentTool } from '@parley/wire'
import { defaultVoice } from '@parley/wire/quicksilver'
import { requestFromArguments } from '@parley/wire/realtime'
import type { ContextItem, ResponderContext } from '../responder/responder.js'
import { toSpokenText } from '../responder/spoken-text.js'
import { send, takeId } from '../session/draft.js'
import type { Draft } from '../session/draft.js'
import type { RunSource, VoiceSettings } from '../session/session-effect.js'
import type { SessionInput } from '../session/session-input.js'
import { pcm24k, toolOffersOf } from '../session/session-settings.js'
import type { QuicksilverState, Wish } from './quicksilver-state.js'

type QuicksilverDraft = Draft<QuicksilverState>

/** What a responder gets to see of a long conversation. */
const MAX_ITEMS = 200
const SAMPLES_PER_MS = 24

export function addItem(draft: QuicksilverDraft, item: ContextItem): void {
  draft.state = { ...draft.state, items: [...draft.state.items, item].slice(-MAX_ITEMS) }
}

export function wish(draft: QuicksilverDraft, wanted: Wish): void {
  // One answer considers everything that is new, so a second wish for one adds nothing.
  const isRepeated = wanted.kind === 'answer' && draft.state.wishes.some(({ kind }) => kind === 'answer')
  if (!isRepeated) draft.state = { ...draft.state, wishes: [...draft.state.wishes, wanted] }
  speakNext(draft)
}

/** Says what waits, once the user is silent and understood and nothing else is being said. */
export function speakNext(draft: QuicksilverDraft): void {
  const { utterance, turn, recognitions, wishes } = draft.state
  const [next, ...later] = wishes
  if (next === undefined || utterance !== null || turn.phase === 'speaking' || recognitions.length > 0) return
  const source: RunSource =
    next.kind === 'words' ? next : { kind: 'responder', context: toContext(draft.state, next.reason) }
  const responseId = takeId(draft, 'resp')
  const itemId = takeId(draft, 'item')
  draft.state = {
    ...draft.state,
    wishes: later,
    news: next.kind === 'answer' ? [] : draft.state.news,
    utterance: { responseId, itemId, text: '' },
  }
  draft.effects.push({ type: 'run-response', responseId, source, voice: voiceOf(draft.state) })
}

function toContext(state: QuicksilverState, reason: 'turn' | 'typed'): ResponderContext {
  const { instructions } = state.session
  return {
    reason,
    instructions: typeof instructions === 'string' ? instructions : '',
    hasOwnInstructions: false,
    items: state.items,
    news: state.news,
    tools: toolOffersOf([backgroundAgentTool, remainSilentTool]),
    toolChoice: { kind: 'auto' },
    modality: 'audio',
  }
}

function voiceOf({ session }: QuicksilverState): VoiceSettings {
  const audio = session['audio']
  const output = isRecord(audio) ? audio['output'] : undefined
  const voice = isRecord(output) ? output['voice'] : undefined
  return { voice: typeof voice === 'string' ? voice : defaultVoice, speed: 1, format: pcm24k }
}

type RunInput = Extract<SessionInput, { readonly responseId: string }>

/** What the run of the present utterance reports. */
export function onRunInput(draft: QuicksilverDraft, input: RunInput): void {
  const { utterance } = draft.state
  if (utterance?.responseId !== input.responseId) return
  const { itemId } = utterance
  switch (input.type) {
    case 'speaking':
      draft.state = { ...draft.state, utterance: { ...utterance, text: utterance.text + input.text } }
      return send(draft, { type: 'conversation.output_transcript.delta', delta: input.text, item_id: itemId })
    case 'spoken':
      return send(draft, {
        type: 'conversation.output_audio.delta',
        delta: input.audio,
        sample_rate: 24_000,
        channels: 1,
        samples_per_channel: Math.round(input.audioMs * SAMPLES_PER_MS),
        item_id: itemId,
      })
    case 'called':
      return input.name === DELEGATION_TOOL ? handOver(draft, input.arguments) : undefined
    case 'run-ended':
      endUtterance(draft)
      return speakNext(draft)
    case 'written':
      return
  }
}

function handOver(draft: QuicksilverDraft, argumentText: string): void {
  const handoffId = takeId(draft, 'handoff')
  const itemId = takeId(draft, 'item')
  addItem(draft, { id: itemId, role: 'call', callId: handoffId, name: DELEGATION_TOOL, arguments: argumentText })
  send(draft, {
    type: 'conversation.handoff.requested',
    handoff_id: handoffId,
    item_id: itemId,
    input_transcript: requestFromArguments(argumentText),
  })
}

function endUtterance(draft: QuicksilverDraft): void {
  const { utterance } = draft.state
  draft.state = { ...draft.state, utterance: null }
  if (utterance === null || utterance.text === '') return
  const { itemId, text } = utterance
  addItem(draft, { id: itemId, role: 'assistant', text })
  send(draft, { type: 'response.output_audio_transcript.done', transcript: text, item_id: itemId })
}

/** The user speaks over it: what is being said ends here; what waits is said after the turn. */
export function interruptSpeech(draft: QuicksilverDraft): void {
  const { utterance } = draft.state
  if (utterance === null) return
  draft.effects.push({ type: 'stop-response', responseId: utterance.responseId })
  endUtterance(draft)
}

/** The background agent's words, cleaned for the voice. Progress is said only into silence; the end always. */
export function sayForAgent(draft: QuicksilverDraft, text: string, isAlwaysSpoken: boolean): void {
  const { utterance, wishes, turn } = draft.state
  const isSilent = utterance === null && wishes.length === 0 && turn.phase !== 'speaking'
  const words = toSpokenText(text)
  if (words !== '' && (isAlwaysSpoken || isSilent)) wish(draft, { kind: 'words', text: words })
}
