import { decodeFrame, encodeAudioAppend, encodeFrame } from '@parley/wire'
import type {
  Dialect,
  ErrorEvent,
  RealtimeEvent,
  RealtimeSessionConfig,
  WireFrame,
  WireItem,
  ParleyError,
} from '@parley/wire'

/** Who ended a connection: our `close`, the peer's close frame, or a fault (broken socket, dead peer, fatal error). */
export type CloseInitiator = 'local' | 'remote' | 'error'

export interface CloseInfo {
  readonly code: number
  readonly reason: string
  readonly initiator: CloseInitiator
}

/**
 * One open protocol connection. Opening (with its retries) is `join-machine`; this begins when the socket is open.
 * `draining`: the server named a fatal error, nothing more is delivered, its close frame is awaited; `dropping`: it did
 * not come, and we closed. `closing`: the caller closed.
 */
export type ConnectionPhase = 'idle' | 'open' | 'draining' | 'dropping' | 'closing' | 'closed'

export interface ConnectionState {
  readonly phase: ConnectionPhase
  readonly dialect: Dialect
  readonly config: RealtimeSessionConfig
  /** Calls and handoffs that were delivered once; the same call seen again is an ordinary item. */
  readonly deliveredCalls: ReadonlySet<string>
  /** Calls that had their output on this connection. */
  readonly answeredCalls: ReadonlySet<string>
  readonly ignoredFrames: number
}

