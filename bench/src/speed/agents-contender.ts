import { peerUrl } from '../peers.js'
import { signatureOfText } from './contender.js'
import type { Contender } from './contender.js'
import { MARKER_TYPE } from './workload.js'

/** What is used of the peer's WebSocket transport. */
interface AgentsTransport {
  on(name: string, listener: (event: AgentsEvent) => void): void
  off(name: string, listener: (event: AgentsEvent) => void): void
  connect(options: { readonly apiKey: string; readonly url: string }): Promise<void>
  sendAudio(audio: ArrayBuffer): void
  close(): void
  readonly connectionState: { readonly websocket?: { readonly bufferedAmount: number } }
}

interface AgentsEvent {
  readonly type: string
  readonly data: ArrayBuffer
  readonly delta: string
}

interface AgentsModule {
  readonly OpenAIRealtimeWebSocket: new (options: { readonly useInsecureApiKey: boolean }) => AgentsTransport
}

async function decodeAgentsModule(): Promise<AgentsModule> {
  return (await import(peerUrl('@openai/agents-realtime', 'dist/index.mjs'))) as AgentsModule
}

/** `@openai/agents-realtime`, its transport alone: below the session, which only adds to it. */
export const agentsContender: Contender = {
  name: '@openai/agents-realtime',
  async connect(url) {
    const { OpenAIRealtimeWebSocket } = await decodeAgentsModule()
    const transport = new OpenAIRealtimeWebSocket({ useInsecureApiKey: true })
    await transport.connect({ apiKey: 'none', url })
    return {
      readToMarker: (take) => readToMarker(transport, take),
      append: (bytes) => {
        transport.sendAudio(Uint8Array.from(bytes).buffer)
      },
      get bufferedAmount() {
        return transport.connectionState.websocket?.bufferedAmount ?? 0
      },
      close: async () => {
        transport.close()
      },
    }
  },
}

function readToMarker(transport: AgentsTransport, take: (signature: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const onAudio = ({ data }: AgentsEvent): void => {
      take(new Int16Array(data)[0] ?? 0)
    }
    const onWords = ({ delta }: AgentsEvent): void => {
      take(signatureOfText(delta))
    }
    const onEvent = ({ type }: AgentsEvent): void => {
      if (type !== MARKER_TYPE) return
      transport.off('audio', onAudio)
      transport.off('audio_transcript_delta', onWords)
      transport.off('*', onEvent)
      resolve()
    }
    transport.on('audio', onAudio)
    transport.on('audio_transcript_delta', onWords)
    transport.on('*', onEvent)
  })
}
