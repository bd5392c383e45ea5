import type { ConversationHost } from '../conversations/conversation-host.js'
import type { HostLimits } from '../conversations/host-limits.js'
import type { StoredConversation } from '../conversations/journal-source.js'
import type { Logger } from '../secrets/logger.js'

type RestoringHost = Pick<ConversationHost, 'restore'> & { readonly limits: Pick<HostLimits, 'maxConversations'> }

/** What is taken up again of the process before. */
export interface RestoreRequest {
  readonly host: RestoringHost
  /** All that are stored, the newest first. */
  readonly stored: readonly StoredConversation[]
  readonly logger: Logger
}

export interface Restoring {
  /** Conversations that are there. */
  readonly restoredCount: number
  readonly openTaskCount: number
  readonly undeliveredCount: number
  /** Conversations that found no room yet. */
  readonly waitingCount: number
  /** A conversation has left memory: there may be room for one that waits. */
  onRoom(): void
}

/**
 * Brings back each conversation that somebody waits for: first those with open tasks, which go on or end truthfully, then
 * those whose results nobody has heard. Half of the room stays free for new ones; the others follow as room comes free,
 * or when a client resumes them.
 */
export async function restoreConversations({ host, stored, logger }: RestoreRequest): Promise<Restoring> {
  const wanted = stored
    .filter(({ openTaskCount, undeliveredCount }) => openTaskCount + undeliveredCount > 0)
    .toSorted((one, other) => Number(other.openTaskCount > 0) - Number(one.openTaskCount > 0))
  const room = Math.max(1, Math.floor(host.limits.maxConversations / 2))
  const waiting = wanted.slice(room)
  const restored = await Promise.all(wanted.slice(0, room).map((each) => restore(host, each, logger)))
  const there = restored.filter((each) => each !== undefined)
  const countOf = (key: 'openTaskCount' | 'undeliveredCount'): number => there.reduce((sum, each) => sum + each[key], 0)
  return {
    restoredCount: there.length,
    openTaskCount: countOf('openTaskCount'),
    undeliveredCount: countOf('undeliveredCount'),
    get waitingCount() {
      return waiting.length
    },
    onRoom() {
      const next = waiting.shift()
      if (next !== undefined) void restore(host, next, logger)
    },
  }
}

/** One that cannot be read, or whose agent is not there, keeps nobody else from coming back. */
async function restore(
  host: RestoringHost,
  stored: StoredConversation,
  logger: Logger,
): Promise<StoredConversation | undefined> {
  const { conversationId, openTaskCount, undeliveredCount } = stored
  try {
    await host.restore(conversationId)
    logger.info('conversation.restored', { conversationId, openTaskCount, undeliveredCount })
    return stored
  } catch (error) {
    logger.error('conversation.not-restored', { conversationId, openTaskCount, undeliveredCount, error })
    return undefined
  }
}
