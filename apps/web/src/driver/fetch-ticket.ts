import * as v from 'valibot'

const TicketSchema = v.object({ ticket: v.string() })

export type Ticket =
  | { readonly kind: 'ticket'; readonly ticket: string }
  /** The gateway does not take this token. */
  | { readonly kind: 'refused' }
  /** There is nobody, or not now. */
  | { readonly kind: 'unreachable' }

/** The token for a ticket that opens one WebSocket. Never rejects. */
export async function fetchTicket(token: string): Promise<Ticket> {
  try {
    const response = await fetch('/ticket', { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    if (response.status === 401 || response.status === 403) return { kind: 'refused' }
    const parsed = v.safeParse(TicketSchema, await response.json())
    return parsed.success ? { kind: 'ticket', ticket: parsed.output.ticket } : { kind: 'unreachable' }
  } catch {
    return { kind: 'unreachable' }
  }
}
