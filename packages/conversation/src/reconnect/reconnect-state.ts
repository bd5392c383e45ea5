/**
 * The one owner of a conversation's connections. Each attempt to open one gets the next generation number; what a
 * connection says counts only while its number is the live one.
 */
export type ReconnectPhase =
  | { readonly type: 'connected'; readonly live: LiveConnection }
  | { readonly type: 'waiting'; readonly attempt: number; readonly dueAtMs: number }
  | { readonly type: 'connecting'; readonly attempt: number; readonly generation: number }
  /** The old one still lives; its successor is being opened, or is ready to be taken between two turns. */
  | { readonly type: 'rolling-over'; readonly live: LiveConnection; readonly successor: Successor }
  | { readonly type: 'given-up'; readonly reason: string }

export interface LiveConnection {
  readonly generation: number
  readonly openedAtMs: number
  /** Failures that came before it, in a row. */
  readonly attempt: number
  /** When the session ends, as far as we know; `undefined` = never. */
  readonly endsAtMs: number | undefined
  /** No successor is opened before; an attempt that failed sets it. */
  readonly notBeforeMs: number
  readonly rolloverAttempt: number
}

export interface Successor {
  readonly generation: number
  readonly isOpen: boolean
  readonly openedAtMs: number
  readonly endsAtMs: number | undefined
}

export interface ReconnectState {
  readonly phase: ReconnectPhase
  readonly lastGeneration: number
  /** Nothing was ever open: what opens first is no reconnect. */
  readonly hasBeenOpen: boolean
}

export type ConnectPurpose = 'first' | 'reconnect' | 'rollover'

export type ReconnectInput =
  | { readonly type: 'opened'; readonly generation: number; readonly nowMs: number }
  | {
      readonly type: 'failed'
      readonly generation: number
      readonly reason: string
      readonly isFatal: boolean
      readonly jitter: number
      readonly nowMs: number
    }
  | {
      readonly type: 'closed'
      readonly generation: number
      readonly reason: string
      readonly jitter: number
      readonly nowMs: number
    }
  /** The server accepts nothing more on it. `isFatal`: nor on any other. */
  | {
      readonly type: 'refused'
      readonly generation: number
      readonly reason: string
      readonly isFatal: boolean
      readonly nowMs: number
    }
  | { readonly type: 'session-ends'; readonly generation: number; readonly endsAtMs: number }
  /** `isBetweenTurns`: nobody speaks and nothing is on its way. */
  | { readonly type: 'tick'; readonly nowMs: number; readonly isBetweenTurns: boolean }

export type ReconnectOutput =
  | {
      readonly type: 'open'
      readonly generation: number
      readonly attempt: number
      readonly purpose: ConnectPurpose
    }
  | { readonly type: 'close'; readonly generation: number }
  /** The live connection is gone. */
  | { readonly type: 'lost'; readonly reason: string }
  /** This one is live from here on. */
  | { readonly type: 'taken'; readonly generation: number; readonly purpose: ConnectPurpose }
  | { readonly type: 'given-up'; readonly reason: string }

export interface ReconnectStep {
  readonly state: ReconnectState
  readonly outputs: readonly ReconnectOutput[]
}

/** A conversation that opens its connections by itself; the first tick opens the first. */
export const notYetConnected: ReconnectState = {
  phase: { type: 'waiting', attempt: 0, dueAtMs: 0 },
  lastGeneration: -1,
  hasBeenOpen: false,
}

/** The one connection that the caller has opened, generation 0. Nothing comes after it. */
export const givenConnection: ReconnectState = {
  phase: {
    type: 'connected',
    live: {
      ...{ generation: 0, openedAtMs: 0, attempt: 0, endsAtMs: undefined, notBeforeMs: 0, rolloverAttempt: 0 },
    },
  },
  lastGeneration: 0,
  hasBeenOpen: true,
}
