import type { AgentEvent, RunEnded, UpdateChannel } from '@parley/conversation'
import { createBoundedText } from './bounded-text.js'

/** The events of one run on their way to its one reader. */
export interface RunFeed {
  /** After the end nothing is added any more. */
  add(event: Exclude<AgentEvent, RunEnded>): void
  /** Idempotent: the first end counts. */
  end(ended: RunEnded): void
  readonly hasEnded: boolean
  readonly events: AsyncIterable<AgentEvent>
  /** Events that a slow reader has lost. */
  readonly droppedCount: number
}

/** So much text of updates waits for a slow reader: head and tail are kept. */
const MAX_WAITING_CHARACTERS = 65_536
const MAX_WAITING_EVENTS = 1000

/**
 * A bounded queue. What a slow reader has not taken is brought together: updates of one channel that follow each other
 * become one, of progress, plan, diff and usage only the newest waits. Past 1,000 waiting events tool events are dropped,
 * oldest first, and counted. Questions, their withdrawal, resume ids and the end are never dropped.
 */
export function createRunFeed(): RunFeed {
  let waiting: Exclude<AgentEvent, RunEnded>[] = []
  let ended: RunEnded | undefined
  let wake: (() => void) | undefined
  let droppedCount = 0

  async function* read(): AsyncGenerator<AgentEvent, void> {
    for (;;) {
      const next = waiting.shift()
      if (next !== undefined) yield next
      else if (ended !== undefined) {
        yield ended
        return
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const addLast = (event: Exclude<AgentEvent, RunEnded>): void => {
    if (isNewestOnly(event.type)) waiting = waiting.filter(({ type }) => type !== event.type)
    waiting.push(event)
    if (waiting.length <= MAX_WAITING_EVENTS) return
    const oldest = waiting.findIndex(({ type }) => isDroppable(type))
    if (oldest < 0) return
    waiting.splice(oldest, 1)
    droppedCount += 1
  }
  return {
    add(event) {
      if (ended !== undefined) return
      const last = waiting.at(-1)
      if (event.type === 'update' && last?.type === 'update' && last.channel === event.channel) {
        waiting[waiting.length - 1] = joinUpdates(last.text, event.text, event.channel)
      } else addLast(event)
      wake?.()
    },
    end(last) {
      ended ??= last
      wake?.()
    },
    get hasEnded() {
      return ended !== undefined
    },
    events: read(),
    get droppedCount() {
      return droppedCount
    },
  }
}

function isNewestOnly(type: AgentEvent['type']): boolean {
  return type === 'progress' || type === 'plan' || type === 'diff' || type === 'usage'
}

function isDroppable(type: AgentEvent['type']): boolean {
  return type === 'tool-started' || type === 'tool-ended' || type === 'update'
}

function joinUpdates(before: string, after: string, channel: UpdateChannel): AgentEvent & { type: 'update' } {
  const joined = `${before}\n${after}`
  if (joined.length <= MAX_WAITING_CHARACTERS) return { type: 'update', text: joined, channel }
  const text = createBoundedText(MAX_WAITING_CHARACTERS)
  text.append(joined)
  return { type: 'update', text: text.text, channel }
}
