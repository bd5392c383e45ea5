import { createQuicksilverDialect, createRealtimeDialect, ParleyError } from '@parley/wire'
import type { Dialect, RealtimeSessionConfig } from '@parley/wire'
import { createWebSocketTransport } from '#websocket'
import { resolveApiKey } from './api-key.js'
import type { ApiKeySource } from './api-key.js'
import { systemClock } from './clock.js'
import type { Clock } from './clock.js'
import { ConnectionDriver } from './connection-driver.js'
import { Connection } from './connection.js'
import { createCall } from './create-call.js'
import type { CreatedCall } from './create-call.js'
import type { Deadline } from './deadline.js'
import { openSocket } from './open-socket.js'
import type { RawListener } from './raw-listeners.js'
import { mergeHeaders } from './request-headers.js'
import type { HeaderMap } from './request-headers.js'
import { callsUrl, socketUrl } from './request-url.js'
import type { UrlParts } from './request-url.js'
import { defaultRetry } from './retry.js'
import type { RetryOptions } from './retry.js'
import type { Transport } from './transport.js'

export interface RealtimeClientOptions {
  /** `http`, `https`, `ws` or `wss`; a bare host gets `/v1/realtime`. */
  readonly baseUrl: string
  /** Sent as `Authorization: Bearer`; asked for anew at each request where it is a function. */
  readonly apiKey?: ApiKeySource
  /** Added to every request. */
  readonly headers?: HeaderMap
  readonly query?: Readonly<Record<string, string>>
  /** Of sideband joins. */
  readonly retry?: Partial<RetryOptions>
  /** Default 15,000. Covers all attempts of one call of `connect`. */
  readonly connectTimeoutMs?: number
  /** No frame and no pong for this long means that the connection is dead. Default 30,000 where the transport can ask the peer for a sign of life. */
  readonly idleTimeoutMs?: number
  /** Default: WebSocket. */
  readonly transport?: Transport
  readonly clock?: Clock
  /** Names of tools whose call is a handoff. Default `['background_agent']`. */
  readonly delegationTools?: readonly string[]
}

export interface RequestOptions {
  /** Added to this request, over the client's own. */
  readonly headers?: HeaderMap
  /** Gives up with an `aborted` error; closes nothing that is open already. */
  readonly signal?: AbortSignal
  /** As `connection.onRaw`, from the first frame on. */
  readonly onRaw?: RawListener
}

const DEFAULT_CONNECT_TIMEOUT_MS = 15_000
const DEFAULT_IDLE_TIMEOUT_MS = 30_000

/**
 * Opens connections to a realtime server. Holds nothing open itself: each connection is its caller's to close.
 * All methods reject with a `ParleyError`: `config` (before any socket opens), `refused` (HTTP status and the
 * provider's own words), `unavailable`, `timeout`, `aborted`.
 */
export class RealtimeClient {
  readonly #options: RealtimeClientOptions
  readonly #transport: Transport
  readonly #clock: Clock

  constructor(options: RealtimeClientOptions) {
    this.#options = options
    this.#transport = options.transport ?? createWebSocketTransport()
    this.#clock = options.clock ?? systemClock
  }

  /** A session of its own. Resolves when the socket is open and the session's configuration is on its way. */
  connect(config: RealtimeSessionConfig, options: RequestOptions = {}): Promise<Connection> {
    return this.#open(config, options, undefined, { maxAttempts: 1, baseDelayMs: 0 })
  }

  /** Joins the control socket of a WebRTC call, again while the call is not there yet. */
  async connectSideband(
    callId: string,
    config: RealtimeSessionConfig,
    options: RequestOptions = {},
  ): Promise<Connection> {
    if (callId === '') throw new ParleyError('config', 'callId is empty')
    return this.#open(config, options, callId, { ...defaultRetry, ...this.#options.retry })
  }

  /** Makes a WebRTC call from a browser's offer. The call lives on its own; `connectSideband` controls it. */
  async createCall(
    offerSdp: string,
    config: RealtimeSessionConfig,
    options: RequestOptions = {},
  ): Promise<CreatedCall> {
    const dialect = this.#dialect(config)
    const url = callsUrl(this.#urlParts(dialect, config))
    const deadline = this.#deadline(options)
    const { headers } = await this.#headers(dialect, config, options, deadline)
    const session = dialect.encodeSessionUpdate(config)['session']
    return createCall({ url, headers, offerSdp, session, model: config.model, deadline: remaining(deadline) })
  }

  async #open(
    config: RealtimeSessionConfig,
    options: RequestOptions,
    callId: string | undefined,
    retry: RetryOptions,
  ): Promise<Connection> {
    const dialect = this.#dialect(config)
    const parts = this.#urlParts(dialect, config)
    const url = socketUrl(callId === undefined ? parts : { ...parts, callId })
    const deadline = this.#deadline(options)
    const { headers, apiKey } = await this.#headers(dialect, config, options, deadline)
    const driver = new ConnectionDriver({
      dialect,
      config,
      callId,
      onRaw: options.onRaw,
      clock: this.#clock,
      idleTimeoutMs: this.#options.idleTimeoutMs,
      defaultIdleTimeoutMs: DEFAULT_IDLE_TIMEOUT_MS,
    })
    await openSocket(
      { transport: this.#transport, request: { url, headers, apiKey }, retry, ...remaining(deadline) },
      (socket) => driver.accept(socket),
    )
    return new Connection(driver)
  }

  #deadline({ signal }: RequestOptions): StartedDeadline {
    const timeoutMs = this.#options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS
    return { clock: this.#clock, timeoutMs, signal, startedMs: this.#clock.now() }
  }

  /** The dialect, after the configuration was checked against it. */
  #dialect(config: RealtimeSessionConfig): Dialect {
    const dialect = dialectOf(config, this.#options.delegationTools)
    dialect.checkConfig(config)
    return dialect
  }

  #urlParts(dialect: Dialect, config: RealtimeSessionConfig): UrlParts {
    const { baseUrl, query = {} } = this.#options
    return { baseUrl, intent: dialect.intent, model: config.model, query }
  }

  async #headers(
    dialect: Dialect,
    config: RealtimeSessionConfig,
    options: RequestOptions,
    deadline: Deadline,
  ): Promise<{ readonly headers: HeaderMap; readonly apiKey: string | undefined }> {
    const apiKey = await resolveApiKey(this.#options.apiKey, deadline)
    const headers = mergeHeaders(this.#options.headers ?? {}, options.headers ?? {}, {
      ...dialect.headers,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(config.sessionId === undefined ? {} : { 'x-session-id': config.sessionId }),
    })
    return { headers, apiKey }
  }
}

interface StartedDeadline extends Deadline {
  readonly startedMs: number
}

/** The same deadline, with the time that is left of it. */
function remaining({ clock, timeoutMs, signal, startedMs }: StartedDeadline): Deadline {
  return { clock, signal, timeoutMs: Math.max(0, timeoutMs - Math.round(clock.now() - startedMs)) }
}

function dialectOf(config: RealtimeSessionConfig, delegationTools: readonly string[] | undefined): Dialect {
  switch (config.dialect) {
    case 'quicksilver':
      return createQuicksilverDialect()
    case 'realtime':
      return createRealtimeDialect(delegationTools)
    default:
      throw unknownDialect(config.dialect)
  }
}

/** For callers that the type checker does not reach. */
function unknownDialect(dialect: never): ParleyError {
  return new ParleyError('config', `dialect '${String(dialect)}' is not known; use 'quicksilver' or 'realtime'`)
}
