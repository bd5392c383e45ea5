/**
 * What the user hears, and what an interruption does to it: silent · playing(items, played ms) · cut. The position is the
 * player's word alone: neither what was received nor the clock says what was heard.
 * Source: wire-protocol notes on `conversation.item.truncate`; decision 11.
 */
export interface BargeInState {
  /** The player has told a position, or is known to tell them. */
  readonly isReporting: boolean
  /** What is playing or waits behind it, in order. Items without audio are words that no ear can miss. */
  readonly items: readonly PlayedItem[]
  /** An interruption that is not judged yet. */
  readonly cut: Cut | undefined
  /** Audio of these that still comes is not played; the newest ones. */
  readonly cutItemIds: readonly string[]
  readonly cutResponseId: string | undefined
}

export interface PlayedItem {
  readonly itemId: string
  readonly responseId: string | undefined
  /** The connection it came over: no other server knows it. */
  readonly generation: number | undefined
  readonly text: string
  readonly receivedMs: number
  readonly playedMs: number
  /** No more audio will come. */
  readonly isWhole: boolean
}

export interface Cut {
  /** Not heard to their ends. */
  readonly items: readonly PlayedItem[]
  readonly startedAtMs: number
  /** How long the user spoke; `undefined` = still does. */
  readonly spokenMs: number | undefined
  /** Then it is judged without the user's words; also where the end of their speech never comes. */
  readonly untilMs: number
  /** Audio came after the cut and was not handed to the player. */
  readonly hasLostAudio: boolean
}

export interface BargeInLimits {
  readonly shortSpeechMs: number
  readonly longestSpeechMs: number
  readonly lateWordsMs: number
}

export type BargeInInput =
  | {
      readonly type: 'audio'
      readonly itemId: string
      readonly responseId: string | undefined
      readonly generation: number | undefined
      readonly audioMs: number
    }
  | { readonly type: 'text'; readonly itemId: string; readonly text: string; readonly isFinal: boolean }
  /** A response (or an utterance) has ended; `isComplete`: it was not cancelled. */
  | { readonly type: 'ended'; readonly responseId: string | undefined; readonly isComplete: boolean }
  | { readonly type: 'played'; readonly itemId: string; readonly playedMs: number }
  | { readonly type: 'speech-started'; readonly responseId: string | undefined; readonly nowMs: number }
  | { readonly type: 'speech-ended'; readonly nowMs: number }
  /** What the user has said; `isBackchannel`: nothing, or a sound of listening. */
  | { readonly type: 'words'; readonly isBackchannel: boolean }
  /** Quiet was asked for: nothing is resumed. */
  | { readonly type: 'stopped'; readonly responseId: string | undefined }
  | { readonly type: 'tick'; readonly nowMs: number }

export type BargeInOutput =
  | { readonly type: 'stop-playback' }
  /** Where hearing stopped; the position is known and lies within what was received. */
  | { readonly type: 'cut'; readonly item: PlayedItem }
  /** It was an interruption. */
  | { readonly type: 'interrupted'; readonly items: readonly PlayedItem[] }
  /** It was none. */
  | { readonly type: 'false-interruption'; readonly items: readonly PlayedItem[] }

export interface BargeInStep {
  readonly state: BargeInState
  readonly outputs: readonly BargeInOutput[]
}

/** Players round their positions. */
const PLAYED_TOLERANCE_MS = 60
const MAX_ITEMS = 64

export function createBargeIn(isReporting: boolean): BargeInState {
  return { isReporting, items: [], cut: undefined, cutItemIds: [], cutResponseId: undefined }
}

export function bargeInPhase(state: BargeInState): 'silent' | 'playing' | 'cut' {
  if (state.cut !== undefined) return 'cut'
  return state.items.some(hasAudio) ? 'playing' : 'silent'
}

/** When an interruption is judged although nobody has said what it was. */
export const bargeInDeadline = (state: BargeInState): number | undefined => state.cut?.untilMs

/** Late audio of what was cut is not played. */
export function isMuted(state: BargeInState, itemId: string, responseId: string | undefined): boolean {
  return state.cutItemIds.includes(itemId) || (responseId !== undefined && responseId === state.cutResponseId)
}

export function stepBargeIn(state: BargeInState, input: BargeInInput, limits: BargeInLimits): BargeInStep {
  switch (input.type) {
    case 'audio':
      return onAudio(state, input)
    case 'text':
      return only(onText(state, input.itemId, input.text, input.isFinal))
    case 'ended':
      return only(onEnded(state, input.responseId, input.isComplete))
    case 'played':
      return only(onPlayed(state, input.itemId, input.playedMs))
    case 'speech-started':
      return cut(state, input.responseId, {
        ...{ startedAtMs: input.nowMs, spokenMs: undefined, hasLostAudio: false },
        untilMs: input.nowMs + limits.longestSpeechMs,
      })
    case 'stopped':
      return cut({ ...state, cut: undefined }, input.responseId, undefined)
    case 'speech-ended':
      return only(onSpeechEnded(state, input.nowMs, limits))
    case 'words':
      return judge(state, input.isBackchannel)
    case 'tick':
      return onTick(state, input.nowMs, limits)
  }
}

const only = (state: BargeInState): BargeInStep => ({ state, outputs: [] })
const hasAudio = ({ receivedMs }: PlayedItem): boolean => receivedMs > 0
const isHeard = ({ isWhole, playedMs, receivedMs }: PlayedItem): boolean =>
  isWhole && playedMs >= receivedMs - PLAYED_TOLERANCE_MS

