import { once } from 'node:events'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { WebSocket } from 'ws'
import { FRAME_MS, toneFrame } from './scripted-turn.js'
import type { StartedGateway } from './soak-processes.js'

/** A page: it comes by a ticket, and counts what it gets. */
export interface SoakClient {
  request(method: string, params: JsonObject): Promise<JsonObject>
  /** Sends what a microphone has recorded up to this moment of its own time. */
  speakUntil(conversationId: string, elapsedMs: number): void
  /** Says what it has played, as a page does. */
  reportPlayed(conversationId: string): void
  readonly counts: Readonly<SoakCounts>
  readonly isOpen: boolean
  close(): void
}

export interface SoakCounts {
  sentFrames: number
  /** This process came too late for them. */
  skippedFrames: number
  refusals: number
  heardFrames: number
  events: number
  /** Events whose number was not above the one before. */
  disorders: number
}

/** As a page does: what was recorded longer ago is not sent any more. */
const MAX_LATE_MS = 2_000

interface Heard {
  itemId: string
  frames: number
}

export async function connectSoakClient(gateway: StartedGateway): Promise<SoakClient> {
  const socket = await openPageSocket(gateway)
  const counts: SoakCounts = { sentFrames: 0, skippedFrames: 0, refusals: 0, heardFrames: 0, events: 0, disorders: 0 }
  const waiting = new Map<number, (reply: JsonObject) => void>()
  const heard: Heard = { itemId: '', frames: 0 }
  let [lastId, lastSequence] = [0, 0]
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    if (text.startsWith('{"method":"conversation/audio"')) {
      counts.heardFrames += 1
      count(heard, /"itemId":"([^"]*)"/.exec(text)?.[1] ?? '')
      return
    }
    const message = decodeJsonObject(text) ?? {}
    lastSequence = countEvent(counts, message, lastSequence)
    waiting.get(Number(message['id']))?.(message)
  })
  const send = (method: string, params: JsonObject): number => {
    socket.send(JSON.stringify({ id: ++lastId, method, params }))
    return lastId
  }
  const client: SoakClient = {
    counts,
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
    request: (method, params) =>
      new Promise((resolve, reject) => {
        const id = send(method, params)
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id)
          if (isRecord(result)) resolve(result)
          else reject(new Error(`${method}: ${JSON.stringify(error)}`))
        })
      }),
    speakUntil(conversationId, elapsedMs) {
      const lateMs = elapsedMs - (counts.sentFrames + counts.skippedFrames) * FRAME_MS
      if (lateMs > MAX_LATE_MS) counts.skippedFrames += Math.ceil((lateMs - MAX_LATE_MS) / FRAME_MS)
      for (; (counts.sentFrames + counts.skippedFrames) * FRAME_MS < elapsedMs; counts.sentFrames += 1) {
        send('conversation/sendAudio', { conversationId, audio })
      }
    },
    reportPlayed(conversationId) {
      if (heard.frames === 0) return
      send('conversation/reportPlayed', {
        ...{ conversationId, itemId: heard.itemId },
        playedMs: heard.frames * FRAME_MS,
      })
    },
    close: () => {
      socket.terminate()
    },
  }
  await client.request('initialize', { clientInfo: { name: 'soak', title: null, version: '0.0.1' } })
  socket.send('{"method":"initialized"}')
  return client
}

/** Gives the newest sequence number. */
function countEvent(counts: SoakCounts, { method, params, error }: JsonObject, lastSequence: number): number {
  if (isRecord(error)) counts.refusals += 1
  if (method !== 'conversation/event' || !isRecord(params)) return lastSequence
  const sequence = Number(params['sequence'])
  counts.events += 1
  if (sequence <= lastSequence) counts.disorders += 1
  return sequence
}

const audio = { data: toneFrame, sampleRate: 24_000, numChannels: 1 }

function count(heard: Heard, itemId: string): void {
  heard.frames = heard.itemId === itemId ? heard.frames + 1 : 1
  heard.itemId = itemId
}

async function openPageSocket(gateway: StartedGateway): Promise<WebSocket> {
  const protocols = ['parley.v1', `parley.ticket.${await takeTicket(gateway)}`]
  const socket = new WebSocket(`${gateway.url.replace(/^http/, 'ws')}/app`, protocols, { origin: gateway.url })
  await once(socket, 'open')
  return socket
}

async function takeTicket({ url, token }: StartedGateway): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, origin: url }
  const answer = await fetch(`${url}/ticket`, { method: 'POST', headers })
  const body: unknown = await answer.json()
  if (!isRecord(body) || !answer.ok) throw new Error(`POST /ticket was answered with ${String(answer.status)}`)
  return String(body['ticket'])
}
