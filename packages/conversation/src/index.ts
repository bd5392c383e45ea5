export { toolKinds } from './agent.js'
export type {
  Agent,
  AgentContext,
  AgentDescription,
  AgentEvent,
  AgentRun,
  AgentTask,
  FinishedRun,
  PermissionDecision,
  PermissionDetails,
  PlanStep,
  RunEnded,
  RunOutcome,
  ToolKind,
  UnfinishedRun,
  UpdateChannel,
} from './agent.js'
export type { AudioChunk, AudioSink, PlayedPosition } from './audio-sink.js'
export type { EventQueueStats } from './bounded-event-queue.js'
export type {
  AgentQuestion,
  QuestionCloser,
  QuestionPhase,
  QuestionReply,
} from './agent-questions/agent-question-machine.js'
export { approvalWays, defaultRules, judgePermission } from './approval/approval-policy.js'
export type { ApprovalRules, ApprovalWay, JudgedRequest } from './approval/approval-policy.js'
export type { Approval, ApprovalAnswer, ApprovalAnswerer, ApprovalPhase } from './approval/approval-machine.js'
export { bargeInPhase } from './barge-in/barge-in-machine.js'
export type { BargeInState, PlayedItem } from './barge-in/barge-in-machine.js'
export { isBackchannel } from './barge-in/is-backchannel.js'
export { createSystemClock } from './clock.js'
export type { Clock } from './clock.js'
export type {
  Conversation,
  ConversationBasics,
  ConversationEnd,
  ConversationOptions,
  ReconnectingConversationOptions,
} from './conversation.js'
export { createConversation } from './conversation-driver.js'
export type { ConversationEffect } from './conversation-effect.js'
export type {
  AgentActivity,
  AudioEvent,
  ConnectionPhaseEvent,
  ConversationEvent,
  OpenTaskPhase,
  ShownEvent,
  TaskEvent,
} from './conversation-event.js'
export { toConnectionEvent } from './conversation-input.js'
export type { AudioReceived, ConnectionEvent, ConversationHappening, ConversationInput } from './conversation-input.js'
export { findReplayDifferences, replayInputs } from './conversation-log.js'
export type { RecordedStep, ReplayDifference } from './conversation-log.js'
export { stepConversation } from './conversation-machine.js'
export { defaultApprovals, defaultLimits } from './conversation-settings.js'
export type {
  ApprovalSettings,
  ConversationLimits,
  ConversationSettings,
  HandoffPolicy,
  PlayerSettings,
} from './conversation-settings.js'
export { createConversationState } from './conversation-state.js'
export type {
  ConversationPhase,
  ConversationState,
  ConversationStep,
  Handoff,
  ProgressNote,
  SavePurpose,
} from './conversation-state.js'
export type { Delivery, DeliveryKind, DeliveryPhase } from './delivery-machine.js'
export type {
  ApprovalRecord,
  DeliveryRecord,
  HandoffRecord,
  Journal,
  JournalRecord,
  QuestionRecord,
  RunRecord,
  StoredRecord,
  TaskCancellingRecord,
  TaskEndedRecord,
  VoiceRecord,
} from './journal.js'
export { createMemoryJournal } from './memory-journal.js'
export type { AudioFrame, ConnectionCall, ConnectionEnd, RealtimeConnection } from './realtime-connection.js'
export { whyNotSteered } from './screen-guidance/steer-on-screen.js'
export { isSameRequest } from './request-likeness.js'
export { NOTHING_TO_SAY, spokenText } from './spoken-text.js'
export type { SpokenTextOptions } from './spoken-text.js'
export type { Task, TaskPhase } from './task-machine.js'
export { readConsent } from './spoken-answers/read-consent.js'
export { readCancel } from './spoken-answers/read-cancel.js'
export { readStop } from './spoken-answers/read-stop.js'
export { cancelTaskTool, conversationTools, taskStatusTool } from './tools/conversation-tools.js'
export { listMissedResults } from './tools/missed-results.js'
export type { MissedResult } from './tools/missed-results.js'
export { findCompletionClaim } from './honesty/find-completion-claim.js'
export type { CompletionClaim } from './honesty/find-completion-claim.js'
export { listPrices } from './usage/list-prices.js'
export type { ModalityPrices, ModelPrices, PriceTable } from './usage/price-table.js'
export type { ModalityTokens, TokenCounts } from './usage/token-counts.js'
export type { UsageCost } from './usage/usage-cost.js'
export type { UsageBudget, UsageReport, UsageTerms } from './usage/usage-machine.js'
export { createRecorder, encodeRecording } from './replay/create-recorder.js'
export type { Recorder, RecorderOptions } from './replay/create-recorder.js'
export { decodeRecording } from './replay/decode-recording.js'
export type { Recording } from './replay/decode-recording.js'
export { replayRecording } from './replay/replay-recording.js'
export type { ReplayedStep, ReplayOptions } from './replay/replay-recording.js'
export { exportTranscript } from './export/export-transcript.js'
export type { TranscriptExportOptions, TranscriptFormat } from './export/export-transcript.js'
export { listTranscriptEntries } from './export/timeline-steps.js'
export type { TranscriptEntry } from './export/transcript-entry.js'
export type { ConversationStats } from './backpressure/conversation-stats.js'
export type { Connect, ConnectRequest } from './reconnect/connection-source.js'
export { defaultReconnect } from './reconnect/reconnect-settings.js'
export type { ReconnectSettings } from './reconnect/reconnect-settings.js'
export type { ConnectPurpose, ReconnectPhase, ReconnectState } from './reconnect/reconnect-state.js'
export type { SpokenEntry } from './session-seed/history-steps.js'
export { seedSession } from './session-seed/seed-session.js'
export type { SessionSeed } from './session-seed/seed-session.js'
export { restoreConversation } from './restore/restore-conversation.js'
export type { RestoredConversation } from './restore/restore-conversation.js'
export { defaultInstructions, instructionsVersion } from './startup/default-instructions.js'
export { buildStartupContext, STARTUP_BUDGET } from './startup/startup-context.js'
export type { RecentTask, StartupContextParts } from './startup/startup-context.js'
