import type { ConversationView, QuestionView } from '@parley/wire'
import { toQuestionView, toTaskView } from './conversation-records.js'
import type { Asker } from './hosted-conversation.js'
import type { HostedParts } from './hosted-parts.js'

/** All that a screen needs to begin with, as this client sees it. */
export function toConversationView(parts: HostedParts, createdAtMs: number, { clientId }: Asker): ConversationView {
  const { options, core, records, desk, room } = parts
  const { session, isOpen } = desk.line
  const tasks = core?.conversation.tasks ?? []
  return {
    ...{ conversationId: options.conversationId, createdAtMs, sequence: options.log.lastSequence },
    voice:
      session === undefined
        ? null
        : { sessionId: session.sessionId, version: session.version, phase: isOpen ? 'open' : 'connecting' },
    microphone: { isOwner: room.ownerId === clientId, isTaken: room.ownerId !== undefined },
    transcript: (core?.conversation.transcriptEntries ?? []).map((entry) => ({
      ...entry,
      ...{ itemId: entry.itemId ?? null, heardText: entry.heardText ?? null },
    })),
    tasks: tasks.map(toTaskView),
    approvals: (core?.conversation.approvals ?? []).map((approval) => records.toApprovalView(approval)),
    questions: listQuestions(parts),
    deliveries: [...records.deliveries(core?.conversation)],
    usage: records.usage ?? null,
  }
}

/** What agents wait for words for, oldest first: also for a client that comes later. */
export function listQuestions({ core }: HostedParts): QuestionView[] {
  const asked = core?.conversation.questions ?? []
  return asked.filter(({ phase }) => phase === 'open').map(toQuestionView)
}
