import type { IncomingHttpHeaders } from 'node:http'
import type { DoorNames } from './door-names.js'
import type { Refusal } from './refusal.js'

/** What of a request is looked at before anything else is done with it. */
export interface Approach {
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** Names and values as they came, in turn: only here a second Host can be seen. */
  readonly rawHeaders: readonly string[]
  /** A GET or HEAD over plain HTTP: it changes nothing, and a page's own sends no Origin. */
  readonly isRead: boolean
}

/**
 * What stands against a request whatever it asks for: a name that is not ours (an attacker's name that was made to point
 * here), a page that is not ours, a page or form that hides where it comes from. `undefined` lets it on.
 */
export function findTrespass(approach: Approach, names: DoorNames): Refusal | undefined {
  return findForeignHost(approach, names) ?? findForeignPage(approach, names)
}

function findForeignHost({ target, headers, rawHeaders }: Approach, names: DoorNames): Refusal | undefined {
  if (!target.startsWith('/') || target.startsWith('//')) {
    return { status: 400, reason: 'bad_target', message: 'Ask for a path that begins with one slash.' }
  }
  const hostCount = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  if (hostCount === 1 && names.hosts.has((headers.host ?? '').toLowerCase())) return undefined
  const message = 'This gateway does not answer to that name. Use its own address, or name it in allowedHosts.'
  return { status: 421, reason: 'foreign_host', message }
}

function findForeignPage({ headers, isRead }: Approach, names: DoorNames): Refusal | undefined {
  const { origin } = headers
  const isOther = origin !== undefined && names.otherOrigins.has(origin)
  if (origin !== undefined && !isOther && !names.ownOrigins.has(origin)) {
    const message = 'Pages of that origin may not use this gateway; name it in allowedOrigins if they should.'
    return { status: 403, reason: 'foreign_origin', message }
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOther) {
    return { status: 403, reason: 'foreign_site', message: 'Other sites may not use this gateway.' }
  }
  if (origin === undefined && headers.authorization === undefined && !isRead) {
    const message = 'A page says its Origin, a program sends "Authorization: Bearer TOKEN".'
    return { status: 401, reason: 'no_origin', message, headers: { 'www-authenticate': 'Bearer' } }
  }
  return undefined
}
