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
export { createConversationHost } from './conversations/conversation-host.js'
export type { ConversationHost, HostOptions, StartConversation } from './conversations/conversation-host.js'
export type { ConversationTerms } from './conversations/conversation-core.js'
export type { ClientNames, ClientWants, ConversationClient } from './conversations/conversation-client.js'
export type { EventLog, EventStore, FeedEntry, FeedGap, FeedPart } from './conversations/event-store.js'
export { defaultHostLimits } from './conversations/host-limits.js'
export type { HostLimits } from './conversations/host-limits.js'
export type { AnsweredApproval, Asker, HostedConversation } from './conversations/hosted-conversation.js'
export { createMemoryJournals } from './conversations/journal-source.js'
export type { HostJournal, JournalSource, StoredConversation } from './conversations/journal-source.js'
export { createMemoryEventStore } from './conversations/memory-event-store.js'
export type { MemoryEventStoreOptions } from './conversations/memory-event-store.js'
export type { OpenVoice, VoiceOpening } from './conversations/voice-line.js'
export type { AppPeer } from './app-server/app-peer.js'
export { createAppSession } from './app-server/app-session.js'
export type { AppSession, AppSessionOptions, SessionStats } from './app-server/app-session.js'
export type { OutboundLimits, OutboundStats } from './app-server/outbound-queue.js'
export { MAX_MESSAGE_BYTES, serveStdio } from './app-server/serve-stdio.js'
export type { ServedClient } from './app-server/serve-stdio.js'
export { serveWebSocket } from './app-server/serve-web-socket.js'
export type { ServerSocket } from './app-server/serve-web-socket.js'
export { createAppEndpoint, serveDoorSocket } from './app-server/serve-door-socket.js'
export { journalsFromStore } from './conversations/journals-from-store.js'
export type { StoreJournals } from './conversations/journals-from-store.js'
export { openGateway } from './gateway/open-gateway.js'
export type { Gateway, GatewayOptions } from './gateway/open-gateway.js'
export { openConversationService } from './gateway/open-conversation-service.js'
export type { ConversationService } from './gateway/open-conversation-service.js'
export type { ServiceOptions } from './gateway/service-options.js'
export { agentSourceFromRegistry } from './gateway/agent-source.js'
export type { AgentSource } from './gateway/agent-source.js'
export { chooseUpstream } from './gateway/choose-upstream.js'
export type { UpstreamSettings } from './gateway/choose-upstream.js'
export type { EmbeddedUpstream, ServerUpstream, UpstreamChoice, VoiceWishes } from './gateway/upstream.js'
export type { Finding, Readiness } from './gateway/readiness.js'
export { defaultStateFolder, statePlaces } from './gateway/state-folder.js'
export type { StatePlaces } from './gateway/state-folder.js'
export { readStoredTranscript } from './gateway/stored-transcript.js'
export { deleteStoredConversation } from './gateway/delete-stored-conversation.js'
