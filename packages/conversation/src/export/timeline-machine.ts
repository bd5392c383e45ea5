import type { TranscriptEntry } from './transcript-entry.js'

/** What was said and when, in the order in which it began. */
export interface TimelineState {
  /** Of the first input; times count from it. */
  readonly originMs: number | undefined
  /** Entries without words keep the place of words that are still being written down. */
  readonly entries: readonly TranscriptEntry[]
  /** Since when the user speaks whose item has no id yet. */
  readonly speechStartMs: number | undefined
}

/** All times of the driver's clock. */
export type TimelineInput =
  | { readonly type: 'speech-started'; readonly itemId: string | undefined; readonly nowMs: number }
  | { readonly type: 'speech-stopped'; readonly itemId: string | undefined; readonly nowMs: number }
  /** The assistant says something of an item: words (0 ms) or sound. */
  | { readonly type: 'said'; readonly itemId: string | undefined; readonly audioMs: number; readonly nowMs: number }
  | {
      readonly type: 'words'
      readonly role: TranscriptEntry['role']
      readonly itemId: string | undefined
      readonly text: string
      readonly nowMs: number
    }
  | { readonly type: 'cut'; readonly itemId: string | undefined; readonly text: string; readonly nowMs: number }
  | { readonly type: 'heard'; readonly itemId: string; readonly text: string; readonly playedMs: number }
  /** It was no interruption after all. */
  | { readonly type: 'resumed'; readonly itemId: string }

export const emptyTimeline: TimelineState = { originMs: undefined, entries: [], speechStartMs: undefined }

/** More than a day of talk; the oldest entries are dropped first. */
const MAX_ENTRIES = 5000

export function stepTimeline(state: TimelineState, input: TimelineInput): TimelineState {
  switch (input.type) {
    case 'speech-started': {
      const atMs = at(state, input.nowMs)
      const begun = { ...state, speechStartMs: atMs }
      return input.itemId === undefined ? begun : place(begun, 'user', input.itemId, atMs)
    }
    case 'speech-stopped':
      return onSpeechStopped(state, input.itemId, at(state, input.nowMs))
    case 'said':
      return onSaid(state, input.itemId, input.audioMs, at(state, input.nowMs))
    case 'words':
      return onWords(state, input, at(state, input.nowMs))
    case 'cut':
      return onCut(state, input, at(state, input.nowMs))
    case 'heard':
      return change(state, indexOf(state, 'assistant', input.itemId), (entry) => ({
        ...entry,
        isInterrupted: true,
        heardText: input.text,
        endMs: Math.min(entry.endMs, entry.startMs + Math.round(input.playedMs)),
      }))
    case 'resumed':
      return change(state, indexOf(state, 'assistant', input.itemId), (entry) => ({
        ...entry,
        ...{ isInterrupted: false, heardText: undefined },
      }))
  }
}

function onSpeechStopped(state: TimelineState, itemId: string | undefined, atMs: number): TimelineState {
  const startMs = state.speechStartMs ?? atMs
  const ended = { ...state, speechStartMs: undefined }
  if (itemId === undefined) return { ...state, speechStartMs: startMs }
  const placed = place(ended, 'user', itemId, startMs)
  return change(placed, indexOf(placed, 'user', itemId), (entry) =>
    entry.endMs > entry.startMs ? entry : endAt(entry, atMs),
  )
}

/** Sound comes faster than it is played: its end is its beginning plus its length. */
function onSaid(state: TimelineState, itemId: string | undefined, audioMs: number, atMs: number): TimelineState {
  const placed = place(state, 'assistant', itemId, atMs)
  return change(placed, indexOf(placed, 'assistant', itemId), (entry) =>
    endAt(entry, audioMs > 0 ? Math.max(entry.endMs, entry.startMs) + Math.round(audioMs) : entry.endMs),
  )
}

function onWords(state: TimelineState, input: Extract<TimelineInput, { type: 'words' }>, atMs: number): TimelineState {
  const { role, itemId, text } = input
  const startMs = role === 'user' && state.speechStartMs !== undefined ? state.speechStartMs : atMs
  const placed = place(role === 'user' ? { ...state, speechStartMs: undefined } : state, role, itemId, startMs)
  return change(placed, indexOf(placed, role, itemId), (entry) => ({
    ...entry,
    // Further words of an item are further parts of it; the same words again are none.
    text: entry.text === '' || entry.text === text ? text : `${entry.text} ${text}`,
    endMs: entry.endMs > entry.startMs ? entry.endMs : Math.max(entry.startMs, atMs),
  }))
}

function onCut(state: TimelineState, input: Extract<TimelineInput, { type: 'cut' }>, atMs: number): TimelineState {
  const known = indexOf(state, 'assistant', input.itemId)
  const placed = known >= 0 ? state : place(state, 'assistant', input.itemId, atMs)
  return change(placed, indexOf(placed, 'assistant', input.itemId), (entry) => ({
    ...entry,
    text: entry.text === '' ? input.text : entry.text,
    isInterrupted: true,
  }))
}

function at({ originMs }: TimelineState, nowMs: number): number {
  return Math.max(0, Math.round(nowMs - (originMs ?? nowMs)))
}

/** The entry of an item; a new one where there is none. An item without an id is the last of its speaker that is open. */
function place(
  state: TimelineState,
  role: TranscriptEntry['role'],
  itemId: string | undefined,
  startMs: number,
): TimelineState {
  if (indexOf(state, role, itemId) >= 0) return state
  const entry = { role, text: '', itemId, startMs, endMs: startMs, isInterrupted: false, heardText: undefined }
  return { ...state, entries: [...state.entries, entry].slice(-MAX_ENTRIES) }
}

function indexOf({ entries }: TimelineState, role: TranscriptEntry['role'], itemId: string | undefined): number {
  const isIt = (entry: TranscriptEntry): boolean =>
    entry.role === role && entry.itemId === itemId && (itemId !== undefined || entry.text === '')
  return entries.findLastIndex(isIt)
}

function change(state: TimelineState, index: number, next: (entry: TranscriptEntry) => TranscriptEntry): TimelineState {
  const entry = state.entries[index]
  return entry === undefined ? state : { ...state, entries: state.entries.with(index, next(entry)) }
}

function endAt(entry: TranscriptEntry, endMs: number): TranscriptEntry {
  return { ...entry, endMs: Math.max(entry.startMs, endMs) }
}
