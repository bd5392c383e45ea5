import { once } from 'node:events'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { WebSocket } from 'ws'
import type { CodexAppServer, CodexNotification } from '../../interop/support/codex-app-server.js'
import { createEventLog } from '../../interop/support/event-log.js'

/** One numbered event of a conversation, as a client gets it. */
export interface SeenEvent {
  readonly sequence: number
  readonly event: JsonObject
}

/** A client of a gateway over a real WebSocket, with the same face as one of Codex's app server. */
export interface GatewayClient extends CodexAppServer {
  readonly notifications: readonly CodexNotification[]
  /** Numbered events of all conversations that it is subscribed to, in the order of their coming. */
  readonly events: readonly SeenEvent[]
  /** Of the newest event that has come; 0 before the first. */
  readonly lastSequence: number
  /** The next notification behind what was found last. */
  next(method: string, isWanted?: (params: JsonObject) => boolean): Promise<JsonObject>
  /** The next event of this type behind what was found last. */
  nextEvent(type: string, isWanted?: (event: JsonObject) => boolean): Promise<JsonObject>
  /** How its line ended. */
  readonly closed: Promise<Goodbye>
}

export interface Goodbye {
  readonly code: number
  readonly reason: string
}

export interface GatewayAddress {
  readonly url: string
  readonly token: string
}

export interface ClientOptions {
  readonly name?: string
  /** As a page: by a ticket. Default: as a program, by the token in a header. */
  readonly isPage?: boolean
}

/** The ticket that a page of the gateway gets for its token. */
export async function takeTicket({ url, token }: GatewayAddress): Promise<string> {
  const answer = await fetch(`${url}/ticket`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${token}`, origin: url } },
  })
  const body: unknown = await answer.json()
  if (!answer.ok || !isRecord(body)) throw new Error(`POST /ticket was answered with ${answer.status}`)
  return String(body['ticket'])
}

export async function connectClient(address: GatewayAddress, options: ClientOptions = {}): Promise<GatewayClient> {
  const socket = options.isPage === true ? await asPage(address) : asProgram(address)
  const log = createEventLog<CodexNotification>({ nameOf: nameOf })
  const events: SeenEvent[] = []
  const waiting = new Map<unknown, (reply: JsonObject) => void>()
  const followers = new Set<(seen: CodexNotification) => void>()
  const closed = once(socket, 'close').then((args: unknown[]) => {
    const goodbye = { code: Number(args[0]), reason: String(args[1]) }
    log.end(`the gateway hung up (${goodbye.code} ${goodbye.reason})`)
    for (const settle of waiting.values()) settle({ error: { message: 'the gateway hung up' } })
    return goodbye
  })
  socket.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data.toString() : ''
    const message = decodeJsonObject(text)
    if (message === undefined) throw new Error(`the gateway sent no JSON object: ${text.slice(0, 200)}`)
    const { id, method, params } = message
    if (typeof method !== 'string' || !isRecord(params)) {
      waiting.get(id)?.(message)
      return
    }
    if (method === 'conversation/event' && isRecord(params['event'])) {
      events.push({ sequence: Number(params['sequence']), event: params['event'] })
    }
    log.add({ method, params })
    for (const follow of followers) follow({ method, params })
  })
  await once(socket, 'open')
  let lastId = 0
  const client: GatewayClient = {
    ...{ notifications: log.all, events, closed },
    get lastSequence() {
      return events.at(-1)?.sequence ?? 0
    },
    request(method, params) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id)
          if (isRecord(result)) resolve(result)
          else reject(new Error(`${method}: ${isRecord(error) ? String(error['message']) : 'no result'}`))
        })
        socket.send(JSON.stringify({ id, method, params }))
      })
    },
    follow(threadId) {
      const own = createEventLog<CodexNotification>({ nameOf })
      followers.add((seen) => {
        if (seen.params['threadId'] === threadId) own.add(seen)
      })
      return {
        all: own.all,
        until: (isWanted, wanted) => own.until(isWanted, wanted),
        async next(method, isWanted = () => true) {
          const seen = await own.until((each) => each.method === method && isWanted(each.params), method)
          return seen.at(-1)?.params ?? {}
        },
      }
    },
    async next(method, isWanted = () => true) {
      const seen = await log.until((each) => each.method === method && isWanted(each.params), method)
      return seen.at(-1)?.params ?? {}
    },
    async nextEvent(type, isWanted = () => true) {
      const fits = ({ event }: JsonObject): boolean => isRecord(event) && event['type'] === type && isWanted(event)
      const isIt = ({ method, params }: CodexNotification): boolean => method === 'conversation/event' && fits(params)
      const seen = await log.until(isIt, `event ${type}`)
      const event = seen.at(-1)?.params['event']
      return isRecord(event) ? event : {}
    },
    async close() {
      socket.close()
      await closed
    },
  }
  const { name = 'parley_e2e' } = options
  await client.request('initialize', { clientInfo: { name, title: null, version: '0.0.1' } })
  socket.send('{"method":"initialized"}')
  return client
}

function asProgram({ url, token }: GatewayAddress): WebSocket {
  return new WebSocket(`${url.replace(/^http/, 'ws')}/app`, { headers: { authorization: `Bearer ${token}` } })
}

async function asPage(address: GatewayAddress): Promise<WebSocket> {
  const protocols = ['parley.v1', `parley.ticket.${await takeTicket(address)}`]
  return new WebSocket(`${address.url.replace(/^http/, 'ws')}/app`, protocols, { origin: address.url })
}

/** Events of conversations by their own type. */
function nameOf({ method, params }: CodexNotification): string {
  const { event } = params
  return method === 'conversation/event' && isRecord(event) ? String(event['type']) : method
}
