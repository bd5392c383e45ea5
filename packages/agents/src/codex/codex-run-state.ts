import type { AgentEvent, PermissionDecision, RunEnded } from '@parley/conversation'
import type { JsonObject } from '@parley/wire'
import type { CodexMessage } from './decode-codex-message.js'
import type { CodexChange, CodexQuestion, CodexRequestId, CodexTokens } from './codex-schemas.js'

/** What does not change during a run. */
export interface CodexRunSettings {
  readonly workingDirectory: string
  readonly envelope: string
  /** Beside `threadId` the same for starting a thread and for taking one up. */
  readonly threadParams: JsonObject
  /** The caller has named this thread: when it cannot be taken up, the run has failed. */
  readonly resumeThreadId: string | undefined
  /** What was to steer this task before its process died. */
  readonly guidance: readonly string[]
  /** How often a run may go on in a new process after its own has died. */
  readonly maxReconnects: number
}

export type CodexRunPhase =
  /** There is no process yet, or none any more. */
  | { readonly name: 'waiting' }
  | { readonly name: 'initializing' | 'starting-turn' }
  | { readonly name: 'opening'; readonly how: 'start' | 'resume' }
  | { readonly name: 'working' | 'interrupting'; readonly turnId: string }
  | { readonly name: 'ended' }

/** A request of ours that nothing goes on without. */
export interface AwaitedReply {
  readonly id: CodexRequestId
  readonly deadlineMs: number
  /** For the message when nothing comes. */
  readonly method: string
}

export interface Steering {
  readonly commandId: string
  readonly text: string
  /** Undefined as long as it was not sent. */
  readonly requestId: CodexRequestId | undefined
}

/** A request of theirs that the user answers. */
export type OpenRequest =
  | {
      readonly kind: 'permission'
      readonly requestId: CodexRequestId
      readonly permissionId: string
      readonly replies: Readonly<Record<PermissionDecision, JsonObject>>
    }
  | {
      readonly kind: 'questions'
      readonly requestId: CodexRequestId
      /** The first is the one that is asked. */
      readonly questions: readonly CodexQuestion[]
      readonly answers: Readonly<Record<string, { readonly answers: readonly string[] }>>
    }

export interface CodexRunState {
  readonly settings: CodexRunSettings
  readonly phase: CodexRunPhase
  readonly threadId: string | undefined
  readonly nextRequestId: number
  readonly awaited: AwaitedReply | undefined
  readonly steerings: readonly Steering[]
  /** Guidance that Codex has taken in this run: another process is told again. */
  readonly takenGuidance: readonly string[]
  readonly openRequests: readonly OpenRequest[]
  /** Started and not ended, with what they change. */
  readonly openTools: Readonly<Record<string, readonly CodexChange[]>>
  /** The last whole message, as long as it may be the result. */
  readonly lastMessage: { readonly text: string; readonly isTold: boolean } | undefined
  readonly lastError: string | undefined
  /** What the thread had used when this run began. */
  readonly usageBefore: CodexTokens
  readonly lastProgressMs: number
  readonly reconnectCount: number
  /** Codex has taken the task: from here on its thread can be taken up. */
  readonly hasTurn: boolean
  readonly isCancelled: boolean
  /** Counts processes, so that ids of their requests do not repeat. */
  readonly processCount: number
}

export type CodexRunInput =
  /** A process lives and can be written to. */
  | {
      readonly type: 'opened'
      readonly nowMs: number
      readonly nextRequestId: number
      readonly isInitialized: boolean
      /** It has this thread already. */
      readonly threadId: string | undefined
      /** An earlier process had this one. */
      readonly lastThreadId: string | undefined
      readonly usage: CodexTokens
    }
  | { readonly type: 'message'; readonly nowMs: number; readonly message: CodexMessage }
  /** `isLasting`: another process would fare no better. */
  | { readonly type: 'died'; readonly reason: string; readonly isLasting: boolean }
  | { readonly type: 'steer'; readonly commandId: string; readonly text: string }
  | {
      readonly type: 'answer'
      readonly commandId: string
      readonly permissionId: string
      readonly decision: PermissionDecision
    }
  | { readonly type: 'reply'; readonly commandId: string; readonly questionId: string; readonly text: string }
  | { readonly type: 'cancel'; readonly nowMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }

export type CodexRunEffect =
  | { readonly type: 'send'; readonly message: JsonObject }
  | { readonly type: 'emit'; readonly event: Exclude<AgentEvent, RunEnded> }
  /** A command of the caller is done, or refused with this message. */
  | { readonly type: 'settle'; readonly commandId: string; readonly refusal?: string }
  | { readonly type: 'initialized' }
  /** The process has this thread now; `isLasting`: and so could another one. */
  | { readonly type: 'thread'; readonly threadId: string; readonly isLasting: boolean }
  /** The process is dead: another one, and `opened`. */
  | { readonly type: 'reopen' }
  /** The last one. `keep`: the process can serve the next run; otherwise it is ended before the end is told. */
  | { readonly type: 'end'; readonly ended: RunEnded; readonly keep: 'process' | 'thread' | 'nothing' }

export interface CodexRunStep {
  readonly state: CodexRunState
  readonly effects: readonly CodexRunEffect[]
}

export function createCodexRunState(settings: CodexRunSettings): CodexRunState {
  return {
    settings,
    phase: { name: 'waiting' },
    threadId: undefined,
    nextRequestId: 1,
    awaited: undefined,
    steerings: [],
    takenGuidance: [],
    openRequests: [],
    openTools: {},
    lastMessage: undefined,
    lastError: undefined,
    usageBefore: { inputTokens: 0, outputTokens: 0 },
    lastProgressMs: -Infinity,
    reconnectCount: 0,
    hasTurn: false,
    isCancelled: false,
    processCount: 0,
  }
}

export function step(state: CodexRunState, ...effects: readonly CodexRunEffect[]): CodexRunStep {
  return { state, effects }
}

export function emit(event: Exclude<AgentEvent, RunEnded>): CodexRunEffect {
  return { type: 'emit', event }
}

export function andThen(before: CodexRunStep, next: (state: CodexRunState) => CodexRunStep): CodexRunStep {
  const after = next(before.state)
  return { state: after.state, effects: [...before.effects, ...after.effects] }
}

/** A request of ours; its id is the one that `state.nextRequestId` was. */
export function ask(state: CodexRunState, method: string, params: JsonObject): CodexRunStep {
  const id = state.nextRequestId
  return step({ ...state, nextRequestId: id + 1 }, { type: 'send', message: { id, method, params } })
}

/** The same, and nothing goes on until it is answered. */
export function askAndWait(state: CodexRunState, method: string, params: JsonObject, deadlineMs: number): CodexRunStep {
  return ask({ ...state, awaited: { id: state.nextRequestId, method, deadlineMs } }, method, params)
}
