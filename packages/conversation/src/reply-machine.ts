/** What the assistant is saying now: one response, or on quicksilver one utterance. */
export interface ReplyState {
  /** `undefined` = nothing has been said yet. */
  readonly startedAtMs: number | undefined
  readonly lastSaidAtMs: number
  readonly responseId: string | undefined
  /** Words by item, in the order of their beginning. */
  readonly texts: readonly ReplyText[]
  /** The item whose audio came last, and how much of it there is. */
  readonly audioItem: { readonly itemId: string; readonly audioMs: number } | undefined
  /** Audio of all items. */
  readonly audioMs: number
  /** The model chose to say nothing. */
  readonly isSilent: boolean
  /** What still comes of it is not played: the user asked for quiet. */
  readonly isStopped: boolean
}

export interface ReplyText {
  readonly itemId: string
  readonly text: string
  readonly isFinal: boolean
}

export type ReplyInput =
  | { readonly type: 'began'; readonly responseId: string | undefined }
  | { readonly type: 'audio'; readonly itemId: string; readonly audioMs: number; readonly nowMs: number }
  | { readonly type: 'text-delta'; readonly itemId: string; readonly text: string; readonly nowMs: number }
  | { readonly type: 'text-done'; readonly itemId: string; readonly text: string; readonly nowMs: number }
  | { readonly type: 'silence-chosen' }
  | { readonly type: 'stopped' }

export const noReply: ReplyState = {
  startedAtMs: undefined,
  lastSaidAtMs: 0,
  responseId: undefined,
  texts: [],
  audioItem: undefined,
  audioMs: 0,
  isSilent: false,
  isStopped: false,
}

export function stepReply(state: ReplyState, input: ReplyInput): ReplyState {
  switch (input.type) {
    case 'began':
      return { ...noReply, responseId: input.responseId }
    case 'audio': {
      const before = state.audioItem?.itemId === input.itemId ? state.audioItem.audioMs : 0
      const audioItem = { itemId: input.itemId, audioMs: before + input.audioMs }
      return said({ ...state, audioItem, audioMs: state.audioMs + input.audioMs }, input.nowMs)
    }
    case 'text-delta':
      return said({ ...state, texts: withText(state.texts, input.itemId, input.text, false) }, input.nowMs)
    case 'text-done':
      return said({ ...state, texts: withText(state.texts, input.itemId, input.text, true) }, input.nowMs)
    case 'silence-chosen':
      return { ...state, isSilent: true }
    case 'stopped':
      return { ...state, isStopped: true }
  }
}

export function hasSaidSomething(state: ReplyState): boolean {
  return state.startedAtMs !== undefined
}

export function replyText(state: ReplyState): string {
  return state.texts
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join(' ')
}

/** All its words have come. */
export function isWordedToTheEnd(state: ReplyState): boolean {
  return state.texts.length > 0 && state.texts.every(({ isFinal }) => isFinal)
}

function said(state: ReplyState, nowMs: number): ReplyState {
  return { ...state, startedAtMs: state.startedAtMs ?? nowMs, lastSaidAtMs: nowMs }
}

/** A delta appends to its item; the final text replaces what its item had so far, and later parts of it append. */
function withText(texts: readonly ReplyText[], itemId: string, text: string, isFinal: boolean): readonly ReplyText[] {
  const open = texts.findLast((entry) => entry.itemId === itemId && !entry.isFinal)
  if (open === undefined) return [...texts, { itemId, text, isFinal }]
  const changed: ReplyText = { itemId, text: isFinal ? text : open.text + text, isFinal }
  return texts.map((entry) => (entry === open ? changed : entry))
}
