import { decodeFrame, encodeFrame, encodePcm16, isRecord } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import type { SessionDriver } from '../driver/session-driver.js'
import type { SessionLink } from '../driver/session-link.js'
import type { ServerClock } from '../clock.js'
import { createCallLink, toFrame } from './call-link.js'
import type { CallLink } from './call-link.js'
import type { CallPacer } from './call-pacer.js'
import type { AnswerOffer, MediaPeer } from './media-peer.js'
import type { OpusCodec } from './opus-codec.js'
import { createPlayout } from './playout.js'
import { createVoiceReceiver } from './voice-receiver.js'

export interface CallParts {
  readonly callId: string
  readonly isQuicksilver: boolean
  readonly answerOffer: AnswerOffer
  readonly codec: OpusCodec
  readonly pacer: CallPacer
  readonly clock: ServerClock
  /** Opens the session behind the call. `onTurn`: an utterance of the user has begun. */
  readonly openDriver: (link: SessionLink, onTurn: () => void) => SessionDriver
  readonly onEnded: (reason: string) => void
}

/** Somebody beside the call's own data channel who sees and steers the same session. */
export interface CallListener {
  send(event: WireFrame): void
  close(code: number, reason: string): void
}

/** One call: the user's voice in, the session's voice out, its events to all who listen. */
export interface Call {
  readonly callId: string
  readonly answerSdp: string
  /** Configures the session before anybody listens; what is wrong with it is the answer. */
  configure(session: Readonly<Record<string, unknown>>): string | undefined
  /** From here on events go out. */
  begin(): void
  join(listener: CallListener): () => void
  /** A text frame from a listener. */
  receive(text: string): void
  receiveBinary(): void
  /** Idempotent, never rejects; resolves when nothing of the call runs any more. */
  hangUp(reason: string, code?: number): Promise<void>
}

/** A call whose media does not come up by then is given up. */
const CONNECT_MS = 20_000
/** A network that is silent for so long does not come back. */
const GRACE_MS = 15_000
const TRUNCATE_ID = 'event_call_truncate'

/** Rejects with `protocol` when the offer cannot be answered; then nothing is left of it. */
export async function openCall(offerSdp: string, parts: CallParts): Promise<Call> {
  const call = new OpenCall(parts)
  await call.answer(offerSdp)
  return call
}

class OpenCall implements Call {
  readonly #parts: CallParts
  readonly #playout = createPlayout()
  readonly #listeners = new Set<CallListener>()
  readonly #receiver: ReturnType<typeof createVoiceReceiver>
  readonly #link: CallLink
  readonly #session: CallSession = { created: undefined, problem: undefined, isBegun: false, isHearing: true }
  readonly #endings: (() => void)[] = []
  #driver: SessionDriver | undefined
  #peer: MediaPeer | undefined
  #ended: Promise<void> | undefined

