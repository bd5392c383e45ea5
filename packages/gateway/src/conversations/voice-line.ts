import type { Clock, Connect, ConnectPurpose, RealtimeConnection } from '@parley/conversation'
import { isFatalError, ParleyError } from '@parley/wire'
import type { RealtimeEvent } from '@parley/wire'
import { tapConnection } from './tap-connection.js'
import type { VoiceSession } from './voice-session.js'

/** Opens one connection of a voice. Rejects with the client's errors. The line owns what it gets. */
export type OpenVoice = (request: VoiceOpening) => Promise<RealtimeConnection>

export interface VoiceOpening {
  readonly conversationId: string
  readonly config: VoiceSession['config']
  readonly purpose: ConnectPurpose
  /** Aborted when the voice is not wanted any more. */
  readonly signal: AbortSignal
}

export type VoiceLineEvent =
  | { readonly type: 'started'; readonly session: VoiceSession }
  /** It could not be opened, or not be kept; it has ended. `wasOpen`: clients have been told that it had started. */
  | { readonly type: 'failed'; readonly session: VoiceSession; readonly message: string; readonly wasOpen: boolean }
  | { readonly type: 'ended'; readonly session: VoiceSession; readonly reason: string; readonly wasOpen: boolean }
  /** Said by the connection that is in use. */
  | { readonly type: 'said'; readonly event: RealtimeEvent }

/**
 * A conversation that outlives its voices: it asks for connections as long as it lives, and is kept waiting while nobody
 * wants to talk. So tasks go on and results wait between two voices. What fails ends the voice and never the conversation.
 */
export interface VoiceLine {
  /** What the conversation opens its connections by. */
  readonly connect: Connect
  /** Ends a voice that runs already. */
  start(session: VoiceSession): void
  stop(reason: string): void
  readonly session: VoiceSession | undefined
  readonly isOpen: boolean
  /** The connection in use. */
  readonly live: RealtimeConnection | undefined
  /** The conversation has changed to the newest connection. */
  changeOver(): void
}

export interface VoiceLineOptions {
  readonly conversationId: string
  readonly open: OpenVoice
  readonly clock: Clock
  readonly maxAttempts: number
  readonly on: (event: VoiceLineEvent) => void
}

/** A connection that lasted so long had nothing wrong with it. */
const STABLE_MS = 10_000
const RETRY_STEP_MS = 300
const MAX_RETRY_MS = 7000

interface Wanted {
  readonly session: VoiceSession
  readonly controller: AbortController
  hasOpened: boolean
  /** Ends and failures in a row. */
  losses: number
}

interface LineState {
  wanted: Wanted | undefined
  live: RealtimeConnection | undefined
  newest: RealtimeConnection | undefined
  wake: Set<() => void>
}

export function createVoiceLine(options: VoiceLineOptions): VoiceLine {
  const state: LineState = { wanted: undefined, live: undefined, newest: undefined, wake: new Set() }
  const end = (): Wanted | undefined => {
    const { wanted, live, newest } = state
    Object.assign(state, { wanted: undefined, live: undefined, newest: undefined })
    wanted?.controller.abort()
    void live?.close()
    void newest?.close()
    return wanted
  }
  const fail = (message: string): void => {
    const ended = end()
    if (ended === undefined) return
    options.on({ type: 'failed', session: ended.session, message, wasOpen: ended.hasOpened })
  }
  const stop = (reason: string): void => {
    const ended = end()
    if (ended === undefined) return
    options.on({ type: 'ended', session: ended.session, reason, wasOpen: ended.hasOpened })
  }
  return {
    connect: createConnect(options, state, fail),
    start(session) {
      stop('requested')
      state.wanted = {
        ...{ session, controller: new AbortController(), hasOpened: false, losses: 0 },
      }
      for (const wake of state.wake) wake()
    },
    stop,
    get session() {
      return state.wanted?.session
    },
    get isOpen() {
      return state.live !== undefined
    },
    get live() {
      return state.live
    },
    changeOver() {
      if (state.newest !== undefined) state.live = state.newest
    },
  }
}

