export { clientEventTypes, decodeClientEvent } from './client-events.js'
export type { ClientEvent, ClientEventType } from './client-events.js'
export { decodeServerEvent, serverEventTypes } from './server-events.js'
export type { ServerEvent, ServerEventOf, ServerEventType, TranscriptionUsage } from './server-events.js'
export type { Response, ResponseOptions, Usage } from './response.js'
export { decodeSession, DEFAULT_TRANSCRIPTION_MODEL, encodeSession } from './session.js'
export type { AudioFormat, Session, TurnDetection } from './session.js'
export {
  BACKEND_PREFIX,
  encodeFunctionOutput,
  encodeHandoffAppend,
  requestFromArguments,
  USER_PREFIX,
} from './handoff.js'
export { defaultVoice, voices } from './voices.js'
