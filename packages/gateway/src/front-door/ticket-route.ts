import type { DoorRoutes } from './door-routes.js'
import type { TicketOffice } from './ticket-office.js'

/**
 * `POST /ticket`: the page shows the token in its header and gets `{ ticket, expiresInMs }` for one WebSocket. The token
 * so stands in no address, no sub-protocol and no log of a proxy.
 */
export function mountTicketRoute(routes: DoorRoutes, tickets: TicketOffice): void {
  routes.handle('POST', '/ticket', { access: 'token' }, ({ identity }) => {
    if (identity.origin === undefined) {
      const message =
        'Tickets are for pages. A program sends "Authorization: Bearer TOKEN" when it opens the WebSocket.'
      return { status: 400, body: { type: 'json', value: { error: { code: 'no_origin', message } } } }
    }
    const issued = tickets.issue(identity.origin)
    if (issued.isIssued) {
      const value = { ticket: issued.ticket.reveal(), expiresInMs: issued.lifetimeMs }
      return { status: 200, body: { type: 'json', value } }
    }
    const seconds = String(Math.max(1, Math.ceil(issued.retryAfterMs / 1000)))
    const value = { error: { code: 'too_many_tickets', message: 'Too many tickets wait for their use: wait.' } }
    return { status: 429, body: { type: 'json', value }, headers: { 'retry-after': seconds } }
  })
}
