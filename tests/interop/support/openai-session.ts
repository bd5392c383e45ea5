import { connect } from 'node:net'
import { encodePcm16 } from '@parley/wire'
import OpenAI from 'openai'
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { OpenAIRealtimeError } from 'openai/realtime/internal-base'
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime'
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import { createEventLog } from './event-log.js'
import { slicesOf } from './sounds.js'

export type ServerEvent<Type extends RealtimeServerEvent['type']> = Extract<RealtimeServerEvent, { type: Type }>

/** One session of the `openai` package's realtime client, as an application would hold it. */
export interface OpenAiSession {
  readonly events: readonly RealtimeServerEvent[]
  /** What the package handed to its `error` listener: error events of the server and faults of the connection. */
  readonly errors: readonly OpenAIRealtimeError[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  send(event: RealtimeClientEvent): void
  /** A frame that the package's types do not allow. */
  sendRaw(text: string): void
  /** Appends as fast as possible, 100 ms each. */
  sendAudio(samples: Int16Array): void
  next<Type extends RealtimeServerEvent['type']>(type: Type): Promise<ServerEvent<Type>>
  until(type: RealtimeServerEvent['type']): Promise<readonly RealtimeServerEvent[]>
  close(): Promise<void>
}

export type OpenAiTransport = 'ws' | 'native'

export interface OpenAiTarget {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly apiKey?: string
  readonly transport?: OpenAiTransport
  readonly target?: { readonly model: string } | { readonly intent: 'transcription' }
}

/**
 * The package speaks TLS only (`wss:`, whatever its base URL says). Its own connection option lets it reach a server
 * of this machine without a certificate; the package itself is unchanged.
 */
export const plainConnection: ClientOptions = {
  createConnection: (options) => {
    if (typeof options !== 'object' || !('port' in options)) throw new TypeError('no port to connect to')
    return connect({ host: '127.0.0.1', port: Number(options.port) })
  },
}

/** Node 20 has no global WebSocket: the package's variant for runtimes that have one gets this. */
class PlainWebSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, plainConnection)
  }
}

/** Opens the connection and waits for `session.created`. */
export async function openOpenAiSession(target: OpenAiTarget): Promise<OpenAiSession> {
  const session = startOpenAiSession(target)
  await session.next('session.created')
  return session
}

export function startOpenAiSession(options: OpenAiTarget): OpenAiSession {
  const { url, apiKey = 'sk-any', transport = 'ws', target = { model: 'gpt-realtime' } } = options
  const client = new OpenAI({ apiKey, baseURL: `${url}/v1` })
  return transport === 'ws'
    ? wrap(new OpenAIRealtimeWS({ ...target, options: plainConnection }, client))
    : wrap(openNative(target, client))
}

function openNative(target: OpenAiTarget['target'] & object, client: OpenAI): OpenAIRealtimeWebSocket {
  const { WebSocket: before } = globalThis
  Object.assign(globalThis, { WebSocket: PlainWebSocket })
  try {
    return new OpenAIRealtimeWebSocket({ ...target, dangerouslyAllowBrowser: true }, client)
  } finally {
    Object.assign(globalThis, { WebSocket: before })
  }
}

function wrap(client: OpenAIRealtimeWS | OpenAIRealtimeWebSocket): OpenAiSession {
  const log = createEventLog<RealtimeServerEvent>({ nameOf: (event) => event.type })
  const errors: OpenAIRealtimeError[] = []
  client.on('event', (event) => log.add(event))
  client.on('error', (error) => errors.push(error))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    client.socket.addEventListener('close', ({ code, reason }: { readonly code: number; readonly reason: string }) => {
      log.end(`the connection closed with ${code} ${reason}`)
      resolve({ code, reason })
    })
  })
  const send = (event: RealtimeClientEvent): void => client.send(event)
  return {
    events: log.all,
    errors,
    closed,
    send,
    sendRaw: (text) => client.socket.send(text),
    sendAudio(samples) {
      for (const slice of slicesOf(samples, 100)) send({ type: 'input_audio_buffer.append', audio: encodePcm16(slice) })
    },
    next: (type) => log.next((event): event is ServerEvent<typeof type> => event.type === type, type),
    until: (type) => log.until((event) => event.type === type, type),
    async close() {
      client.close()
      await closed
    },
  }
}
