import { ParleyError } from '@parley/wire'
import type { Dialect, RealtimeEvent, RealtimeSessionConfig, WireFrame } from '@parley/wire'
import type { Clock } from './clock.js'
import { createConnectionState, stepConnection } from './connection-machine.js'
import type { CloseInfo, ConnectionEffect, ConnectionInput, ConnectionState } from './connection-machine.js'
import { EventQueue } from './event-queue.js'
import { IdleWatch } from './idle-watch.js'
import { RawListeners } from './raw-listeners.js'
import type { RawListener } from './raw-listeners.js'
import type { SocketListener } from './open-socket.js'
import { Transcript } from './transcript/transcript.js'
import type { TransportSocket } from './transport.js'

/** How long a peer may take to answer a close frame. */
const CLOSE_GRACE_MS = 2_000

export interface ConnectionDriverOptions {
  readonly dialect: Dialect
  readonly config: RealtimeSessionConfig
  readonly callId: string | undefined
  /** Hears every frame, the first `session.update` included. */
  readonly onRaw: RawListener | undefined
  readonly clock: Clock
  /** The caller's limit; without it `defaultIdleTimeoutMs` holds where the transport can ask for a sign of life. */
  readonly idleTimeoutMs: number | undefined
  readonly defaultIdleTimeoutMs: number
}

/** Owns one open socket and the state of its machine: every input goes through `feed`, every effect is run here. */
export class ConnectionDriver {
  readonly events = new EventQueue()
  readonly transcript = new Transcript()
  readonly closed: Promise<CloseInfo>
  readonly #options: ConnectionDriverOptions
  readonly #raw = new RawListeners()
  #state: ConnectionState
  #socket: TransportSocket | undefined
  #idle: IdleWatch | undefined
  #cancelCloseTimer: () => void = () => undefined
  #resolveClosed: (info: CloseInfo) => void = () => undefined

  constructor(options: ConnectionDriverOptions) {
    this.#options = options
    this.#state = createConnectionState(options.dialect, options.config)
    if (options.onRaw !== undefined) this.#raw.add(options.onRaw)
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve
    })
  }

  get dialect(): Dialect {
    return this.#state.dialect
  }

  get config(): RealtimeSessionConfig {
    return this.#state.config
  }

  get callId(): string | undefined {
    return this.#options.callId
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  get stats(): { readonly ignoredFrames: number; readonly droppedAudio: number; readonly queuedEvents: number } {
    const { droppedAudio, length } = this.events
    return { ignoredFrames: this.#state.ignoredFrames, droppedAudio, queuedEvents: length }
  }

  onRaw(listener: RawListener): () => void {
    return this.#raw.add(listener)
  }

  /** Takes the open socket, sends the first frame, and returns the socket's callbacks. */
  accept(socket: TransportSocket): SocketListener {
    this.#socket = socket
    this.#idle = this.#watchIdle(socket)
    this.feed({ type: 'socket-opened' })
    return {
      onText: (text) => {
        this.#idle?.touch()
        this.#raw.received(text)
        this.feed({ type: 'text-received', text })
      },
      onTextBytes: (bytes) => this.#takeBytes(bytes),
      onBinary: (bytes) => {
        this.#idle?.touch()
        this.#raw.received(bytes)
        this.feed({ type: 'binary-received' })
      },
      onAlive: () => this.#idle?.touch(),
      onClosed: (code, reason) => {
        this.feed({ type: 'socket-closed', code, reason })
      },
      onFailed: (error) => {
        this.feed({ type: 'socket-failed', error })
      },
    }
  }

  /**
   * The short way of audio and words, which come by the hundred: of them the machine would say `deliver` and no more.
   * Whoever listens to raw frames is shown texts, so then all go the long way.
   */
  #takeBytes(bytes: Uint8Array): boolean {
    if (this.#state.phase !== 'open' || this.#raw.hasListeners) return false
    const event = this.#state.dialect.readBytes(bytes)
    if (event === undefined) return false
    this.#idle?.touch()
    this.#deliver(event)
    return true
  }

  #watchIdle(socket: TransportSocket): IdleWatch | undefined {
    const { clock, idleTimeoutMs, defaultIdleTimeoutMs } = this.#options
    const limitMs = idleTimeoutMs ?? (socket.ping === undefined ? undefined : defaultIdleTimeoutMs)
    if (limitMs === undefined) return undefined
    return new IdleWatch(clock, socket, limitMs, () => {
      const message = `no frame and no pong for ${String(limitMs)} ms; the connection is dead`
      socket.terminate()
      this.feed({ type: 'socket-failed', error: new ParleyError('timeout', message) })
    })
  }

  feed(input: ConnectionInput): void {
    const step = stepConnection(this.#state, input)
    this.#state = step.state
    for (const effect of step.effects) this.#run(effect)
  }

  /** As `feed`, for what a caller asked; throws a `closed` error where it could not be sent any more. */
  feedOpen(input: ConnectionInput): void {
    this.assertOpen()
    this.feed(input)
  }

  /** Throws a `config` error for what is no JSON (a cycle, a bigint). */
  sendFrame(frame: WireFrame): void {
    try {
      this.feedOpen({ type: 'frame-requested', frame })
    } catch (cause) {
      if (cause instanceof ParleyError) throw cause
      throw new ParleyError('config', `the event '${frame.type}' cannot be written as JSON`, { cause })
    }
  }

  assertOpen(): void {
    if (this.#state.phase === 'open') return
    throw new ParleyError('closed', `the connection is ${this.#state.phase}; nothing can be sent on it any more`)
  }

  #run(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'send':
        this.#raw.sent(effect.text)
        this.#socket?.send(effect.text)
        break
      case 'send-ascii':
        this.#raw.sent(effect.text)
        if (this.#socket?.sendAscii === undefined) this.#socket?.send(effect.text)
        else this.#socket.sendAscii(effect.text)
        break
      case 'deliver':
        this.#deliver(effect.event)
        break
      case 'end-events':
        this.events.end()
        break
      case 'close-socket':
        this.#socket?.close(effect.code, effect.reason)
        break
      case 'await-close':
        this.#cancelCloseTimer()
        this.#cancelCloseTimer = this.#options.clock.schedule(CLOSE_GRACE_MS, () => {
          this.feed({ type: 'close-timed-out' })
        })
        break
      case 'terminate-socket':
        this.#socket?.terminate()
        break
      case 'closed':
        this.#cancelCloseTimer()
        this.#idle?.stop()
        this.#resolveClosed(effect.info)
    }
  }

  #deliver(event: RealtimeEvent): void {
    this.transcript.apply(event)
    const complete =
      event.type === 'handoff_requested' ? { ...event, activeTranscript: this.transcript.takeDelta() } : event
    if (this.events.push(complete)) return
    this.#socket?.terminate()
    const message = `${String(this.events.length)} events wait unread; read them with nextEvent, or close the connection`
    this.feed({ type: 'socket-failed', error: new ParleyError('internal', message) })
  }
}
