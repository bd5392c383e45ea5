import { ParleyError } from '@parley/wire'

/** Under which names the door may be reached, and which pages may use it. */
export interface DoorNames {
  /** Accepted values of the Host header, in lower case, with their port. */
  readonly hosts: ReadonlySet<string>
  /** Origins of the door's own page. */
  readonly ownOrigins: ReadonlySet<string>
  /** Origins of other pages that the options name. */
  readonly otherOrigins: ReadonlySet<string>
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$/

export interface NameOptions {
  readonly host: string
  readonly port: number
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
}

/** The names that follow from where the door listens, and those that the options add. */
export function createDoorNames({ host, port, allowedHosts, allowedOrigins }: NameOptions): DoorNames {
  const names = new Set([...LOOPBACK_NAMES, ...(isWildcard(host) ? [] : [toHostName(host)])])
  const hosts = [...names].flatMap((name) => withPort(name, port))
  return {
    hosts: new Set([...hosts, ...allowedHosts]),
    ownOrigins: new Set(hosts.map((name) => `http://${name}`)),
    otherOrigins: new Set(allowedOrigins),
  }
}

/** Throws `config` for a name that no Host header can have: a pattern, an address with a scheme or path. */
export function checkAllowedHost(entry: string): string {
  const name = entry.toLowerCase()
  if (HOST.test(name)) return name
  throw new ParleyError(
    'config',
    `Allowed host '${entry}' is no name with a port; write it as it stands in the address bar, as 'parley.example:8443', or without the port where the address has none.`,
  )
}

/** Throws `config` for what no browser sends as Origin, and for `null` and `*`, which would let in every page. */
export function checkAllowedOrigin(entry: string): string {
  if (/^https?:/.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry) return entry
  throw new ParleyError(
    'config',
    `Allowed origin '${entry}' is no origin; write scheme, name and port without a path, as 'https://parley.example'.`,
  )
}

/** True for names and addresses that only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** True for the remote address of a client on this machine. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopbackHost(address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address)
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '[::]' || host === ''
}

/** As it stands in an address. */
export function toHostName(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host.toLowerCase()}]` : host.toLowerCase()
}

/** Browsers leave the port of http out of names and origins. */
function withPort(name: string, port: number): readonly string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]
}
