import { readCancel } from '@parley/conversation'
import { createDelegatingResponder } from '@parley/server'
import type { ResponderContext, ResponderEvent, ResponderFactory } from '@parley/server'

/** As a realtime model does: an order to end the work is a call of `cancel_task`; all else is delegated as ever. */
export const createCancellingResponder: ResponderFactory = () => {
  const delegating = createDelegatingResponder()
  return {
    respond: (context, signal) => (isOrderToCancel(context) ? cancelFirstTask() : delegating.respond(context, signal)),
  }

  async function* cancelFirstTask(): AsyncGenerator<ResponderEvent> {
    yield { type: 'function-call', name: 'cancel_task', arguments: JSON.stringify({ task: 1 }) }
  }
}

function isOrderToCancel({ news }: ResponderContext): boolean {
  const last = news.findLast(({ role }) => role === 'user')
  return last !== undefined && 'text' in last && readCancel(last.text) === 'work'
}
