import { ParleyError } from '@parley/wire'
import type { RealtimeSessionConfig } from '@parley/wire'
import type { Clock } from '../clock.js'
import type { Connection } from '../connection.js'
import type { CreatedCall } from '../create-call.js'
import { withDeadline } from '../deadline.js'
import { RealtimeClient } from '../realtime-client.js'
import type { CallPeer, OpenCallPeer } from './call-peer.js'
import { createChannelTransport } from './channel-transport.js'
import type { ChannelTransport } from './channel-transport.js'

/** What one call of the server needs, and whom it tells. */
export interface CallLegParts {
  readonly openPeer: OpenCallPeer
  readonly microphone: MediaStream
  readonly createCall: (offerSdp: string, signal: AbortSignal) => Promise<CreatedCall>
  readonly hangUp: (callId: string) => Promise<void>
  readonly config: RealtimeSessionConfig
  readonly delegationTools: readonly string[] | undefined
  readonly clock: Clock
  /** Of everything up to the open channel. */
  readonly timeoutMs: number
  readonly onVoice: (stream: MediaStream) => void
  readonly onMedia: (state: 'connected' | 'disconnected' | 'failed') => void
  /** The other end, or the connection's `close`, has ended the channel. */
  readonly onChannelClosed: () => void
}

export interface OpenLeg {
  readonly callId: string
  readonly connection: Connection
}

/** One call of the server, from the offer to its end. */
export interface CallLeg {
  /** Rejects with a `ParleyError`; whoever holds the leg drops it then. */
  readonly opened: Promise<OpenLeg>
  /**
   * Ends the call, also one that is only being made; its connection is closed, or broken where `isLost`. Idempotent, never
   * rejects; resolves when the server was told.
   */
  drop(isLost: boolean): Promise<void>
}

export function startCallLeg(parts: CallLegParts): CallLeg {
  const leg = new Leg(parts)
  return { opened: leg.open(), drop: (isLost) => leg.drop(isLost) }
}

class Leg {
  readonly #parts: CallLegParts
  readonly #stop = new AbortController()
  readonly #channelOpen: Promise<void>
  #tellOpen: () => void = () => undefined
  #peer: CallPeer | undefined
  #transport: ChannelTransport | undefined
  #created: Promise<CreatedCall> | undefined
  #dropped: Promise<void> | undefined

  constructor(parts: CallLegParts) {
    this.#parts = parts
    this.#channelOpen = new Promise((resolve) => {
      this.#tellOpen = resolve
    })
  }

  async open(): Promise<OpenLeg> {
    const { clock, timeoutMs, config, delegationTools } = this.#parts
    const { signal } = this.#stop
    const { callId, transport } = await withDeadline({ clock, timeoutMs, signal }, 'setting up the call', (given) =>
      this.#setUp(given),
    )
    // The address goes nowhere: the channel is open.
    const tools = delegationTools === undefined ? {} : { delegationTools }
    const client = new RealtimeClient({ baseUrl: 'http://call.invalid', transport, clock, ...tools })
    return { callId, connection: await client.connect(config, { signal }) }
  }

  drop(isLost: boolean): Promise<void> {
    this.#dropped ??= this.#end(isLost)
    return this.#dropped
  }

  async #setUp(signal: AbortSignal): Promise<{ readonly callId: string; readonly transport: ChannelTransport }> {
    const peer = this.#openPeer()
    const offer = await peer.createOffer()
    if (signal.aborted) throw new ParleyError('aborted', 'the call was given up')
    this.#created = this.#parts.createCall(offer, signal)
    const { callId, sdp } = await this.#created
    if (signal.aborted) throw new ParleyError('aborted', 'the call was given up')
    await peer.acceptAnswer(sdp).catch((cause: unknown) => {
      throw new ParleyError('protocol', `the answer to call ${callId} is no SDP that this browser takes`, { cause })
    })
    await this.#channelOpen
    return { callId, transport: this.#transport ?? createChannelTransport(peer) }
  }

  #openPeer(): CallPeer {
    const { openPeer, microphone, onVoice, onMedia, onChannelClosed } = this.#parts
    const peer = openPeer(microphone, {
      onVoice,
      onMedia,
      onChannelOpen: () => this.#tellOpen(),
      onText: (text) => this.#transport?.receive(text),
      onChannelClosed: () => {
        this.#transport?.closed('the server closed the channel')
        onChannelClosed()
      },
    })
    this.#peer = peer
    this.#transport = createChannelTransport(peer)
    return peer
  }

  async #end(isLost: boolean): Promise<void> {
    this.#stop.abort(new ParleyError('aborted', 'the call was left'))
    this.#peer?.close()
    if (isLost) this.#transport?.failed(new ParleyError('unavailable', 'the network that carried this call is gone'))
    else this.#transport?.closed('the call was ended')
    // A call whose creation is still on its way would go on, and cost, without anybody in it.
    const created = await this.#created?.catch(() => undefined)
    if (created !== undefined) await this.#parts.hangUp(created.callId).catch(() => undefined)
  }
}
