import type { Agent } from '@parley/conversation'
import { inFolder } from './agent-source.js'
import type { AgentSource } from './agent-source.js'
import type { WorkFolders } from './work-folders.js'

/** The agents of the conversations that are in memory, one each: what one of them has learned no other one knows. */
export interface ConversationAgents {
  take(request: { readonly conversationId: string; readonly workingDirectory: string | undefined }): Agent
  /** Its conversation has left memory. */
  release(conversationId: string): void
  /** Conversations in memory. */
  readonly conversationIds: readonly string[]
  /** Resolves when nothing of any agent runs any more; never rejects. */
  close(): Promise<void>
}

export function createConversationAgents(source: AgentSource, folders: WorkFolders): ConversationAgents {
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
    take({ conversationId, workingDirectory }) {
      // Not by its client's word: it is back after a restart.
      const folder = workingDirectory ?? folders.recall(conversationId)
      if (workingDirectory !== undefined) folders.remember(conversationId, workingDirectory)
      const agent = source.create()
      agents.set(conversationId, agent)
      return folder === undefined ? agent : inFolder(agent, folder)
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
