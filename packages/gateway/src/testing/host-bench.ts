import { createFakeClock, createFakeConnection, createScriptedAgent } from '@parley/conversation/testing'
import type { AgentScript, FakeClock, FakeConnection, ScriptedAgent } from '@parley/conversation/testing'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject, RealtimeEvent } from '@parley/wire'
import { createAppSession } from '../app-server/app-session.js'
import type { AppSession, AppSessionOptions } from '../app-server/app-session.js'
import { createConversationHost } from '../conversations/conversation-host.js'
import type { ConversationHost, HostOptions } from '../conversations/conversation-host.js'

export interface HostBenchOptions extends Partial<Omit<HostOptions, 'connect' | 'clock' | 'agentFor'>> {
  readonly script?: AgentScript
  /** What opening a connection gives; default: a fake one that works. */
  readonly open?: (count: number) => FakeConnection | Error
}

/** A host with fakes around it, in a time that a test moves. */
export interface HostBench {
  readonly host: ConversationHost
  readonly clock: FakeClock
  readonly agent: ScriptedAgent
  /** All that were opened, oldest first. */
  readonly connections: readonly FakeConnection[]
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>
  wait(ms: number): Promise<void>
  client(name: string, options?: AppSessionOptions): Promise<BenchClient>
}

/** A client of the app server, in memory. */
export interface BenchClient {
  readonly session: AppSession
  /** Everything that was written to it. */
  readonly written: readonly JsonObject[]
  /** Params of the notifications of this method. */
  of(method: string): readonly JsonObject[]
  /** Event objects of `conversation/event`. */
  readonly events: readonly JsonObject[]
  /** Resolves with the result, rejects with `CODE message`. */
  request(method: string, params?: JsonObject): Promise<JsonObject>
  readonly closedWith: string | undefined
}

export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve()
}

export function createHostBench({ script = [{ type: 'hang' }], open, ...options }: HostBenchOptions = {}): HostBench {
  const clock = createFakeClock()
  const agent = createScriptedAgent(script, { canSteer: true, canAnswer: true, canReply: true })
  const connections: FakeConnection[] = []
  let openings = 0
  let ids = 0
  const host = createConversationHost({
    createId: () => `c${++ids}`,
    ...options,
    clock,
    agentFor: () => agent,
    connect: async ({ config }) => {
      const opened = open?.(++openings) ?? createFakeConnection(config.dialect)
      if (opened instanceof Error) throw opened
      connections.push(opened)
      return opened
    },
  })
  return {
    ...{ host, clock, agent, connections, settle },
    async wait(ms) {
      await settle()
      clock.advance(ms)
      await settle()
    },
    client: (name, sessionOptions) => openBenchClient(host, name, sessionOptions),
  }
}

async function openBenchClient(
  host: ConversationHost,
  name: string,
  options: AppSessionOptions | undefined,
): Promise<BenchClient> {
  const written: JsonObject[] = []
  const waiting = new Map<unknown, (message: JsonObject) => void>()
  let closedWith: string | undefined
  let lastId = 0
  const session = createAppSession(
    {
      send(text) {
        const message = decodeJsonObject(text)
        if (message === undefined) throw new Error(`no JSON object: ${text.slice(0, 100)}`)
        written.push(message)
        if (!('method' in message)) waiting.get(message['id'])?.(message)
        return true
      },
      close(reason) {
        closedWith ??= reason
      },
    },
    host,
    options,
  )
  const of = (method: string): readonly JsonObject[] =>
    written.flatMap(({ method: name, params }) => (name === method && isRecord(params) ? [params] : []))
  const client: BenchClient = {
    ...{ session, written, of },
    get events() {
      return of('conversation/event').flatMap(({ event }) => (isRecord(event) ? [event] : []))
    },
    request(method, params = {}) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          if (isRecord(result)) resolve(result)
          else reject(new Error(isRecord(error) ? `${String(error['code'])} ${String(error['message'])}` : 'no result'))
        })
        session.receive(JSON.stringify({ id, method, params }))
      })
    },
    get closedWith() {
      return closedWith
    },
  }
  await client.request('initialize', { clientInfo: { name, version: '1' } })
  session.receive('{"method":"initialized"}')
  return client
}

/** The voice model gives work away. */
export function handoffEvent(handoffId: string, inputTranscript: string): RealtimeEvent {
  return { type: 'handoff_requested', handoffId, itemId: `item_${handoffId}`, inputTranscript, activeTranscript: [] }
}

/** One delta of audio at 24 kHz. */
export function audioEvent(itemId: string, ms: number): RealtimeEvent {
  const pcm = new Int16Array((24_000 * ms) / 1000)
  return { type: 'audio_out', data: '', sampleRate: 24_000, numChannels: 1, itemId, pcm }
}

/** Starts a conversation with its voice, and subscribes to all of it. */
export async function startTalk(bench: HostBench, client: BenchClient): Promise<string> {
  const { conversation } = await client.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await client.request('conversation/subscribe', { conversationId, after: 0, audio: true })
  await bench.settle()
  return conversationId
}
