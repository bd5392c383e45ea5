import type { Thread, ThreadStartResult } from '@parley/wire'
import type { HostedConversation } from '../conversations/hosted-conversation.js'
import type { SessionContext } from './session-context.js'

/** What stands where Codex names a model and its provider: the agent behind a conversation has its own. */
const MODEL = 'parley'

/** A conversation in Codex's words. */
export function toThread(
  { conversationId, createdAtMs, workingDirectory }: HostedConversation,
  { version, defaultFolder, client, nowMs }: SessionContext,
): Thread {
  const now = toSeconds(nowMs())
  return {
    ...{ id: conversationId, sessionId: conversationId, preview: '', ephemeral: false, projectId: null },
    ...{ historyMode: 'legacy', modelProvider: MODEL, model: MODEL },
    ...{ createdAt: toSeconds(createdAtMs), updatedAt: now, recencyAt: now, status: { type: 'idle' }, path: null },
    ...{ cwd: workingDirectory ?? defaultFolder, cliVersion: version, originator: client.name, source: 'appServer' },
    ...{ name: null, gitInfo: null, turns: [] },
  }
}

export function toThreadStart(thread: Thread): ThreadStartResult {
  const { cwd } = thread
  return {
    ...{ thread, cwd, model: MODEL, modelProvider: MODEL, serviceTier: null, runtimeWorkspaceRoots: [cwd] },
    ...{ instructionSources: [], approvalPolicy: 'on-request', approvalsReviewer: 'user' },
    ...{ sandbox: { type: 'readOnly', networkAccess: false }, reasoningEffort: null },
  }
}

const toSeconds = (ms: number): number => Math.floor(ms / 1000)
