import { isRecord } from '@parley/wire'
import type { GatewayClient, SeenEvent } from '../e2e/support/gateway-client.js'
import type { ChaosSite } from './chaos-site.js'

export interface Listening {
  readonly site: ChaosSite
  readonly seen: SeenEvent[]
  readonly conversationId: string
}

/** Takes what a client was sent: events into what was seen, sound as played at once. */
export function createListener(client: GatewayClient, listening: Listening): () => void {
  const { seen, site } = listening
  const playedMs = new Map<string, number>()
  let position = 0
  return () => {
    const heard = new Set<string>()
    for (const { method, params } of client.notifications.slice(position)) {
      position += 1
      const { event, audio } = params
      if (method === 'conversation/event' && isRecord(event)) {
        seen.push({ sequence: Number(params['sequence']), event })
        site.note(event['type'] === 'delivery' ? `delivery-${String(event['phase'])}` : String(event['type']))
      }
      if (method !== 'conversation/audio' || !isRecord(audio)) continue
      const itemId = String(audio['itemId'])
      const pieceMs = Number(audio['samplesPerChannel']) / (Number(audio['sampleRate']) / 1_000)
      playedMs.set(itemId, (playedMs.get(itemId) ?? 0) + pieceMs)
      heard.add(itemId)
    }
    const { conversationId } = listening
    for (const itemId of heard) {
      const report = { conversationId, itemId, playedMs: playedMs.get(itemId) ?? 0 }
      client.request('conversation/reportPlayed', report).catch(() => undefined)
    }
  }
}
