import { ParleyError } from '@parley/wire'
import type { RealtimeSessionConfig } from '@parley/wire'
import { systemClock } from '../clock.js'
import type { Clock } from '../clock.js'
import type { Connection } from '../connection.js'
import type { CreatedCall } from '../create-call.js'
import type { RetryOptions } from '../retry.js'
import { startCallLeg } from './call-leg.js'
import type { CallLeg, OpenLeg } from './call-leg.js'
import { startCall, stepCall } from './call-machine.js'
import type { CallEffect, CallEnd, CallInput, CallPhase, CallState } from './call-machine.js'
import type { OpenCallPeer } from './call-peer.js'
import { openMicrophone, playStream } from './devices.js'
import { openRtcPeer } from './rtc-peer.js'

export interface BrowserCallOptions {
  /** Gets the answer to an offer: `RealtimeClient.createCall`, or a request to one's own server, which holds the key. */
  readonly createCall: (offerSdp: string, signal: AbortSignal) => Promise<CreatedCall>
  /**
   * Ends a call at the server when it was left. The server hears that from the page too, unless the network is gone: then
   * only this keeps the old call from going on for a while.
   */
  readonly hangUp?: (callId: string) => Promise<void>
  readonly config: RealtimeSessionConfig
  readonly delegationTools?: readonly string[]
  /** Default: the user's microphone with echo cancellation. Its tracks are stopped when the call ends. */
  readonly getMicrophone?: () => Promise<MediaStream>
  /** Plays the assistant's voice; gives what ends it. Default: an audio element, so that the browser can cancel its echo. */
  readonly play?: (stream: MediaStream) => () => void
  /** How long the network may be silent before a new call takes over. Default 5,000. */
  readonly graceMs?: number
  /** Of making one call. Default 15,000. */
  readonly connectTimeoutMs?: number
  /** Of making the call that takes over. Default: 5 attempts, from 500 ms on. */
  readonly retry?: Partial<RetryOptions>
  readonly onPhase?: (phase: CallPhase) => void
  /** The conversation goes on over a new connection, which knows nothing yet; the old one has ended with an error. */
  readonly onMoved?: (connection: Connection) => void
  readonly openPeer?: OpenCallPeer
  readonly clock?: Clock
  readonly random?: () => number
}

/** A call from this page. */
export interface BrowserCall {
  readonly phase: CallPhase
  /** Of the present call at the server; for a sideband. */
  readonly callId: string
  /** Its events; changes when the call moves. Closing it ends the call. */
  readonly connection: Connection
  /** Why the call is over, once it is. */
  readonly ended: Promise<CallEnd>
  /** The microphone stays open, but sends silence. */
  mute(isMuted: boolean): void
  /** Idempotent, never rejects; resolves when the server was told. */
  close(): Promise<void>
}

const DEFAULT_GRACE_MS = 5_000
const DEFAULT_TIMEOUT_MS = 15_000
const DEFAULT_RETRY: RetryOptions = { maxAttempts: 5, baseDelayMs: 500 }

/** Resolves when sound and events flow. Rejects with a `ParleyError`; then no microphone and no call is left. */
export async function openBrowserCall(options: BrowserCallOptions): Promise<BrowserCall> {
  const microphone = await (options.getMicrophone ?? openMicrophone)().catch((cause: unknown) => {
    throw new ParleyError('unavailable', 'the microphone could not be opened; the user or the system has refused it', {
      cause,
    })
  })
  const call = new OpenBrowserCall(options, microphone)
  await call.start()
  return call
}

class OpenBrowserCall implements BrowserCall {
  readonly ended: Promise<CallEnd>
  readonly #options: BrowserCallOptions
  readonly #microphone: MediaStream
  readonly #dropping = new Set<Promise<void>>()
  readonly #tell: { started: () => void; ended: (end: CallEnd) => void }
  readonly #started: Promise<void>
  #state: CallState = { phase: 'connecting' }
  #leg: CallLeg | undefined
  #open: OpenLeg | undefined
  readonly #cancel = { timer: (): void => undefined, playback: (): void => undefined }