/** New speech while an interruption is not judged: the assistant has answered it, so it was one. */
function onAudio(state: BargeInState, input: Extract<BargeInInput, { type: 'audio' }>): BargeInStep {
  const { itemId, responseId, generation, audioMs } = input
  if (isMuted(state, itemId, responseId)) return only(withLostAudio(state))
  const judged = judge(state, false)
  const before = judged.state.items.find((item) => item.itemId === itemId) ?? newItem(itemId)
  const receivedMs = before.receivedMs + audioMs
  const item = { ...before, responseId, generation, receivedMs, isWhole: false }
  return { state: { ...judged.state, items: withItem(judged.state.items, item) }, outputs: judged.outputs }
}

/** What was not handed to the player can never be resumed. */
function withLostAudio(state: BargeInState): BargeInState {
  if (state.cut === undefined) return state
  return { ...state, cut: { ...state.cut, hasLostAudio: true } }
}

function onText(state: BargeInState, itemId: string, text: string, isFinal: boolean): BargeInState {
  if (state.cutItemIds.includes(itemId)) return state
  const before = state.items.find((item) => item.itemId === itemId) ?? newItem(itemId)
  return { ...state, items: withItem(state.items, { ...before, text: isFinal ? text : before.text + text }) }
}

function onEnded(state: BargeInState, responseId: string | undefined, isComplete: boolean): BargeInState {
  const isOf = (item: PlayedItem): boolean =>
    item.responseId === undefined || responseId === undefined || item.responseId === responseId
  const items = state.items
    .filter((item) => hasAudio(item) || !isOf(item))
    .map((item) => (isOf(item) ? { ...item, isWhole: true } : item))
    .filter((item) => !isHeard(item))
  return { ...state, items, cut: isComplete && state.cut !== undefined ? completeCut(state.cut) : state.cut }
}

/** All of it had come before the cut, although its end came after. */
function completeCut(cut: Cut): Cut {
  return cut.hasLostAudio ? cut : { ...cut, items: cut.items.map((item) => ({ ...item, isWhole: true })) }
}

/** A player plays in order: what is whole and comes before has been played, although its last report is under way. */
function onPlayed(state: BargeInState, itemId: string, playedMs: number): BargeInState {
  const at = playedMs > 0 ? state.items.findIndex((item) => item.itemId === itemId) : -1
  const items = state.items
    .map((item) => (item.itemId === itemId ? { ...item, playedMs: within(playedMs, item.receivedMs) } : item))
    .filter((item, index) => !isHeard(item) && !(index < at && item.isWhole && hasAudio(item)))
  return { ...state, isReporting: true, items }
}

/** Never more than was received, whatever the player says. */
function within(playedMs: number, receivedMs: number): number {
  return Number.isFinite(playedMs) ? Math.min(Math.max(0, playedMs), receivedMs) : 0
}

/** Without positions nobody knows what was heard: the sound stops and nothing is claimed. */
function cut(state: BargeInState, responseId: string | undefined, next: Omit<Cut, 'items'> | undefined): BargeInStep {
  const items = state.items.filter(hasAudio)
  // A response that has not been heard yet is interrupted all the same: the server cancels it.
  if (items.length === 0) return only({ ...state, cutResponseId: responseId ?? state.cutResponseId })
  const cutItemIds = [...state.cutItemIds, ...items.map(({ itemId }) => itemId)].slice(-MAX_ITEMS)
  const silenced = { ...state, items: [], cutItemIds, cutResponseId: responseId ?? state.cutResponseId }
  const known = state.isReporting ? items.map((item) => ({ type: 'cut', item }) as const) : []
  const isJudged = next !== undefined && state.isReporting
  return {
    state: { ...silenced, cut: isJudged ? { ...next, items } : undefined },
    outputs: [{ type: 'stop-playback' }, ...known],
  }
}

function onSpeechEnded(state: BargeInState, nowMs: number, limits: BargeInLimits): BargeInState {
  if (state.cut === undefined || state.cut.spokenMs !== undefined) return state
  const spokenMs = nowMs - state.cut.startedAtMs
  return { ...state, cut: { ...state.cut, spokenMs, untilMs: nowMs + limits.lateWordsMs } }
}

function onTick(state: BargeInState, nowMs: number, limits: BargeInLimits): BargeInStep {
  const { untilMs, spokenMs = Infinity } = state.cut ?? {}
  return untilMs !== undefined && nowMs >= untilMs ? judge(state, spokenMs < limits.shortSpeechMs) : only(state)
}

function judge(state: BargeInState, isFalse: boolean): BargeInStep {
  if (state.cut === undefined) return only(state)
  const { items } = state.cut
  const judged: BargeInState = { ...state, cut: undefined }
  if (!isFalse) return { state: judged, outputs: [{ type: 'interrupted', items }] }
  return { state: judged, outputs: [{ type: 'false-interruption', items }] }
}

/** The player goes on where it was stopped. */
export function resumeItems(state: BargeInState, items: readonly PlayedItem[]): BargeInState {
  const itemIds = items.map(({ itemId }) => itemId)
  const cutItemIds = state.cutItemIds.filter((itemId) => !itemIds.includes(itemId))
  const resumed = [...items, ...state.items].slice(-MAX_ITEMS)
  return { ...state, items: resumed, cutItemIds, cutResponseId: undefined }
}

function newItem(itemId: string): PlayedItem {
  return {
    ...{ itemId, responseId: undefined, generation: undefined, text: '' },
    ...{ receivedMs: 0, playedMs: 0, isWhole: false },
  }
}

function withItem(items: readonly PlayedItem[], item: PlayedItem): readonly PlayedItem[] {
  const isKnown = items.some(({ itemId }) => itemId === item.itemId)
  if (isKnown) return items.map((other) => (other.itemId === item.itemId ? item : other))
  return [...items, item].slice(-MAX_ITEMS)
}