function createConnect(options: VoiceLineOptions, state: LineState, fail: (message: string) => void): Connect {
  return async ({ purpose, attempt, signal }) => {
    for (;;) {
      const wanted = await nextWanted(options, state, signal)
      const either = AbortSignal.any([signal, wanted.controller.signal])
      const { conversationId } = options
      try {
        const opened = await options.open({ conversationId, config: wanted.session.config, purpose, signal: either })
        if (state.wanted === wanted && !signal.aborted) return take(options, state, wanted, opened, fail)
        await opened.close()
      } catch (cause) {
        if (signal.aborted) throw cause
        if (state.wanted !== wanted) continue
        // A successor that does not open leaves the old connection its time; one that was open is tried for again.
        const isLast = isFatal(cause) || attempt + 1 >= options.maxAttempts || !wanted.hasOpened
        if (purpose === 'rollover' || !isLast) throw notFatal(cause)
        fail(messageOf(cause))
      }
    }
  }
}

/** Waits until somebody wants to talk, and a little after a line that broke at once. */
async function nextWanted(options: VoiceLineOptions, state: LineState, signal: AbortSignal): Promise<Wanted> {
  for (;;) {
    if (signal.aborted) throw new ParleyError('aborted', 'The conversation was closed.')
    const { wanted } = state
    const delayMs = wanted === undefined ? Infinity : retryDelayMs(wanted)
    if (wanted !== undefined && delayMs === 0) return wanted
    await woken(options.clock, state, signal, delayMs)
    if (wanted !== undefined && state.wanted === wanted) return wanted
  }
}

function retryDelayMs({ losses }: Wanted): number {
  return losses <= 1 ? 0 : Math.min(MAX_RETRY_MS, RETRY_STEP_MS * (losses - 1) ** 2)
}

function woken(clock: Clock, { wake }: LineState, signal: AbortSignal, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const forget = delayMs === Infinity ? undefined : clock.setTimer(clock.now() + delayMs, () => done())
    const done = (): void => {
      forget?.()
      wake.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    wake.add(done)
    signal.addEventListener('abort', done, { once: true })
  })
}

function take(
  { clock, maxAttempts, on }: VoiceLineOptions,
  state: LineState,
  wanted: Wanted,
  inner: RealtimeConnection,
  fail: (message: string) => void,
): RealtimeConnection {
  const openedAtMs = clock.now()
  const tapped = tapConnection(
    inner,
    (event) => {
      if (state.live !== tapped) return event
      on({ type: 'said', event })
      return seeError(event, fail)
    },
    () => {
      const wasNewest = state.newest === tapped
      if (wasNewest) state.newest = undefined
      if (state.live !== tapped) return
      state.live = state.newest
      // Its successor is open already: it was left, not lost.
      if (state.wanted !== wanted || !wasNewest) return
      wanted.losses = clock.now() - openedAtMs >= STABLE_MS ? 1 : wanted.losses + 1
      if (wanted.losses >= maxAttempts) fail('The realtime server takes connections and ends them at once.')
    },
  )
  state.newest = tapped
  state.live ??= tapped
  if (!wanted.hasOpened) {
    wanted.hasOpened = true
    on({ type: 'started', session: wanted.session })
  }
  return tapped
}

/** Ends of one connection that the next one mends. */
const mendable: ReadonlySet<string | undefined> = new Set(['session_expired', 'unavailable', 'timeout'])

/** An error after which no connection is of use ends the voice; for the conversation it is one error among others. */
function seeError(event: RealtimeEvent, fail: (message: string) => void): RealtimeEvent {
  if (event.type !== 'error' || !event.fatal || mendable.has(event.code)) return event
  fail(event.message)
  return { ...event, fatal: false }
}

function isFatal(cause: unknown): boolean {
  if (!(cause instanceof ParleyError)) return false
  const { code, remoteCode, status } = cause
  if (remoteCode === 'session_expired') return false
  return code === 'config' || status === 401 || status === 403 || isFatalError(remoteCode, remoteCode)
}

/** What the conversation itself must not give up on: the voice can be started again. */
function notFatal(cause: unknown): Error {
  return isFatal(cause) ? new ParleyError('unavailable', messageOf(cause), { cause }) : toError(cause)
}

const toError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)))
const messageOf = (cause: unknown): string => toError(cause).message
