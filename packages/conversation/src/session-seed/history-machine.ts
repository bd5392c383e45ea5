/** What was said in this conversation, over all its connections, in the order of the items. */
export interface HistoryState {
  /** The newest ones; an entry without words keeps the place of words that are still being written down. */
  readonly entries: readonly HistoryEntry[]
  /** Older entries that were let go. */
  readonly droppedCount: number
  /** Tool calls that were answered, the newest ones. */
  readonly calls: readonly AnsweredCall[]
}

export interface AnsweredCall {
  readonly callId: string
  readonly name: string
  /** JSON. */
  readonly arguments: string
  readonly output: string
  /** So many entries, let go or not, came before it. */
  readonly afterEntries: number
}

export interface HistoryEntry {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** No further words of this item are expected. */
  readonly isFinal: boolean
  /** It was not said to its end. */
  readonly isInterrupted: boolean
  /** An agent was told of it in an envelope. */
  readonly isReported: boolean
}

export type HistoryInput =
  /** The user has said something that is not written down yet. */
  | { readonly type: 'place'; readonly itemId: string }
  | {
      readonly type: 'words'
      readonly role: HistoryEntry['role']
      readonly text: string
      readonly itemId: string | undefined
    }
  /** `text`: what there is of it, where its final words never came. */
  | { readonly type: 'interrupted'; readonly itemId: string | undefined; readonly text: string }
  | { readonly type: 'answered'; readonly call: Omit<AnsweredCall, 'afterEntries'> }
  /** A handoff takes everything said so far with it. */
  | { readonly type: 'reported' }
  /** The connection is gone: words that have not come will not come. */
  | { readonly type: 'cut-off' }

export const noHistory: HistoryState = { entries: [], droppedCount: 0, calls: [] }

/** A conversation of a whole day stays below it. Overflow: the oldest entries are dropped and counted. */
const MAX_ENTRIES = 5000
const MAX_CALLS = 64

export function stepHistory(state: HistoryState, input: HistoryInput): HistoryState {
  switch (input.type) {
    case 'place':
      return indexOf(state, input.itemId) >= 0
        ? state
        : append(state, { ...unsaid, role: 'user', itemId: input.itemId })
    case 'words': {
      const { role, text, itemId } = input
      return put(state, { ...unsaid, role, text, itemId, isFinal: true })
    }
    case 'interrupted':
      return interrupt(state, input.itemId, input.text)
    case 'answered': {
      const call = { ...input.call, afterEntries: state.droppedCount + state.entries.length }
      return { ...state, calls: [...state.calls, call].slice(-MAX_CALLS) }
    }
    case 'reported':
      return {
        ...state,
        entries: state.entries.map((entry) => (hasWords(entry) ? { ...entry, isReported: true } : entry)),
      }
    case 'cut-off':
      return { ...state, entries: state.entries.map((entry) => (entry.isFinal ? entry : { ...entry, isFinal: true })) }
  }
}

export function hasWords({ text }: HistoryEntry): boolean {
  return text.trim() !== ''
}

const unsaid = { text: '', isFinal: false, isInterrupted: false, isReported: false } as const

function put(state: HistoryState, entry: HistoryEntry): HistoryState {
  const index = indexOf(state, entry.itemId)
  if (index < 0) return append(state, entry)
  const isReported = state.entries[index]?.text === entry.text && state.entries[index].isReported
  return { ...state, entries: state.entries.with(index, { ...entry, isReported }) }
}

/** Of an item that has several parts only the last one is known by its id, so that is the one that was cut. */
function interrupt(state: HistoryState, itemId: string | undefined, text: string): HistoryState {
  const named = indexOf(state, itemId)
  const index = named >= 0 ? named : lastUnnamed(state, text)
  const known = state.entries[index]
  if (known === undefined) {
    if (text.trim() === '') return state
    return append(state, { ...unsaid, role: 'assistant', text, itemId, isFinal: true, isInterrupted: true })
  }
  return { ...state, entries: state.entries.with(index, { ...known, isInterrupted: true }) }
}

function indexOf({ entries }: HistoryState, itemId: string | undefined): number {
  return itemId === undefined ? -1 : entries.findLastIndex((entry) => entry.itemId === itemId)
}

function append(state: HistoryState, entry: HistoryEntry): HistoryState {
  const entries = [...state.entries, entry]
  const excess = Math.max(0, entries.length - MAX_ENTRIES)
  return {
    ...state,
    entries: excess === 0 ? entries : entries.slice(excess),
    droppedCount: state.droppedCount + excess,
  }
}

/** Words without an item id, by what they are. */
function lastUnnamed({ entries }: HistoryState, text: string): number {
  return entries.findLastIndex(
    (entry) => entry.role === 'assistant' && entry.itemId === undefined && entry.text.trim() === text.trim(),
  )
}
