export { openFileJournal } from './journals/open-file-journal.js'
export type { FileJournal, FileJournalOptions, JournalDamage } from './journals/open-file-journal.js'
export type { JournalFile } from './journals/journal-file.js'
export { createMemoryJournalStore } from './journals/create-memory-journal-store.js'
export type {
  Compaction,
  ConversationPage,
  ConversationSummary,
  EventBody,
  EventPage,
  JournalReader,
  JournalStore,
  ListRequest,
  OpenJournalOptions,
  OwnedJournal,
  StoredEvent,
} from './journals/journal-store.js'
export { openSqliteJournalReader } from './journals/sqlite/open-sqlite-journal-reader.js'
export { openSqliteJournalStore } from './journals/sqlite/open-sqlite-journal-store.js'
export type { SqliteJournalStoreOptions } from './journals/sqlite/open-sqlite-journal-store.js'
export type { StoreDamage } from './journals/sqlite/store-files.js'
export type { JournalStoreSettings } from './journals/store/create-journal-store.js'
export { openFrontDoor } from './front-door/open-front-door.js'
export type { FrontDoor } from './front-door/front-door.js'
export type { FrontDoorOptions } from './front-door/door-settings.js'
export type {
  Asset,
  DoorAnswer,
  DoorRequest,
  DoorRoutes,
  HttpMethod,
  Identity,
  PageSource,
  RouteHandler,
  RouteOptions,
  SocketEndpoint,
} from './front-door/door-routes.js'
export type { DoorSocket, SocketListener } from './front-door/door-socket.js'
export { DEFAULT_LIMITS } from './front-door/door-limits.js'
export type { DoorLimits } from './front-door/door-limits.js'
export { systemDoorClock } from './front-door/door-clock.js'
export type { DoorClock } from './front-door/door-clock.js'
export { generateToken } from './front-door/access-token.js'
export { decodeBoundedJson } from './front-door/bounded-json.js'
export type { DecodedJson } from './front-door/bounded-json.js'
export { CLOSE_CODES } from './front-door/close-codes.js'
export { Secret } from './secrets/secret.js'
export { createLogger, silentLogger } from './secrets/logger.js'
export type { Logger, LoggerOptions, LogFields, LogLevel } from './secrets/logger.js'
export { createRedactor } from './secrets/redact.js'
export type { Redactor } from './secrets/redact.js'
