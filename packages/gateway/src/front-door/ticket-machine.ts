/** A ticket by the hash of its text: the text itself is known to its holder only. */
export interface Ticket {
  readonly phase: 'issued' | 'used'
  /** The page that asked for it, and that alone may use it. */
  readonly origin: string
  readonly expiresAtMs: number
}

/** Tickets in the order of their expiry. A used one stays until then, so that a second use is known for what it is. */
export interface TicketState {
  readonly tickets: ReadonlyMap<string, Ticket>
}

export interface TicketTerms {
  readonly lifetimeMs: number
  readonly maxTickets: number
}

export interface TicketRequest {
  readonly type: 'issue'
  readonly hash: string
  readonly origin: string
  readonly nowMs: number
}

export interface TicketUse {
  readonly type: 'redeem'
  readonly hash: string
  readonly origin: string | undefined
  readonly nowMs: number
}

export type TicketInput = TicketRequest | TicketUse

export type TicketFault = 'unknown' | 'used' | 'expired' | 'other-origin'

export type TicketEffect =
  | { readonly type: 'issued'; readonly expiresAtMs: number }
  | { readonly type: 'full'; readonly retryAfterMs: number }
  | { readonly type: 'accepted' }
  | { readonly type: 'refused'; readonly fault: TicketFault }

export interface TicketStep {
  readonly state: TicketState
  readonly effect: TicketEffect
}

export const noTickets: TicketState = { tickets: new Map() }

/** How long an expired ticket is still told from one that never was. */
const REMEMBERED_MS = 30_000

export function stepTickets(state: TicketState, input: TicketInput, terms: TicketTerms): TicketStep {
  const tickets = withoutForgotten(state.tickets, input.nowMs)
  return input.type === 'issue' ? issue(tickets, input, terms) : redeem(tickets, input)
}

function issue(tickets: ReadonlyMap<string, Ticket>, input: TicketRequest, terms: TicketTerms): TicketStep {
  const room = makeRoom(tickets, input.nowMs, terms.maxTickets)
  if (room.size >= terms.maxTickets) {
    const [first] = room.values()
    const retryAfterMs = Math.max(0, (first?.expiresAtMs ?? input.nowMs) - input.nowMs)
    return { state: { tickets: room }, effect: { type: 'full', retryAfterMs } }
  }
  const expiresAtMs = input.nowMs + terms.lifetimeMs
  const ticket: Ticket = { phase: 'issued', origin: input.origin, expiresAtMs }
  return { state: { tickets: new Map(room).set(input.hash, ticket) }, effect: { type: 'issued', expiresAtMs } }
}

/** Whoever shows a ticket has it: whatever else is wrong, it is worth nothing afterwards. */
function redeem(tickets: ReadonlyMap<string, Ticket>, { hash, origin, nowMs }: TicketUse): TicketStep {
  const ticket = tickets.get(hash)
  if (ticket === undefined) return { state: { tickets }, effect: { type: 'refused', fault: 'unknown' } }
  const fault = findTicketFault(ticket, origin, nowMs)
  return {
    state: { tickets: new Map(tickets).set(hash, { ...ticket, phase: 'used' }) },
    effect: fault === undefined ? { type: 'accepted' } : { type: 'refused', fault },
  }
}

function findTicketFault(ticket: Ticket, origin: string | undefined, nowMs: number): TicketFault | undefined {
  if (ticket.phase === 'used') return 'used'
  if (nowMs >= ticket.expiresAtMs) return 'expired'
  return ticket.origin === origin ? undefined : 'other-origin'
}

function withoutForgotten(tickets: ReadonlyMap<string, Ticket>, nowMs: number): ReadonlyMap<string, Ticket> {
  return keepOnly(tickets, ({ expiresAtMs }) => nowMs < expiresAtMs + REMEMBERED_MS)
}

/** Of a full store the tickets go that are worth nothing any more; one that may still be used is never pushed out. */
function makeRoom(
  tickets: ReadonlyMap<string, Ticket>,
  nowMs: number,
  maxTickets: number,
): ReadonlyMap<string, Ticket> {
  if (tickets.size < maxTickets) return tickets
  return keepOnly(tickets, ({ phase, expiresAtMs }) => phase === 'issued' && nowMs < expiresAtMs)
}

function keepOnly(
  tickets: ReadonlyMap<string, Ticket>,
  isKept: (ticket: Ticket) => boolean,
): ReadonlyMap<string, Ticket> {
  return new Map([...tickets].filter(([, ticket]) => isKept(ticket)))
}