  constructor(parts: CallParts) {
    this.#parts = parts
    this.#receiver = createVoiceReceiver((payload) => parts.codec.decode(payload))
    this.#link = createCallLink({
      playout: this.#playout,
      broadcast: (event) => this.#broadcast(event),
      onInterrupted: () => this.#interrupt(),
      onClose: (code, reason) => void this.hangUp(reason, code),
    })
  }

  get callId(): string {
    return this.#parts.callId
  }

  get answerSdp(): string {
    return this.#peer?.answerSdp ?? ''
  }

  async answer(offerSdp: string): Promise<void> {
    const { answerOffer, openDriver, pacer, clock, isQuicksilver } = this.#parts
    let calmDown = clock.setTimer(CONNECT_MS, () => void this.hangUp('No media came.'))
    this.#endings.push(() => calmDown())
    this.#peer = await answerOffer(offerSdp, {
      onVoice: (packet) => this.#receiver.push(packet),
      onEvent: (text) => this.receive(text),
      onBinary: () => this.receiveBinary(),
      onConnected: () => calmDown(),
      onDisconnected: () => {
        calmDown()
        calmDown = clock.setTimer(GRACE_MS, () => void this.hangUp('The network was silent for too long.'))
      },
      onGone: (reason) => void this.hangUp(reason),
    }).catch((cause: unknown) => {
      void this.hangUp('The offer cannot be answered.')
      throw cause
    })
    this.#driver = openDriver(this.#link, () => {
      // The realtime dialect says by an event of its own that the user speaks.
      if (isQuicksilver) this.#interrupt()
    })
    this.#endings.push(pacer.add(() => this.#tick()))
  }

  configure(session: Readonly<Record<string, unknown>>): string | undefined {
    this.#session.problem = undefined
    this.#driver?.receiveFrame({ type: 'session.update', session })
    return this.#session.problem
  }

  begin(): void {
    this.#session.isBegun = true
    const { created } = this.#session
    if (created !== undefined) this.#peer?.sendEvent(encodeFrame(created))
  }

  join(listener: CallListener): () => void {
    this.#listeners.add(listener)
    const { created } = this.#session
    // Who joins late begins like everybody else: by hearing what the session is.
    if (created !== undefined) listener.send(created)
    return () => this.#listeners.delete(listener)
  }

  receive(text: string): void {
    const frame = decodeFrame(text)
    if (frame?.type === 'output_audio_buffer.clear' && !this.#parts.isQuicksilver) this.#interrupt()
    else this.#driver?.receive(text)
  }

  receiveBinary(): void {
    this.#driver?.receiveBinary()
  }

  hangUp(reason: string, code = 1000): Promise<void> {
    this.#ended ??= this.#end(reason, code)
    return this.#ended
  }

  async #end(reason: string, code: number): Promise<void> {
    for (const end of this.#endings) end()
    for (const listener of this.#listeners) listener.close(code, reason)
    this.#listeners.clear()
    this.#playout.clear()
    this.#link.onPlayed()
    await this.#driver?.close()
    await this.#peer?.close()
    this.#parts.codec.close()
    this.#parts.onEnded(reason)
  }

  /** Every 20 ms: hear and speak. */
  #tick(): void {
    for (const heard of this.#receiver.pull()) {
      if (!this.#session.isHearing) break
      this.#driver?.receiveFrame({ type: 'input_audio_buffer.append', audio: encodePcm16(heard) })
    }
    const { samples, events } = this.#playout.pull()
    if (samples === undefined) this.#peer?.skipVoice()
    else this.#peer?.sendVoice(this.#parts.codec.encode(samples))
    this.#tellPlayout(events)
    this.#link.onPlayed()
  }

  /** The user speaks over it, or somebody asks for silence: what was not heard is not part of the conversation. */
  #interrupt(): void {
    const { events, cut } = this.#playout.clear()
    this.#tellPlayout(events)
    this.#link.onPlayed()
    if (this.#parts.isQuicksilver) return
    for (const { itemId, contentIndex, playedMs } of cut) {
      this.#driver?.receiveFrame({
        ...{ type: 'conversation.item.truncate', event_id: TRUNCATE_ID },
        ...{ item_id: itemId, content_index: contentIndex, audio_end_ms: playedMs },
      })
    }
  }

  #tellPlayout(events: readonly { readonly type: string; readonly responseId: string }[]): void {
    if (this.#parts.isQuicksilver) return
    for (const event of events) this.#broadcast(toFrame(event))
  }

  #broadcast(event: WireFrame): void {
    if (this.#ended !== undefined || !follow(this.#session, event)) return
    const text = encodeFrame(event)
    this.#peer?.sendEvent(text)
    for (const listener of this.#listeners) listener.send(event)
  }
}

/** What a call knows of its session from what the session says. */
interface CallSession {
  /** How the session is now, as its creation would be told. */
  created: WireFrame | undefined
  /** What was wrong with the last configuration. */
  problem: string | undefined
  /** Events go out. */
  isBegun: boolean
  /** False while the session's input buffer is full. */
  isHearing: boolean
}

/** Whether the event goes out. */
function follow(session: CallSession, event: WireFrame): boolean {
  if (event.type === 'session.created') session.created = event
  if (event.type === 'session.updated' && session.created !== undefined) {
    session.created = { ...session.created, session: event['session'] }
  }
  if (event.type === 'input_audio_buffer.committed' || event.type === 'input_audio_buffer.cleared') {
    session.isHearing = true
  }
  if (event.type !== 'error') return session.isBegun
  const { error } = event
  if (!isRecord(error)) return session.isBegun
  if (error['code'] === 'input_audio_buffer_full') session.isHearing = false
  if (!session.isBegun) session.problem = String(error['message'])
  // The item may have gone in the meantime: nobody asked for its truncation but we.
  return session.isBegun && error['event_id'] !== TRUNCATE_ID
}
