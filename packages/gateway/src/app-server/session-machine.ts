import { overloadedError, rpcError } from '@parley/wire'
import type { RpcError, RpcId } from '@parley/wire'

/** Where one client stands. */
export interface SessionState {
  readonly phase: 'uninitialized' | 'ready' | 'closed'
  /** Requests that have no answer yet. */
  readonly inFlight: readonly RpcId[]
}

export type SessionInput =
  | { readonly type: 'request'; readonly id: RpcId; readonly method: string }
  | { readonly type: 'settled'; readonly id: RpcId }
  | { readonly type: 'initialized' }
  | { readonly type: 'closed' }

export interface SessionStep {
  readonly state: SessionState
  readonly output: SessionOutput
}

export type SessionOutput =
  | { readonly type: 'none' }
  | { readonly type: 'serve' }
  | { readonly type: 'initialize' }
  | { readonly type: 'refuse'; readonly error: RpcError }

export interface SessionLimits {
  readonly maxInFlight: number
  readonly retryAfterMs: number
}

export const newSession: SessionState = { phase: 'uninitialized', inFlight: [] }

const nothing: SessionOutput = { type: 'none' }

export function stepSession(state: SessionState, input: SessionInput, limits: SessionLimits): SessionStep {
  if (state.phase === 'closed') return { state, output: nothing }
  switch (input.type) {
    case 'request':
      return onRequest(state, input.id, input.method, limits)
    case 'settled':
      return { state: { ...state, inFlight: state.inFlight.filter((id) => id !== input.id) }, output: nothing }
    case 'initialized':
      return { state: { ...state, phase: 'ready' }, output: nothing }
    case 'closed':
      return { state: { phase: 'closed', inFlight: [] }, output: nothing }
  }
}

function onRequest(state: SessionState, id: RpcId, method: string, limits: SessionLimits): SessionStep {
  const refuse = (error: RpcError): SessionStep => ({ state, output: { type: 'refuse', error } })
  const isInitialize = method === 'initialize'
  // In Codex's own words.
  if (isInitialize && state.phase === 'ready') return refuse(rpcError('invalid-request', 'Already initialized'))
  if (!isInitialize && state.phase !== 'ready') return refuse(rpcError('invalid-request', 'Not initialized'))
  if (isInitialize) return { state, output: { type: 'initialize' } }
  if (state.inFlight.includes(id)) {
    return refuse(rpcError('invalid-request', 'A request with this id is not answered yet; give each its own.'))
  }
  if (state.inFlight.length >= limits.maxInFlight) return refuse(overloadedError(limits.retryAfterMs))
  return { state: { ...state, inFlight: [...state.inFlight, id] }, output: { type: 'serve' } }
}
