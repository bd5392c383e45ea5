import { randomBytes } from 'node:crypto'
import type { DoorClock } from './door-clock.js'
import { Secret } from '../secrets/secret.js'
import { hashOf } from './hash-of.js'
import { noTickets, stepTickets } from './ticket-machine.js'
import type { TicketEffect, TicketInput, TicketTerms } from './ticket-machine.js'

export type IssuedTicket =
  | { readonly isIssued: true; readonly ticket: Secret; readonly lifetimeMs: number }
  | { readonly isIssued: false; readonly retryAfterMs: number }

export interface TicketOffice {
  issue(origin: string): IssuedTicket
  /** What became of the try to enter with this text. */
  redeem(text: string, origin: string | undefined): TicketEffect
}

/** Gives out tickets of 256 random bits and takes each back once. Only their hashes are kept. */
export function createTicketOffice(clock: DoorClock, terms: TicketTerms): TicketOffice {
  let state = noTickets
  const step = (input: TicketInput): TicketEffect => {
    const next = stepTickets(state, input, terms)
    state = next.state
    return next.effect
  }
  return {
    issue(origin) {
      const text = `parley_ticket_${randomBytes(32).toString('base64url')}`
      const effect = step({ type: 'issue', hash: hashOf(text).toString('base64'), origin, nowMs: clock.now() })
      if (effect.type === 'issued') return { isIssued: true, ticket: new Secret(text), lifetimeMs: terms.lifetimeMs }
      return { isIssued: false, retryAfterMs: effect.type === 'full' ? effect.retryAfterMs : terms.lifetimeMs }
    },
    redeem: (text, origin) =>
      step({ type: 'redeem', hash: hashOf(text).toString('base64'), origin, nowMs: clock.now() }),
  }
}
