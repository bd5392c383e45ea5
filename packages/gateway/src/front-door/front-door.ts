import type { DoorRoutes } from './door-routes.js'
import type { Secret } from '../secrets/secret.js'

/**
 * An HTTP and WebSocket server that lets nobody in who does not belong. Others mount what is behind it; it knows nothing
 * of conversations.
 */
export interface FrontDoor extends DoorRoutes {
  /** `http://HOST:PORT`, without a path and without the token. */
  readonly url: string
  readonly port: number
  /** WebSockets that are open now. */
  readonly socketCount: number
  /**
   * The token that was made at the start, once: for the fragment of the address that the user opens (`#token=…`).
   * Afterwards, and where the options gave one, `undefined`: the door itself knows a hash only.
   */
  takeToken(): Secret | undefined
  /** Says 1001 to every socket, lets requests under way finish for two seconds, stops. Idempotent, never rejects. */
  close(): Promise<void>
}
