import type { ClientEvent as QuicksilverClientEvent } from '@parley/wire/quicksilver'
import type { ClientEvent as RealtimeClientEvent } from '@parley/wire/realtime'

/** Every event that a client of either dialect may send, as on the wire. */
export type ClientEvent = RealtimeClientEvent | QuicksilverClientEvent
