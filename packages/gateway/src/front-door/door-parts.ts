import type { TokenCheck } from './access-token.js'
import type { DoorNames } from './door-names.js'
import type { DoorSettings } from './door-settings.js'
import type { DoorSocket } from './door-socket.js'
import type { KeyedRateLimiter } from './rate-limiter.js'
import type { RefusalLog } from './refusal-log.js'
import type { RouteTable } from './route-table.js'
import type { TicketOffice } from './ticket-office.js'

/** What the answers to requests share. */
export interface DoorParts {
  readonly settings: DoorSettings
  readonly names: DoorNames
  readonly routes: RouteTable
  readonly token: TokenCheck
  readonly tickets: TicketOffice
  readonly upgrades: KeyedRateLimiter
  readonly refusals: RefusalLog
  /** Open now, each with what resolves when it has closed and its endpoint knows. */
  readonly sockets: Map<DoorSocket, Promise<void>>
  /** Aborted when the door closes: nobody new is let in. */
  readonly closing: AbortSignal
}