  constructor(options: BrowserCallOptions, microphone: MediaStream) {
    this.#options = options
    this.#microphone = microphone
    this.#tell = { started: () => undefined, ended: () => undefined }
    this.#started = new Promise((resolve) => (this.#tell.started = resolve))
    this.ended = new Promise((resolve) => (this.#tell.ended = resolve))
  }

  get phase(): CallPhase {
    return this.#state.phase
  }

  get callId(): string {
    return this.#present().callId
  }

  get connection(): Connection {
    return this.#present().connection
  }

  async start(): Promise<void> {
    this.#follow(startCall())
    const end = await Promise.race([this.#started, this.ended])
    if (end === undefined) return
    throw end.by === 'error' ? end.error : new ParleyError('closed', 'the call ended before it began')
  }

  mute(isMuted: boolean): void {
    for (const track of this.#microphone.getAudioTracks()) track.enabled = !isMuted
  }

  async close(): Promise<void> {
    this.#feed({ type: 'close-requested' })
    await Promise.all(this.#dropping)
  }

  #present(): OpenLeg {
    if (this.#open === undefined) throw new ParleyError('closed', 'the call has not begun')
    return this.#open
  }

  #feed(input: CallInput): void {
    this.#follow(stepCall(this.#state, input, { ...DEFAULT_RETRY, ...this.#options.retry }))
  }

  #follow({ state, effects }: { readonly state: CallState; readonly effects: readonly CallEffect[] }): void {
    const before = this.#state.phase
    this.#state = state
    for (const effect of effects) this.#run(effect)
    if (state.phase !== before) this.#options.onPhase?.(state.phase)
  }

  #run(effect: CallEffect): void {
    switch (effect.type) {
      case 'open-leg':
        this.#openLeg()
        break
      case 'drop-leg':
        this.#dropLeg(effect.isLost)
        break
      case 'start-grace':
        this.#schedule(this.#options.graceMs ?? DEFAULT_GRACE_MS, { type: 'grace-over' })
        break
      case 'stop-grace':
        this.#cancel.timer()
        break
      case 'schedule-retry':
        this.#schedule(effect.delayMs, { type: 'retry-due' })
        break
      case 'started':
        this.#tell.started()
        break
      case 'moved':
        this.#options.onMoved?.(this.connection)
        break
      case 'ended':
        this.#finish(effect.end)
    }
  }

  #schedule(delayMs: number, input: CallInput): void {
    this.#cancel.timer()
    this.#cancel.timer = (this.#options.clock ?? systemClock).schedule(delayMs, () => this.#feed(input))
  }

  #openLeg(): void {
    const { createCall, hangUp, config, delegationTools, openPeer, clock, connectTimeoutMs, random } = this.#options
    /** What a leg says that was left is not heard. */
    const ifPresent = (input: CallInput): void => {
      if (this.#leg === leg) this.#feed(input)
    }
    const leg: CallLeg = startCallLeg({
      ...{ createCall, config, delegationTools, microphone: this.#microphone },
      hangUp: hangUp ?? (() => Promise.resolve()),
      openPeer: openPeer ?? openRtcPeer,
      clock: clock ?? systemClock,
      timeoutMs: connectTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      onVoice: (stream) => this.#play(stream),
      onMedia: (state) => ifPresent({ type: `media-${state}` }),
      onChannelClosed: () => ifPresent({ type: 'channel-closed' }),
    })
    this.#leg = leg
    leg.opened.then(
      (open) => {
        if (this.#leg !== leg) return
        this.#open = open
        // The connection's own close comes without a word of the channel.
        void open.connection.closed.then(() => ifPresent({ type: 'channel-closed' }))
        ifPresent({ type: 'leg-ready' })
      },
      (cause: unknown) => ifPresent({ type: 'leg-failed', error: errorFrom(cause), random: (random ?? Math.random)() }),
    )
  }

  #dropLeg(isLost: boolean): void {
    const leg = this.#leg
    this.#leg = undefined
    this.#cancel.playback()
    if (leg === undefined) return
    const dropped = leg.drop(isLost)
    this.#dropping.add(dropped)
    void dropped.then(() => this.#dropping.delete(dropped))
  }

  #play(stream: MediaStream): void {
    this.#cancel.playback()
    this.#cancel.playback = (this.#options.play ?? playStream)(stream)
  }

  #finish(end: CallEnd): void {
    this.#cancel.timer()
    for (const track of this.#microphone.getTracks()) track.stop()
    this.#tell.ended(end)
  }
}

function errorFrom(cause: unknown): ParleyError {
  return cause instanceof ParleyError ? cause : new ParleyError('unavailable', 'the call could not be made', { cause })
}
