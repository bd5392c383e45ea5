import { ParleyError } from '@parley/wire'

/** What a client may cost. Each limit has its default here, its meaning in docs/security.md and its test. */
export interface DoorLimits {
  /** Of a request. More: 413. */
  readonly maxBodyBytes: number
  /** All headers of a request together. More: 431. */
  readonly maxHeaderBytes: number
  /** Until all headers are there. Later: 408. */
  readonly headersTimeoutMs: number
  /** Until the whole request is there. Later: 408. */
  readonly requestTimeoutMs: number
  /** How often the two timeouts are looked at. */
  readonly timeoutCheckMs: number
  /** An idle connection without a request is closed after this. */
  readonly keepAliveMs: number
  /** Open at once, of all clients. More: cut off. */
  readonly maxConnections: number
  /** Open at once, of one remote address; this machine's own addresses are not counted. More: cut off. */
  readonly maxConnectionsPerAddress: number
  /** Of WebSocket upgrades, per remote address, with whatever token; foreign pages are refused before they count. More: 429. */
  readonly upgradesPerMinute: number
  /** Tickets that wait for their use. More: 429. */
  readonly maxTickets: number
  /** A ticket that was not used by then is worth nothing. */
  readonly ticketLifetimeMs: number
  /** Of a WebSocket message, fragments together. More: 1009. */
  readonly maxMessageBytes: number
  /** Of a WebSocket message. More: 1008. */
  readonly maxFragments: number
  /** Nesting of a JSON body, and of what `decodeBoundedJson` reads. More: 400. */
  readonly maxJsonDepth: number
  /** Text messages that are charged to the control budget, per socket. More: 1008. */
  readonly controlMessagesPerMinute: number
  /** Control messages that may come at once. */
  readonly controlBurst: number
  /** Audio, as it arrives, per socket. More: 1008. */
  readonly audioBytesPerSecond: number
  /** Audio that may come at once, such as what a page kept while it was cut off. */
  readonly audioBurstBytes: number
  /** What waits for a client that does not read. More: 1013. */
  readonly maxBufferedBytes: number
  /** Between two pings. */
  readonly pingIntervalMs: number
  /** Pings without any sign of life; then the socket is dropped. */
  readonly maxMissedPings: number
  /** Refusals that are logged; further ones are counted. */
  readonly loggedRefusalsPerMinute: number
}

export const DEFAULT_LIMITS: DoorLimits = {
  maxBodyBytes: 65_536,
  maxHeaderBytes: 8_192,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  timeoutCheckMs: 1_000,
  keepAliveMs: 5_000,
  maxConnections: 512,
  maxConnectionsPerAddress: 64,
  upgradesPerMinute: 600,
  maxTickets: 1_024,
  ticketLifetimeMs: 30_000,
  maxMessageBytes: 1_048_576,
  maxFragments: 1_024,
  maxJsonDepth: 32,
  controlMessagesPerMinute: 600,
  controlBurst: 120,
  audioBytesPerSecond: 262_144,
  audioBurstBytes: 4_194_304,
  maxBufferedBytes: 1_048_576,
  pingIntervalMs: 5_000,
  maxMissedPings: 2,
  loggedRefusalsPerMinute: 60,
}

/** Throws `config` for a limit that is no positive whole number: there is no way to say "without limit". */
export function limitsFromOptions(options: Partial<DoorLimits> = {}): DoorLimits {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const limits: DoorLimits = { ...DEFAULT_LIMITS, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in DEFAULT_LIMITS)) {
      throw new ParleyError(
        'config',
        `There is no limit '${name}'; there is ${Object.keys(DEFAULT_LIMITS).join(', ')}.`,
      )
    }
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ParleyError('config', `Limit ${name} is ${String(value)}; give a whole number above 0.`)
    }
  }
  return limits
}
