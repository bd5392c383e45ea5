import { createConversation } from '@parley/conversation'
import type {
  Agent,
  Clock,
  Connect,
  Conversation,
  ConversationBasics,
  Journal,
  RestoredConversation,
  ShownEvent,
} from '@parley/conversation'
import type { DialectName } from '@parley/wire'
import type { ClientPlayer } from './client-player.js'

/** What every conversation of a host is made with; the rest is the host's own business. */
export type ConversationTerms = Pick<
  ConversationBasics,
  'policy' | 'maxParallel' | 'limits' | 'approvals' | 'prices' | 'budget' | 'record'
>

export interface ConversationCore {
  readonly conversation: Conversation
  readonly dialect: DialectName
}

export interface CoreOptions {
  readonly dialect: DialectName
  readonly agent: Agent
  readonly connect: Connect
  readonly journal: Journal
  readonly sink: ClientPlayer
  readonly clock: Clock
  readonly terms: ConversationTerms
  readonly workingDirectory: string | undefined
  readonly restored: RestoredConversation | undefined
  readonly onEvent: (event: ShownEvent) => void
  readonly onEnd: (reason: string) => void
}

/** Creates the conversation and reads its events until it ends. */
export function createConversationCore(options: CoreOptions): ConversationCore {
  const { dialect, connect, journal, sink, clock, terms, workingDirectory, restored } = options
  const conversation = createConversation({
    ...terms,
    ...{ dialect, connect, journal, sink, clock, agent: options.agent },
    // The line waits by itself; what it hands on is tried for again at once.
    reconnect: { stableMs: 0 },
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(restored === undefined ? {} : { restored }),
  })
  void readEvents(conversation, options)
  return { conversation, dialect }
}

async function readEvents({ events }: Conversation, { onEvent, onEnd }: CoreOptions): Promise<void> {
  try {
    for await (const event of events) if (event.type !== 'audio') onEvent(event)
    onEnd('closed')
  } catch (cause) {
    onEnd(cause instanceof Error ? cause.message : String(cause))
  }
}