export type ConnectionInput =
  | { readonly type: 'socket-opened' }
  | { readonly type: 'text-received'; readonly text: string }
  | { readonly type: 'binary-received' }
  | { readonly type: 'socket-closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'socket-failed'; readonly error: ParleyError }
  | { readonly type: 'close-requested'; readonly code: number; readonly reason: string }
  | { readonly type: 'close-timed-out' }
  | { readonly type: 'frame-requested'; readonly frame: WireFrame }
  /** Audio for the server's input buffer, from bytes. */
  | { readonly type: 'audio-requested'; readonly audio: Uint8Array }
  | { readonly type: 'handoff-finished'; readonly handoffId: string; readonly text: string }
  | { readonly type: 'session-update-requested'; readonly config: RealtimeSessionConfig }

export type ConnectionEffect =
  | { readonly type: 'send'; readonly text: string }
  /** As `send`, of text that is all ASCII. */
  | { readonly type: 'send-ascii'; readonly text: string }
  | { readonly type: 'deliver'; readonly event: RealtimeEvent }
  | { readonly type: 'end-events' }
  | { readonly type: 'close-socket'; readonly code: number; readonly reason: string }
  /** Feed `close-timed-out` if the socket is not gone by then. */
  | { readonly type: 'await-close' }
  | { readonly type: 'terminate-socket' }
  | { readonly type: 'closed'; readonly info: CloseInfo }

export interface ConnectionStep {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
}

export function createConnectionState(dialect: Dialect, config: RealtimeSessionConfig): ConnectionState {
  return {
    phase: 'idle',
    dialect,
    config,
    deliveredCalls: new Set(),
    answeredCalls: new Set(),
    ignoredFrames: 0,
  }
}

/** Pure. Inputs that make no sense in a phase (a frame after the end) change nothing. */
export function stepConnection(state: ConnectionState, input: ConnectionInput): ConnectionStep {
  switch (input.type) {
    case 'socket-opened':
      if (state.phase !== 'idle') return unchanged(state)
      return {
        state: { ...state, phase: 'open' },
        effects: [sendFrame(state.dialect.encodeSessionUpdate(state.config))],
      }
    case 'text-received':
      return state.phase === 'open' ? receive(state, input.text) : unchanged(state)
    case 'binary-received':
      return state.phase === 'open' ? ignored(state) : unchanged(state)
    case 'socket-closed':
      return socketClosed(state, input.code, input.reason)
    case 'socket-failed':
      return socketFailed(state, input.error)
    case 'close-requested':
      return requestClose(state, input.code, input.reason)
    case 'close-timed-out':
      return closeTimedOut(state)
    case 'frame-requested':
      return sendRequested(state, input.frame)
    case 'audio-requested':
      if (state.phase !== 'open') return unchanged(state)
      return { state, effects: [{ type: 'send-ascii', text: encodeAudioAppend(input.audio) }] }
    case 'handoff-finished': {
      const { handoffId, text } = input
      return sendRequested(state, state.dialect.encodeHandoffFinal(handoffId, text, state.answeredCalls.has(handoffId)))
    }
    case 'session-update-requested': {
      const next = { ...state, config: input.config }
      return sendRequested(next, state.dialect.encodeSessionUpdate(input.config))
    }
  }
}

function unchanged(state: ConnectionState): ConnectionStep {
  return { state, effects: [] }
}

function ignored(state: ConnectionState): ConnectionStep {
  return { state: { ...state, ignoredFrames: state.ignoredFrames + 1 }, effects: [] }
}

function sendFrame(frame: WireFrame): ConnectionEffect {
  return { type: 'send', text: encodeFrame(frame) }
}

function sendRequested(state: ConnectionState, frame: WireFrame): ConnectionStep {
  if (state.phase !== 'open') return unchanged(state)
  const callId = answeredCallId(frame)
  const next = callId === undefined ? state : { ...state, answeredCalls: new Set(state.answeredCalls).add(callId) }
  return { state: next, effects: [sendFrame(frame)] }
}

function answeredCallId(frame: WireFrame): string | undefined {
  if (frame.type !== 'conversation.item.create') return undefined
  const item = frame['item']
  const callId = isItem(item) && item.type === 'function_call_output' ? item['call_id'] : undefined
  return typeof callId === 'string' ? callId : undefined
}

function isItem(value: unknown): value is WireItem {
  return typeof value === 'object' && value !== null && 'type' in value
}

function receive(state: ConnectionState, text: string): ConnectionStep {
  const frame = decodeFrame(text)
  if (frame === undefined) return ignored(state)
  const read = state.dialect.readFrame(frame)
  if (read.kind === 'skipped') return unchanged(state)
  if (read.kind === 'malformed') return ignored(state)
  const { event } = read
  switch (event.type) {
    case 'handoff_requested':
      return deliverCall(state, event, event.handoffId, frame)
    case 'function_call':
    case 'noop_requested':
      return deliverCall(state, event, event.callId, frame)
    case 'error':
      return event.fatal ? drain(state, event) : deliver(state, event)
    default:
      return deliver(state, event)
  }
}

function deliver(state: ConnectionState, event: RealtimeEvent): ConnectionStep {
  return { state, effects: [{ type: 'deliver', event }] }
}

function deliverCall(state: ConnectionState, event: RealtimeEvent, callId: string, frame: WireFrame): ConnectionStep {
  if (!state.deliveredCalls.has(callId)) {
    return deliver({ ...state, deliveredCalls: new Set(state.deliveredCalls).add(callId) }, event)
  }
  const item = frame['item']
  if (!isItem(item)) return unchanged(state)
  return deliver(state, { type: 'conversation_item_done', itemId: item.id ?? undefined, item })
}

function drain(state: ConnectionState, event: ErrorEvent): ConnectionStep {
  return {
    state: { ...state, phase: 'draining' },
    effects: [{ type: 'deliver', event }, { type: 'end-events' }, { type: 'await-close' }],
  }
}

function socketClosed(state: ConnectionState, code: number, reason: string): ConnectionStep {
  if (state.phase === 'closed') return unchanged(state)
  return ended(state, { code, reason, initiator: initiatorIn(state.phase) ?? 'remote' })
}

function socketFailed(state: ConnectionState, error: ParleyError): ConnectionStep {
  if (state.phase === 'closed') return unchanged(state)
  const step = ended(state, { code: 1006, reason: error.message, initiator: initiatorIn(state.phase) ?? 'error' })
  if (state.phase !== 'open') return step
  const event: ErrorEvent = { type: 'error', message: error.message, code: error.code, fatal: true }
  return { state: step.state, effects: [{ type: 'deliver', event }, ...step.effects] }
}

/** Who closed, where it was on this side. */
function initiatorIn(phase: ConnectionPhase): CloseInitiator | undefined {
  if (phase === 'closing') return 'local'
  return phase === 'dropping' ? 'error' : undefined
}

function ended(state: ConnectionState, info: CloseInfo): ConnectionStep {
  return { state: { ...state, phase: 'closed' }, effects: [{ type: 'end-events' }, { type: 'closed', info }] }
}

function requestClose(state: ConnectionState, code: number, reason: string): ConnectionStep {
  switch (state.phase) {
    case 'idle':
      return ended(state, { code, reason, initiator: 'local' })
    case 'open':
    case 'draining':
      return {
        state: { ...state, phase: 'closing' },
        effects: [{ type: 'end-events' }, { type: 'close-socket', code, reason }, { type: 'await-close' }],
      }
    case 'dropping':
    case 'closing':
    case 'closed':
      return unchanged(state)
  }
}

/** The peer did not answer in time: after a fatal error we close, after our close frame the socket is dropped. */
function closeTimedOut(state: ConnectionState): ConnectionStep {
  if (state.phase === 'draining') {
    return {
      state: { ...state, phase: 'dropping' },
      effects: [{ type: 'close-socket', code: 1000, reason: 'fatal error' }, { type: 'await-close' }],
    }
  }
  const initiator = initiatorIn(state.phase)
  if (initiator === undefined) return unchanged(state)
  const step = ended(state, { code: 1006, reason: 'the peer did not answer the close frame', initiator })
  return { state: step.state, effects: [{ type: 'terminate-socket' }, ...step.effects] }
}
