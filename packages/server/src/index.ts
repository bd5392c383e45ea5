export { openServer } from './open-server.js'
export type { RealtimeServer } from './open-server.js'
export type { LogEntry, ServerOptions } from './server-options.js'
export { systemClock } from './clock.js'
export type { ServerClock } from './clock.js'
export { createChatResponder } from './responder/chat-responder.js'
export type { ChatResponderOptions } from './responder/chat-responder.js'
export { createDelegatingResponder } from './responder/delegating-responder.js'
export type {
  ContextItem,
  Responder,
  ResponderContext,
  ResponderEvent,
  ResponderFactory,
  ResponseReason,
  ToolChoice,
  ToolOffer,
} from './responder/responder.js'
