import { ParleyError } from '@parley/wire'
import type { ConversationEvent } from './conversation-event.js'

export interface EventQueueStats {
  readonly depth: number
  readonly droppedAudio: number
  readonly droppedUpdates: number
}

export interface BoundedEventQueue {
  push(event: ConversationEvent): void
  /** Ends the iteration after what is queued; with an error the reader gets it then. */
  end(error?: ParleyError): void
  readonly events: AsyncIterable<ConversationEvent>
  readonly stats: EventQueueStats
}

export interface EventQueueLimits {
  /** Events of one kind that may wait: audio and updates lose their oldest, which is counted. */
  readonly maxLossy: number
  /** All others that may wait; one more ends the queue with an error, for they must not get lost. */
  readonly maxFirm: number
}

/**
 * Events on their way to one reader who may be slow. Overflow: audio and updates drop their oldest and count; anything
 * else fails loudly.
 */
export function createBoundedEventQueue(
  limits: EventQueueLimits = { maxLossy: 2000, maxFirm: 10_000 },
): BoundedEventQueue {
  let waiting: ConversationEvent[] = []
  let counts = { audio: 0, update: 0, firm: 0 }
  const dropped = { audio: 0, update: 0 }
  let ending: { readonly error: ParleyError | undefined } | undefined
  let wake: (() => void) | undefined

  const dropOldest = (kind: 'audio' | 'update'): void => {
    waiting.splice(
      waiting.findIndex(({ type }) => type === kind),
      1,
    )
    counts[kind] -= 1
    dropped[kind] += 1
  }
  const end = (error?: ParleyError): void => {
    ending ??= { error }
    wake?.()
  }
  const push = (event: ConversationEvent): void => {
    if (ending !== undefined) return
    const kind = kindOf(event)
    if (kind !== 'firm' && counts[kind] >= limits.maxLossy) dropOldest(kind)
    if (kind === 'firm' && counts.firm >= limits.maxFirm) {
      end(new ParleyError('internal', `Nobody reads the conversation's events: ${limits.maxFirm} are waiting.`))
      return
    }
    counts[kind] += 1
    waiting.push(event)
    wake?.()
  }

  async function* read(): AsyncGenerator<ConversationEvent, void> {
    for (;;) {
      const batch = waiting
      waiting = []
      counts = { audio: 0, update: 0, firm: 0 }
      yield* batch
      if (waiting.length > 0) continue
      if (ending !== undefined) {
        if (ending.error !== undefined) throw ending.error
        return
      }
      await new Promise<void>((resolve) => (wake = resolve))
      wake = undefined
    }
  }

  return {
    push,
    end,
    events: read(),
    get stats() {
      return { depth: waiting.length, droppedAudio: dropped.audio, droppedUpdates: dropped.update }
    },
  }
}

function kindOf(event: ConversationEvent): 'audio' | 'update' | 'firm' {
  return event.type === 'audio' || event.type === 'update' ? event.type : 'firm'
}
