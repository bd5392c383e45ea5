import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { GatewayClient, SeenEvent } from './gateway-client.js'
import type { GatewayProcess } from './gateway-process.js'

/** A conversation with a voice, to which the client listens from its first event on. */
export async function startConversation(client: GatewayClient, params: JsonObject = {}): Promise<string> {
  const { conversation } = await client.request('conversation/start', params)
  if (!isRecord(conversation)) throw new TypeError('conversation/start gave no conversation')
  const conversationId = String(conversation['conversationId'])
  await client.request('conversation/subscribe', { conversationId, after: 0, audio: true })
  return conversationId
}

/** Of the example agent's long job: the number in `Step 3 of 10`. */
export function stepOf(event: JsonObject): number | undefined {
  const { activity } = event
  const text = isRecord(activity) ? activity['text'] : undefined
  const found = typeof text === 'string' ? /^Step (\d+) of/.exec(text) : null
  return found === null ? undefined : Number(found[1])
}

/** Events that tell a task's end. */
export function taskEnds(events: readonly SeenEvent[]): readonly JsonObject[] {
  return events.flatMap(({ event }) => (event['type'] === 'task' && 'result' in event ? [event] : []))
}

/** Asks until the gateway is ready: its speech engines take a while. Resolves with the answer. */
export async function untilReady(gateway: GatewayProcess): Promise<{ readonly checks: JsonObject }> {
  for (;;) {
    const { status, text } = await gateway.get('/readyz')
    const checks = decodeJsonObject(text)?.['checks']
    if (status === 200 && isRecord(checks)) return { checks }
    const waitsFor = isRecord(checks) ? checks['upstream'] : undefined
    if (!isRecord(waitsFor) || !/loading/.test(String(waitsFor['detail']))) throw new Error(`not ready: ${text}`)
  }
}
