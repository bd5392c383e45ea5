import { bytesFromPcm16, pcm16FromBytes } from '@parley/wire'
import { OpenAIRealtimeWebSocket, RealtimeSession } from '@openai/agents-realtime'
import type { RealtimeAgent, RealtimeItem, RealtimeSessionConfig, TransportEvent } from '@openai/agents-realtime'
import { createEventLog } from './event-log.js'
import { joinSounds, slicesOf } from './sounds.js'

/** What the SDK tells its application, as values. */
export type SessionReport =
  | { readonly type: 'history'; readonly history: readonly RealtimeItem[] }
  | { readonly type: 'audio'; readonly samples: Int16Array }
  | { readonly type: 'tool-started' | 'tool-ended'; readonly name: string; readonly detail: string }
  | { readonly type: 'agent-ended'; readonly output: string }
  | { readonly type: 'audio-started' | 'audio-stopped' | 'interrupted' }
  | { readonly type: 'wire'; readonly event: TransportEvent }

export type ReportOf<Type extends SessionReport['type']> = SessionReport & { readonly type: Type }

/** One `RealtimeSession` over the SDK's own WebSocket transport. */
export interface AgentsSession {
  readonly session: RealtimeSession
  readonly reports: readonly SessionReport[]
  /** What the SDK handed to its `error` listener. */
  readonly errors: readonly unknown[]
  /** Sends as fast as possible, 100 ms each. */
  sendAudio(samples: Int16Array): void
  next<Type extends SessionReport['type']>(type: Type): Promise<ReportOf<Type>>
  /** The next wire event of this type. */
  wire(type: string): Promise<void>
  /** Waits until the history holds an item that fits. */
  remembered(isWanted: (item: RealtimeItem) => boolean, name: string): Promise<void>
  /** The next whole answer as sound: everything up to its end. */
  hearAnswer(): Promise<Int16Array>
  close(): Promise<void>
}

export interface AgentsSessionOptions {
  readonly config?: Partial<RealtimeSessionConfig>
  /** Of the address; the SDK names its model in the session too. */
  readonly query?: string
}

export async function openAgentsSession(
  url: string,
  agent: RealtimeAgent,
  { config = {}, query = '?model=gpt-realtime' }: AgentsSessionOptions = {},
): Promise<AgentsSession> {
  const transport = new OpenAIRealtimeWebSocket({ url: `${url.replace(/^http/, 'ws')}/v1/realtime${query}` })
  const session = new RealtimeSession(agent, { transport, model: 'gpt-realtime', config })
  const log = createEventLog<SessionReport>({
    nameOf: (report) => (report.type === 'wire' ? report.event.type : report.type),
  })
  const errors: unknown[] = []
  listen(session, (report) => log.add(report), errors)
  await session.connect({ apiKey: 'dummy' })
  const isWire = (type: string) => (report: SessionReport) => report.type === 'wire' && report.event.type === type
  return {
    session,
    reports: log.all,
    errors,
    sendAudio(samples) {
      for (const slice of slicesOf(samples, 100)) session.sendAudio(Uint8Array.from(bytesFromPcm16(slice)).buffer)
    },
    next: (type) => log.next((report): report is ReportOf<typeof type> => report.type === type, type),
    wire: async (type) => void (await log.until(isWire(type), type)),
    async remembered(isWanted, name) {
      if (session.history.some(isWanted)) return
      await log.until((report) => report.type === 'history' && report.history.some(isWanted), name)
    },
    async hearAnswer() {
      const heard = await log.until(isWire('response.output_audio.done'), 'the end of the answer')
      return joinSounds(heard.flatMap((report) => (report.type === 'audio' ? [report.samples] : [])))
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        transport.on('connection_change', (status) => {
          if (status === 'disconnected') resolve()
        })
      })
      session.close()
      await closed
    },
  }
}

function listen(session: RealtimeSession, add: (report: SessionReport) => void, errors: unknown[]): void {
  session.on('history_updated', (history) => add({ type: 'history', history: structuredClone(history) }))
  session.on('audio', ({ data }) => add({ type: 'audio', samples: pcm16FromBytes(new Uint8Array(data)) }))
  session.on('agent_tool_start', (_context, _agent, { name }, { toolCall }) =>
    add({ type: 'tool-started', name, detail: toolCall.type === 'function_call' ? toolCall.arguments : '' }),
  )
  session.on('agent_tool_end', (_context, _agent, { name }, result) =>
    add({ type: 'tool-ended', name, detail: result }),
  )
  session.on('agent_end', (_context, _agent, output) => add({ type: 'agent-ended', output }))
  session.on('audio_start', () => add({ type: 'audio-started' }))
  session.on('audio_stopped', () => add({ type: 'audio-stopped' }))
  session.on('audio_interrupted', () => add({ type: 'interrupted' }))
  session.on('transport_event', (event) => add({ type: 'wire', event }))
  session.on('error', ({ error }) => errors.push(error))
}
