import { PassThrough } from 'node:stream'
import { createInterface } from 'node:readline'
import { RealtimeClient } from '@parley/client'
import type { Agent } from '@parley/conversation'
import { createConversationHost, serveStdio } from '@parley/gateway'
import type { ConversationHost, HostOptions } from '@parley/gateway'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { CodexAppServer, CodexNotification } from './codex-app-server.js'
import { createEventLog } from './event-log.js'

/** A client of Parley's app server over two streams, with the same face as that of Codex's app server. */
export interface GatewayClient extends CodexAppServer {
  /** Everything that the server wrote, in order. */
  readonly written: readonly JsonObject[]
  /** The next notification of any thread or conversation. */
  next(method: string, isWanted?: (params: JsonObject) => boolean): Promise<JsonObject>
  readonly notifications: readonly CodexNotification[]
}

/** A host whose voices are opened at this realtime server. */
export function hostAt(url: string, agent: Agent, options: Partial<HostOptions> = {}): ConversationHost {
  const client = new RealtimeClient({ baseUrl: url })
  return createConversationHost({
    connect: ({ config, signal }) => client.connect(config, { signal }),
    agentFor: () => agent,
    ...options,
  })
}

export async function openGatewayClient(host: ConversationHost, name = 'parley_interop'): Promise<GatewayClient> {
  const toServer = new PassThrough()
  const fromServer = new PassThrough()
  const served = serveStdio(toServer, fromServer, host)
  const waiting = new Map<unknown, (reply: JsonObject) => void>()
  const threads = new Map<unknown, (seen: CodexNotification) => void>()
  const log = createEventLog<CodexNotification>({ nameOf: ({ method }) => method })
  const written: JsonObject[] = []
  let lastId = 0
  createInterface({ input: fromServer }).on('line', (line) => {
    const message = decodeJsonObject(line)
    if (message === undefined) throw new Error(`the app server wrote no JSON object: ${line.slice(0, 200)}`)
    written.push(message)
    const { id, method, params } = message
    if (typeof method !== 'string') waiting.get(id)?.(message)
    else if (isRecord(params)) {
      log.add({ method, params })
      threads.get(params['threadId'])?.({ method, params })
    }
  })
  const client: GatewayClient = {
    ...{ written, notifications: log.all },
    request(method, params) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id)
          if (isRecord(result)) resolve(result)
          else reject(new Error(`${method}: ${isRecord(error) ? String(error['message']) : 'no result'}`))
        })
        toServer.write(`${JSON.stringify({ id, method, params })}\n`)
      })
    },
    follow(threadId) {
      const own = createEventLog<CodexNotification>({ nameOf: ({ method }) => method })
      threads.set(threadId, (seen) => own.add(seen))
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
    async close() {
      toServer.end()
      await served.ended
      fromServer.end()
    },
  }
  await client.request('initialize', {
    clientInfo: { name, title: null, version: '0.0.1' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  })
  toServer.write('{"method":"initialized"}\n')
  return client
}
