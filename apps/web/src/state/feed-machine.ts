import type { ConversationView } from '@parley/wire'
import { emptyFold, foldFromView } from './conversation-fold.js'
import type { ConversationFold } from './conversation-fold.js'
import { foldDetail, foldEvent } from './fold-event.js'
import type { FeedEntry } from './fold-event.js'

/**
 * What is known of a conversation: the newest view of it and the numbered events that came, in whatever order and however
 * often. `fold` is what both together say; it depends on which events have come and not on how.
 */
export interface Feed {
  readonly view: ConversationView | undefined
  /** The oldest events, folded: what comes with one of their numbers is known. */
  readonly base: { readonly fold: ConversationFold; readonly sequence: number }
  /** By number, each once. */
  readonly entries: readonly FeedEntry[]
  readonly fold: ConversationFold
  /** Of the newest event or view; what to subscribe after. */
  readonly cursor: number
}

export const newFeed: Feed = {
  ...{ view: undefined, base: { fold: emptyFold, sequence: 0 }, entries: [], fold: emptyFold, cursor: 0 },
}

/** Past this the older half is folded away; one of its numbers that comes only then is too late. */
const MAX_ENTRIES = 4000

export type FeedInput =
  { readonly type: 'entry'; readonly entry: FeedEntry } | { readonly type: 'view'; readonly view: ConversationView }

export function stepFeed(feed: Feed, input: FeedInput): Feed {
  return input.type === 'entry' ? addEntry(feed, input.entry) : takeView(feed, input.view)
}

function addEntry(feed: Feed, entry: FeedEntry): Feed {
  const { entries, fold, base } = feed
  if (entry.sequence <= base.sequence) return feed
  const last = entries.at(-1)?.sequence ?? 0
  const cursor = Math.max(feed.cursor, entry.sequence)
  if (entry.sequence > last) {
    const added = [...entries, entry]
    return shorten({ ...feed, entries: added, cursor, fold: take(feed.view, fold, entry) })
  }
  const at = entries.findIndex(({ sequence }) => sequence >= entry.sequence)
  if (entries[at]?.sequence === entry.sequence) return feed
  return refold({ ...feed, cursor, entries: [...entries.slice(0, at), entry, ...entries.slice(at)] })
}

/** An older view says nothing that the newer one does not know. */
function takeView(feed: Feed, view: ConversationView): Feed {
  if (feed.view !== undefined && feed.view.sequence > view.sequence) return feed
  return refold({ ...feed, view, cursor: Math.max(feed.cursor, view.sequence) })
}

/** Of what a view covers only the course of the work is new. */
function take(view: ConversationView | undefined, fold: ConversationFold, entry: FeedEntry): ConversationFold {
  return entry.sequence <= (view?.sequence ?? 0) ? foldDetail(fold, entry) : foldEvent(fold, entry)
}

function refold(feed: Feed): Feed {
  return { ...feed, fold: feed.entries.reduce((fold, entry) => take(feed.view, fold, entry), startOf(feed)) }
}

/** A view that is newer than the folded events says how things stand, those how the work went. */
function startOf({ view, base }: Feed): ConversationFold {
  if (view === undefined || view.sequence < base.sequence) return base.fold
  const fold = foldFromView(view)
  return {
    ...fold,
    tasks: fold.tasks.map((task) => {
      const { updates, progress, plan, tools, diff, tokens, guidance, endedAtMs } =
        base.fold.tasks.find(({ taskId }) => taskId === task.taskId) ?? task
      return { ...task, updates, progress, plan, tools, diff, tokens, guidance, endedAtMs }
    }),
  }
}

function shorten(feed: Feed): Feed {
  if (feed.entries.length <= MAX_ENTRIES) return feed
  const old = feed.entries.slice(0, MAX_ENTRIES / 2)
  const base = {
    fold: old.reduce((fold, entry) => take(feed.view, fold, entry), startOf(feed)),
    sequence: old.at(-1)?.sequence ?? 0,
  }
  return { ...feed, base, entries: feed.entries.slice(MAX_ENTRIES / 2) }
}
