import type { RecordedStep } from '@parley/conversation'
import type { GatewayMetrics } from './gateway-metrics.js'
import type { Tracing } from './open-tracing.js'
import { endSpans, noSpans, stepSpans } from './span-machine.js'

export interface ConversationObserver {
  /** For `record` of `createConversation`. */
  record(step: RecordedStep): void
  /** Its process of it is over, whether it has closed or not. */
  end(nowMs: number): void
}

/** Counts and traces one conversation from what its machine does. */
export function observeConversation(
  conversationId: string,
  metrics: GatewayMetrics,
  tracing: Tracing,
): ConversationObserver {
  let state = noSpans
  const take = ({ state: next, finished }: ReturnType<typeof stepSpans>): void => {
    state = next
    for (const span of finished) {
      metrics.observeSpan(span)
      tracing.add(conversationId, span)
    }
  }
  return {
    record(step) {
      metrics.observeStep(step)
      take(stepSpans(state, step))
    },
    end(nowMs) {
      take(endSpans(state, nowMs))
      tracing.forget(conversationId)
    },
  }
}
