import type { IncomingMessage } from 'node:http'
import type { TokenCheck } from './access-token.js'
import type { Identity } from './door-routes.js'
import type { Refusal } from './refusal.js'
import type { TicketFault } from './ticket-machine.js'
import type { TicketOffice } from './ticket-office.js'

/** How a page sends its ticket: as a WebSocket sub-protocol, since a page can set no header and an address is logged. */
export const TICKET_PROTOCOL = 'parley.ticket.'

export type Admission =
  | { readonly isAdmitted: true; readonly identity: Identity }
  | { readonly isAdmitted: false; readonly refusal: Refusal; readonly fault?: TicketFault }

/** Who sends a request: the bearer of the token, or nobody known. */
export function admitByToken(request: IncomingMessage, token: TokenCheck): Admission {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined && token.isToken(bearer)) return { isAdmitted: true, identity: identityOf(request, 'token') }
  const message = bearer === undefined ? 'Send "Authorization: Bearer TOKEN".' : 'The token is wrong.'
  return { isAdmitted: false, refusal: unauthorized(bearer === undefined ? 'no_token' : 'bad_token', message) }
}

/** Who opens a WebSocket: a program by the token in its header, a page by a ticket. The ticket is spent by this. */
export function admitToSocket(request: IncomingMessage, token: TokenCheck, tickets: TicketOffice): Admission {
  if (request.headers.authorization !== undefined) return admitByToken(request, token)
  const ticket = protocolsOf(request).find((protocol) => protocol.startsWith(TICKET_PROTOCOL))
  if (ticket === undefined) {
    const message = `Get a ticket with POST /ticket and offer it as the sub-protocol ${TICKET_PROTOCOL}TICKET.`
    return { isAdmitted: false, refusal: unauthorized('no_ticket', message) }
  }
  const effect = tickets.redeem(ticket.slice(TICKET_PROTOCOL.length), request.headers.origin)
  if (effect.type === 'accepted') return { isAdmitted: true, identity: identityOf(request, 'ticket') }
  // The client is not told which: only the log says whether a ticket was stolen or is old.
  const refusal = unauthorized('bad_ticket', 'The ticket does not count, or no more: get a new one with POST /ticket.')
  return { isAdmitted: false, refusal, ...(effect.type === 'refused' ? { fault: effect.fault } : {}) }
}

export function identityOf(request: IncomingMessage, via: Identity['via']): Identity {
  return { via, origin: request.headers.origin, remoteAddress: request.socket.remoteAddress ?? '' }
}

/** The sub-protocols that a client offers, in its order. */
export function protocolsOf(request: IncomingMessage): readonly string[] {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered
    .split(',')
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== '')
}

function unauthorized(reason: string, message: string): Refusal {
  return { status: 401, reason, message, headers: { 'www-authenticate': 'Bearer' } }
}
