export { ParleyError } from './errors.js'
export type { ParleyErrorCode } from './errors.js'
export { decodeFrame, encodeAudioAppend, encodeFrame } from './frame.js'
export type { WireFrame } from './frame.js'
export { decodeJsonObject, isRecord } from './json-object.js'
export type { JsonObject } from './json-object.js'
export { callIdFromLocation, decodeCallForm, encodeCallForm } from './calls.js'
export type { CallForm, DecodedCallForm } from './calls.js'
export { mergeJson, toCamelCase, toSnakeCaseKeys } from './json-merge.js'
export { decodeKnownItem, textFromMessage } from './items.js'
export type {
  ContentPart,
  FunctionCallItem,
  FunctionCallOutputItem,
  KnownItem,
  MessageItem,
  WireItem,
} from './items.js'
export {
  backgroundAgentTool,
  DELEGATION_TOOL,
  LEGACY_DELEGATION_TOOL,
  remainSilentTool,
  SILENCE_TOOL,
} from './tools.js'
export type { FunctionTool } from './tools.js'
export type { DialectName, OutputModality, RealtimeSessionConfig, SessionMode, Settings } from './session-config.js'
export { decodeDelegation, encodeDelegation } from './delegation-envelope.js'
export type { DecodedDelegation, Delegation } from './delegation-envelope.js'
export { isFatalError } from './error-event.js'
export { AudioOut } from './realtime-audio.js'
export type {
  AudioOutEvent,
  ErrorEvent,
  FunctionCallEvent,
  HandoffRequestedEvent,
  ItemAddedEvent,
  ItemDoneEvent,
  NamedEvent,
  NoopRequestedEvent,
  PlainEvent,
  PlainEventType,
  RealtimeEvent,
  RealtimeEventType,
  ResponseCreatedEvent,
  ResponseEndedEvent,
  SessionCreatedEvent,
  SessionUpdatedEvent,
  SpeechStartedEvent,
  SpeechStoppedEvent,
  TranscriptDeltaEvent,
  TranscriptDoneEvent,
  TranscriptTurn,
} from './realtime-event.js'
export type { Decoded } from './dialects/event-decoder.js'
export type { Dialect, ReadFrame, TextRole, TruncatePoint } from './dialects/dialect.js'
export { createQuicksilverDialect } from './dialects/quicksilver/dialect.js'
export { createRealtimeDialect } from './dialects/realtime/dialect.js'
export { decodeBase64, encodeBase64, isBase64 } from './audio/base64.js'
export {
  bytesFromPcm16,
  decodePcm16,
  encodePcm16,
  floatFromPcm16,
  msFromSamples,
  pcm16FromBytes,
  pcm16FromFloat,
  samplesFromMs,
} from './audio/pcm16.js'
export { createFramer } from './audio/framer.js'
export type { Framer } from './audio/framer.js'
export { decodePcma, decodePcmu, encodePcma, encodePcmu } from './audio/g711.js'
export { decodeWav, encodeWav, toMono } from './audio/wav.js'
export type { WavAudio } from './audio/wav.js'
export { decodeRpc, encodeRpc } from './app-server/json-rpc.js'
export type {
  DecodedRpc,
  RpcFailure,
  RpcId,
  RpcMessage,
  RpcNotification,
  RpcRequest,
  RpcResult,
} from './app-server/json-rpc.js'
export { overloadedError, rpcError, rpcErrorCodes } from './app-server/rpc-error.js'
export type { RpcError, RpcErrorKind } from './app-server/rpc-error.js'
export {
  appServerMethods,
  appServerNotifications,
  decodeParams,
  isAppMethod,
} from './app-server/app-server-protocol.js'
export type {
  AppMethod,
  AppNotification,
  AppNotificationMethod,
  AppNotificationParams,
  AppParams,
  AppResult,
  DecodedParams,
} from './app-server/app-server-protocol.js'
export type { RealtimeStart, RealtimeVersion } from './app-server/codex-methods.js'
export type { RpcAudioChunk } from './app-server/codex-audio.js'
export type { Thread, ThreadStartResult } from './app-server/codex-thread.js'
export type { TimelineItem } from './app-server/codex-notifications.js'
export type { Gap, VoiceRequest } from './app-server/conversation-methods.js'
export type { FeedEvent } from './app-server/conversation-notifications.js'
export type { MethodSchema } from './app-server/method-schema.js'
export type {
  ApprovalView,
  ConversationSummary,
  ConversationView,
  DeliveryView,
  PermissionDetailsView,
  QuestionView,
  TaskView,
  UsageView,
} from './app-server/conversation-views.js'
