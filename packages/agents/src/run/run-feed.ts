import type { AgentEvent, RunEnded, UpdateChannel } from '@parley/conversation'
import { createBoundedText } from './bounded-text.js'
import type { BoundedText } from './bounded-text.js'

/** Everything that a run says before its end. */
export type RunningEvent = Exclude<AgentEvent, RunEnded>

/** The events of one run on their way to its one reader. */
export interface RunFeed {
  /** After the end nothing is added any more. */
  add(event: RunningEvent): void
  /** Idempotent: the first end counts. */
  end(ended: RunEnded): void
  readonly hasEnded: boolean
  readonly events: AsyncIterable<AgentEvent>
  /** Events that a slow reader has lost. */
  readonly droppedCount: number
  /**
   * Resolves when fewer than 250 events wait, or at the end. Whoever adds what comes from outside waits for it now and
   * then: questions are never dropped, so that only this bounds them.
   */
  room(): Promise<void>
}

export interface RunFeedOptions {
  /** Updates wait so long for others to join them. Default 0: the reader gets them as they come. */
  readonly coalesceMs?: number
}

/** So much text of updates waits for a slow reader: head and tail are kept. */
const MAX_WAITING_CHARACTERS = 65_536
const MAX_WAITING_EVENTS = 1000
const MAX_WITH_ROOM = 250

/**
 * A bounded queue. What a slow reader has not taken is brought together: updates of one channel that follow each other
 * become one, of progress, plan, diff, usage and resume ids only the newest waits. Past 1,000 waiting events updates and tool
 * events are dropped, oldest first, and counted. Questions, their withdrawal and the end are never dropped: see `room`.
 */
export function createRunFeed(options: RunFeedOptions = {}): RunFeed {
  const queue = createWaitingEvents()
  const coalescing = createDelay(options.coalesceMs ?? 0)
  let ended: RunEnded | undefined
  let wake = (): void => {}
  let waitingForRoom: (() => void)[] = []
  coalescing.onOver = () => {
    wake()
  }

  const tellRoom = (): void => {
    const told = waitingForRoom
    waitingForRoom = []
    for (const tell of told) tell()
  }
  /** An update that stands alone may still be joined by others. */
  const mayTake = (): boolean => ended !== undefined || !queue.isOneUpdate || !coalescing.isRunning

  async function* read(): AsyncGenerator<AgentEvent, void> {
    for (;;) {
      const next = mayTake() ? queue.take() : undefined
      tellRoom()
      if (next !== undefined) yield next
      else if (ended !== undefined && queue.length === 0) {
        yield ended
        return
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    add(event) {
      if (ended !== undefined) return
      queue.add(event)
      if (queue.isOneUpdate) coalescing.begin()
      if (mayTake()) wake()
    },
    end(last) {
      ended ??= last
      coalescing.stop()
      wake()
      tellRoom()
    },
    get hasEnded() {
      return ended !== undefined
    },
    events: read(),
    get droppedCount() {
      return queue.droppedCount
    },
    async room() {
      while (queue.length >= MAX_WITH_ROOM && ended === undefined) {
        await new Promise<void>((resolve) => waitingForRoom.push(resolve))
      }
    },
  }
}

interface WaitingUpdate {
  readonly type: 'update'
  readonly channel: UpdateChannel
  readonly words: BoundedText
}
type Waiting = Exclude<RunningEvent, { type: 'update' }> | WaitingUpdate

interface WaitingEvents {
  add(event: RunningEvent): void
  take(): RunningEvent | undefined
  readonly length: number
  /** All that waits is one update. */
  readonly isOneUpdate: boolean
  readonly droppedCount: number
}

function createWaitingEvents(): WaitingEvents {
  let waiting: Waiting[] = []
  let droppedCount = 0

  const addLast = (event: Waiting): void => {
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
      if (event.type !== 'update') {
        addLast(event)
        return
      }
      const { text, channel } = event
      const last = waiting.at(-1)
      if (last?.type === 'update' && last.channel === channel) {
        last.words.append(`\n${text}`)
        return
      }
      const words = createBoundedText(MAX_WAITING_CHARACTERS)
      words.append(text)
      addLast({ type: 'update', channel, words })
    },
    take() {
      const next = waiting.shift()
      return next?.type === 'update' ? { type: 'update', text: next.words.text, channel: next.channel } : next
    },
    get length() {
      return waiting.length
    },
    get isOneUpdate() {
      return waiting.length === 1 && waiting[0]?.type === 'update'
    },
    get droppedCount() {
      return droppedCount
    },
  }
}

interface Delay {
  /** Begins unless it runs already. */
  begin(): void
  stop(): void
  readonly isRunning: boolean
  onOver: () => void
}

function createDelay(durationMs: number): Delay {
  let timer: NodeJS.Timeout | undefined
  const delay: Delay = {
    begin() {
      if (durationMs <= 0) return
      timer ??= setTimeout(() => {
        timer = undefined
        delay.onOver()
      }, durationMs)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
    get isRunning() {
      return timer !== undefined
    },
    onOver: () => {},
  }
  return delay
}

function isNewestOnly(type: AgentEvent['type']): boolean {
  return type === 'progress' || type === 'plan' || type === 'diff' || type === 'usage' || type === 'resumable'
}

function isDroppable(type: AgentEvent['type']): boolean {
  return type === 'tool-started' || type === 'tool-ended' || type === 'update'
}
