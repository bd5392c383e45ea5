import type { AudioFrame, Conversation, PermissionDecision } from '@parley/conversation'
import type {
  ApprovalView,
  ConversationView,
  DeliveryView,
  QuestionView,
  TaskView,
  UsageView,
  VoiceRequest,
} from '@parley/wire'
import type { ClientWants, ConversationClient } from './conversation-client.js'
import type { FeedPart } from './event-store.js'

/** Who asks for something. */
export type Asker = Pick<ConversationClient, 'clientId' | 'name'>

/**
 * A conversation that lives in the gateway: it goes on when its clients are gone and when its voice is off. Methods throw
 * `ParleyError`s whose messages are for the client: `config` = wrong values, `refused` = not now, `closed` = no voice runs.
 */
export interface HostedConversation {
  readonly conversationId: string
  readonly createdAtMs: number
  readonly workingDirectory: string | undefined
  readonly isVoiceOn: boolean
  readonly hasOpenTasks: boolean
  /** Adds to what this client gets already. Throws `unavailable` when too many are attached. */
  attach(client: ConversationClient, wants: Partial<ClientWants>): void
  /** Idempotent. */
  detach(clientId: string): void
  /** The client gets these no longer; one that wants nothing else is detached. */
  stopTelling(clientId: string, wants: readonly (keyof ClientWants)[]): void
  readFeed(after: number): FeedPart
  readonly lastSequence: number

  /** Ends a voice that runs already. Without a request: the last one again. What becomes of it is told by events and notices. */
  startVoice(request: VoiceRequest | undefined, sessionId?: string): void
  /** Tells it even where none runs, as Codex does. */
  stopVoice(reason: string): void
  /** A voice that could not even be asked for. */
  refuseVoice(message: string): void
  claimMicrophone(asker: Asker): void
  releaseMicrophone(asker: Asker): void
  /** Takes the microphone when it is free. */
  sendAudio(asker: Asker, frame: AudioFrame): void
  sendText(text: string): void
  /** Into the voice's context, without an answer. */
  addContext(text: string, role: 'developer' | 'assistant'): void
  /** The voice is asked to say this. */
  saySoon(text: string): void
  stopSpeaking(): void
  stopAll(): void
  reportPlayed(asker: Asker, itemId: string, playedMs: number): void

  read(asker: Asker): ConversationView
  readonly tasks: readonly TaskView[]
  readonly approvals: readonly ApprovalView[]
  /** Open ones. */
  readonly questions: readonly QuestionView[]
  readonly deliveries: readonly DeliveryView[]
  readonly usage: UsageView | undefined
  readonly transcriptEntries: Conversation['transcriptEntries']
  cancelTask(taskId: string): void
  /** Saved before its agent gets it; the outcome is an event. */
  steerTask(asker: Asker, taskId: string, text: string): void
  /** The first answer counts, whoever gives it. */
  answerPermission(asker: Asker, taskId: string, permissionId: string, decision: PermissionDecision): AnsweredApproval
  replyTo(asker: Asker, taskId: string, questionId: string, text: string): void
  /** Somebody has seen it on a screen: after a restart it is not offered again. */
  acknowledge(asker: Asker, deliveryId: string): Promise<void>
  /** Leaves memory: ends runs, voice and journal. What was open stays so in the journal. Idempotent, never rejects. */
  close(): Promise<void>
}

export interface AnsweredApproval {
  /** This answer was the one that counted. */
  readonly isAccepted: boolean
  readonly approval: ApprovalView
}
