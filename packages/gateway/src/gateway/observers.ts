import type { RecordedStep } from '@parley/conversation'
import type { GatewayMetrics } from '../observing/gateway-metrics.js'
import { observeConversation } from '../observing/observe-conversation.js'
import type { ConversationObserver } from '../observing/observe-conversation.js'
import type { Tracing } from '../observing/open-tracing.js'

/** Counts and traces the conversations that are in memory. */
export interface Observers {
  readonly metrics: GatewayMetrics
  record(conversationId: string, step: RecordedStep): void
  /** It has left memory. */
  end(conversationId: string): void
  close(): Promise<void>
}

export function createObservers(metrics: GatewayMetrics, tracing: Tracing): Observers {
  const observers = new Map<string, ConversationObserver>()
  const end = (conversationId: string): void => {
    observers.get(conversationId)?.end(Date.now())
    observers.delete(conversationId)
  }
  return {
    metrics,
    record(conversationId, step) {
      const observer = observers.get(conversationId) ?? observeConversation(conversationId, metrics, tracing)
      observers.set(conversationId, observer)
      observer.record(step)
    },
    end,
    async close() {
      for (const conversationId of [...observers.keys()]) end(conversationId)
      await tracing.close()
    },
  }
}
