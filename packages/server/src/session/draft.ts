import type { ServerEvent as QuicksilverEvent } from '@parley/wire/quicksilver'
import type { ServerEvent } from '@parley/wire/realtime'
import type { SessionEffect } from './session-effect.js'

interface Numbered {
  readonly tag: string
  readonly lastId: number
  readonly isCodex: boolean
}

/**
 * One step in the making: the state as far as it has come and the effects so far. A draft lives inside one call of a
 * step function and never leaves it, so that function stays pure.
 */
export interface Draft<State extends Numbered> {
  state: State
  readonly effects: SessionEffect[]
}

export interface Step<State> {
  readonly state: State
  readonly effects: readonly SessionEffect[]
}

type IdKind = 'event' | 'item' | 'resp' | 'call' | 'handoff'

/** The next id of this session: `item_` + tag + counter. */
export function takeId(draft: Draft<Numbered>, kind: IdKind): string {
  const lastId = draft.state.lastId + 1
  draft.state = { ...draft.state, lastId }
  return `${kind}_${draft.state.tag}${lastId.toString(36).padStart(6, '0')}`
}

export function send(draft: Draft<Numbered>, event: ServerEvent | QuicksilverEvent): void {
  draft.effects.push({ type: 'send', event: { ...event, event_id: takeId(draft, 'event') } })
}

export interface ErrorReport {
  readonly code: string
  readonly problem: string
  readonly param?: string | null
  /** The client's own id of the event that is wrong. */
  readonly eventId?: string | null | undefined
  readonly type?: string
}

/** Says what was wrong. The session goes on. Codex would end the session on any error event, so it is spared. */
export function refuse(draft: Draft<Numbered>, report: ErrorReport): void {
  if (!draft.state.isCodex) sendError(draft, report)
}

/** For errors that really end the session. */
export function sendError(draft: Draft<Numbered>, { code, problem, param, eventId, type }: ErrorReport): void {
  send(draft, {
    type: 'error',
    error: {
      type: type ?? 'invalid_request_error',
      code,
      message: problem,
      param: param ?? null,
      event_id: eventId ?? null,
    },
  })
}
