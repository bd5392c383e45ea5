import { ParleyError } from '@parley/wire'
import { silentLogger } from '../secrets/logger.js'
import type { Logger } from '../secrets/logger.js'
import type { Secret } from '../secrets/secret.js'
import { systemDoorClock } from './door-clock.js'
import type { DoorClock } from './door-clock.js'
import { limitsFromOptions } from './door-limits.js'
import type { DoorLimits } from './door-limits.js'
import { checkAllowedHost, checkAllowedOrigin, isLoopbackHost, isWildcard } from './door-names.js'
import type { DoorRoutes } from './door-routes.js'

export interface FrontDoorOptions {
  /** Default 127.0.0.1, with ::1 beside it where the machine has it. Any but a loopback address needs `token` and `allowPlainHttp`. */
  readonly host?: string
  /** Default 8787; 0 takes a free port. */
  readonly port?: number
  /** Who has it is let in. Default: 256 random bits per start, which `takeToken` gives out once. Only its hash is kept. */
  readonly token?: Secret
  /** Where the token is written for programs of the same user (mode 0600); removed on close. */
  readonly tokenFile?: string
  /** Further accepted values of the Host header, exact, with their port: `parley.example:8443`. */
  readonly allowedHosts?: readonly string[]
  /** Origins of pages from elsewhere that may use the door, exact: `https://parley.example`. */
  readonly allowedOrigins?: readonly string[]
  /** The network is trusted, or something in front of the door brings TLS. */
  readonly allowPlainHttp?: boolean
  readonly limits?: Partial<DoorLimits>
  /** Default: nothing is logged. */
  readonly logger?: Logger
  readonly clock?: DoorClock
  /** Mounts what is there from the first request on; more can be mounted later. */
  readonly mount?: (routes: DoorRoutes) => void
}

export interface DoorSettings {
  readonly host: string
  readonly port: number
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  readonly limits: DoorLimits
  readonly logger: Logger
  readonly clock: DoorClock
}

/** Options with their defaults. Throws `config` for what cannot work or would be unsafe. */
export function settingsFromOptions(options: FrontDoorOptions): DoorSettings {
  const settings: DoorSettings = {
    host: options.host === undefined || options.host === 'localhost' ? '127.0.0.1' : options.host,
    port: options.port ?? 8787,
    allowedHosts: (options.allowedHosts ?? []).map(checkAllowedHost),
    allowedOrigins: (options.allowedOrigins ?? []).map(checkAllowedOrigin),
    limits: limitsFromOptions(options.limits),
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? systemDoorClock,
  }
  if (!isLoopbackHost(settings.host)) checkReachableHost(settings, options)
  return settings
}

function checkReachableHost({ host, allowedHosts }: DoorSettings, options: FrontDoorOptions): void {
  const reach = `Host '${host}' can be reached from other machines`
  if (options.token === undefined) {
    throw new ParleyError(
      'config',
      `${reach} and no token was given. Give one of your own (at least 24 random characters, as of 'openssl rand -hex 32'), or listen on 127.0.0.1.`,
    )
  }
  if (options.allowPlainHttp !== true) {
    throw new ParleyError(
      'config',
      `${reach} without TLS: words and token would travel in the clear. Listen on 127.0.0.1 behind a proxy with TLS (allowedHosts and allowedOrigins name its address), or set allowPlainHttp for a network that you trust.`,
    )
  }
  if (isWildcard(host) && allowedHosts.length === 0) {
    throw new ParleyError(
      'config',
      `${reach} under names that it does not know. Name them in allowedHosts, as 'parley.example:${options.port ?? 8787}'.`,
    )
  }
}
