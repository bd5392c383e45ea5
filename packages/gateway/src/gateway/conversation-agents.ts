import type { Agent } from '@parley/conversation'
import type { AgentSource } from './agent-source.js'

/** The agents of the conversations that are in memory, one each: what one of them has learned no other one knows. */
export interface ConversationAgents {
  take(request: { readonly conversationId: string }): Agent
  /** Its conversation has left memory. */
  release(conversationId: string): void
  /** Conversations in memory. */
  readonly conversationIds: readonly string[]
  /** Resolves when nothing of any agent runs any more; never rejects. */
  close(): Promise<void>
}

export function createConversationAgents(source: AgentSource): ConversationAgents {
  const agents = new Map<string, Agent>()
  const closing = new Set<Promise<void>>()
  const release = (conversationId: string): void => {
    const closed = agents.get(conversationId)?.close?.()
    agents.delete(conversationId)
    if (closed === undefined) return
    closing.add(closed)
    void closed.finally(() => closing.delete(closed))
  }
  return {
    take({ conversationId }) {
      const agent = source.create()
      agents.set(conversationId, agent)
      return agent
    },
    release,
    get conversationIds() {
      return [...agents.keys()]
    },
    async close() {
      for (const conversationId of [...agents.keys()]) release(conversationId)
      await Promise.allSettled(closing)
    },
  }
}
