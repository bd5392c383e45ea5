import { isSessionFormat } from './audio-frame.js'
import type { AudioFrame } from './audio-frame.js'
import { toSnakeCaseKeys } from '@parley/wire'
import type { RealtimeEvent, RealtimeSessionConfig, Settings, TextRole, TruncatePoint, WireFrame } from '@parley/wire'
import type { CloseInfo } from './connection-machine.js'
import type { ClientEvent } from './client-event.js'
import type { ConnectionDriver } from './connection-driver.js'
import { mergeConfig } from './merge-config.js'
import type { RawListener } from './raw-listeners.js'
import type { TranscriptEntry } from './transcript/transcript.js'

export interface ConnectionStats {
  /** Frames that were no event at all: not JSON, no `type`, binary, or without the fields their type demands. */
  readonly ignoredFrames: number
  /** Events of the assistant's audio dropped because nobody read them. */
  readonly droppedAudio: number
  /** Events waiting for the reader. */
  readonly queuedEvents: number
  /** Audio that was sent in another rate or channel count than the session's: the server hears it at the wrong speed. */
  readonly misfitAudio: number
}

export interface CreateResponseOptions extends Settings {
  /** Comes back as `eventId` of an `error` that this request caused. */
  readonly eventId?: string
}

/**
 * One open protocol connection. Made by `RealtimeClient`; whoever holds it closes it. One reader takes the events;
 * everything that sends returns at once and throws a `closed` error after the end.
 */
export class Connection {
  readonly #driver: ConnectionDriver
  #misfitAudio = 0

  constructor(driver: ConnectionDriver) {
    this.#driver = driver
  }

  get dialect(): RealtimeSessionConfig['dialect'] {
    return this.#driver.dialect.name
  }

  /** The call that this sideband joined. */
  get callId(): string | undefined {
    return this.#driver.callId
  }

  /** The next event in arrival order, or `null` once the connection has ended (and then always). Rejects only by `signal`. */
  nextEvent(options: { readonly signal?: AbortSignal } = {}): Promise<RealtimeEvent | null> {
    return this.#driver.events.next(options.signal)
  }

  /** The same events for `for await`. Leaving the loop does not close the connection. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RealtimeEvent, void, undefined> {
    for (;;) {
      const event = await this.nextEvent()
      if (event === null) return
      yield event
    }
  }

  /**
   * Adds audio to the server's input buffer, as it is: the protocol has no field for a frame's rate, and the client
   * does not resample. A frame that the session was not configured for is counted in `stats.misfitAudio`.
   */
  sendAudio(frame: AudioFrame): void {
    if (!isSessionFormat(frame, this.#driver.config)) this.#misfitAudio += 1
    const { data } = frame
    if (typeof data === 'string') this.#driver.sendFrame({ type: 'input_audio_buffer.append', audio: data })
    else this.#driver.feedOpen({ type: 'audio-requested', audio: data })
  }

  /** Adds a message item. It does not ask for an answer; `createResponse` does. */
  sendText(text: string, options: { readonly role?: TextRole } = {}): void {
    this.#driver.sendFrame(this.#driver.dialect.encodeText(text, options.role ?? 'user'))
  }

  /** The agent's words on the way, in the dialect's own form. */
  appendHandoff(handoffId: string, text: string): void {
    this.#driver.sendFrame(this.#driver.dialect.encodeHandoffAppend(handoffId, text))
  }

  /** The agent's last words for a handoff. On realtime they answer its call, or follow as a message where that was answered. */
  finishHandoff(handoffId: string, text: string): void {
    this.#driver.feedOpen({ type: 'handoff-finished', handoffId, text })
  }

  /** Answers a tool call. On quicksilver, which has none, it does nothing. */
  sendFunctionOutput(callId: string, output: string): void {
    this.#sendWhereKnown(this.#driver.dialect.encodeFunctionOutput(callId, output))
  }

  /** Asks for a response, with settings for this one; keys may be camelCase. Quicksilver answers by itself. */
  createResponse(options: CreateResponseOptions = {}): void {
    const { eventId, ...response } = options
    const settings = Object.keys(response).length === 0 ? undefined : toSnakeCaseKeys(response)
    const frame = this.#driver.dialect.encodeResponseCreate(settings)
    this.#sendWhereKnown(frame === undefined || eventId === undefined ? frame : { ...frame, event_id: eventId })
  }

  cancelResponse(responseId?: string): void {
    this.#sendWhereKnown(this.#driver.dialect.encodeResponseCancel(responseId))
  }

  /** Cuts an assistant item's audio to what was heard. */
  truncate(point: TruncatePoint): void {
    this.#sendWhereKnown(this.#driver.dialect.encodeTruncate(point))
  }

  /** Changes the session: `partial` over what was configured before. The dialect, the model and the id cannot change. */
  updateSession(partial: Partial<RealtimeSessionConfig>): void {
    const config = mergeConfig(this.#driver.config, partial)
    this.#driver.dialect.checkConfig(config)
    this.#driver.feedOpen({ type: 'session-update-requested', config })
  }

  /** Sends any wire event as it is. Those of both dialects are typed; others need only a `type`. */
  send(event: ClientEvent | WireFrame): void {
    this.#driver.sendFrame(event)
  }

  /** Every frame, both ways, before it is decoded; returns what stops it. A listener that throws is ignored. */
  onRaw(listener: RawListener): () => void {
    return this.#driver.onRaw(listener)
  }

  /** Bytes accepted and not yet on the wire. */
  get bufferedAmount(): number {
    return this.#driver.bufferedAmount
  }

  /** Everything said so far, in item order. */
  get transcript(): readonly TranscriptEntry[] {
    return this.#driver.transcript.entries
  }

  get stats(): ConnectionStats {
    return { ...this.#driver.stats, misfitAudio: this.#misfitAudio }
  }

  /** Resolves when the connection has ended; never rejects. */
  get closed(): Promise<CloseInfo> {
    return this.#driver.closed
  }

  /** Closes with code 1000. Idempotent; resolves when the socket is gone. A reader that waits gets `null`. */
  async close(): Promise<void> {
    this.#driver.feed({ type: 'close-requested', code: 1000, reason: '' })
    await this.#driver.closed
  }

  #sendWhereKnown(frame: WireFrame | undefined): void {
    if (frame === undefined) this.#driver.assertOpen()
    else this.#driver.sendFrame(frame)
  }
}
