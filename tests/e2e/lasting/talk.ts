import { RealtimeClient } from '@parley/client'
import { conversationTools, createConversation, defaultInstructions } from '@parley/conversation'
import type { AudioChunk, Conversation, ConversationEvent } from '@parley/conversation'
import { openFaultProxy } from '@parley/testkit'
import type { FaultProxy } from '@parley/testkit'
import { createHeldAgent } from './held-agent.js'
import type { HeldAgent } from './held-agent.js'

export type Shown<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>

/** A conversation with a served Parley, over a line that the test can spoil. */
export interface Talk {
  readonly conversation: Conversation
  readonly held: HeldAgent
  readonly line: FaultProxy
  /** Every event so far. */
  readonly log: readonly ConversationEvent[]
  of<Type extends ConversationEvent['type']>(type: Type): readonly Shown<Type>[]
  /** Resolves at the first event, from the beginning on, for which this holds; rejects when the conversation ends before. */
  until(holds: (event: ConversationEvent) => boolean): Promise<ConversationEvent>
  /** Called with all sound that arrives; what it played is reported before. */
  onSound: (chunk: AudioChunk) => void
}

/** Runs `use`; afterwards the conversation and the line are closed. */
export async function withTalk(serverUrl: string, use: (talk: Talk) => Promise<void>): Promise<void> {
  const line = await openFaultProxy({ targetPort: Number(new URL(serverUrl).port) })
  const client = new RealtimeClient({ baseUrl: `http://127.0.0.1:${line.port}`, idleTimeoutMs: 1000 })
  const config = { dialect: 'realtime', instructions: defaultInstructions, tools: conversationTools } as const
  const held = createHeldAgent()
  const played = new Map<string, number>()
  const conversation = createConversation({
    agent: held.agent,
    connect: ({ signal }) => client.connect(config, { signal }),
    sink: {
      play(chunk) {
        const { itemId, pcm, sampleRate } = chunk
        const playedMs = (played.get(itemId) ?? 0) + (pcm.length / sampleRate) * 1000
        played.set(itemId, playedMs)
        conversation.reportPlayed(itemId, playedMs)
        talk.onSound(chunk)
      },
      stop: () => undefined,
    },
  })
  const log = createEventLog(conversation)
  const talk: Talk = { conversation, held, line, ...log, onSound: () => undefined }
  try {
    await use(talk)
  } finally {
    await conversation.close()
    await line.close()
  }
}

interface Waiter {
  readonly holds: (event: ConversationEvent) => boolean
  readonly resolve: (event: ConversationEvent) => void
  readonly reject: (error: Error) => void
}

function createEventLog(conversation: Conversation): Pick<Talk, 'log' | 'of' | 'until'> {
  const log: ConversationEvent[] = []
  const waiters = new Set<Waiter>()
  void (async () => {
    for await (const event of conversation.events) {
      log.push(event)
      for (const waiter of waiters) {
        if (!waiter.holds(event)) continue
        waiters.delete(waiter)
        waiter.resolve(event)
      }
    }
    for (const { reject } of waiters) reject(new Error(`ended before what was awaited:\n${describe(log)}`))
  })()
  return {
    log,
    of: (type) => log.filter((event): event is Shown<typeof type> => event.type === type),
    until(holds) {
      const found = log.find(holds)
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve, reject) => waiters.add({ holds, resolve, reject }))
    },
  }
}

const describe = (log: readonly ConversationEvent[]): string => log.map((event) => JSON.stringify(event)).join('\n')
