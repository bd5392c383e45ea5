import type { ApprovalView, ConversationView, DeliveryView, QuestionView, TaskView, UsageView } from '@parley/wire'
import type { PlanStep } from './feed-event.js'

/** One piece of what was said, as the transcript shows it. */
export interface TranscriptLine {
  readonly key: string
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** It was not heard to its end. `heardText`: what was, where that is known. */
  readonly isInterrupted: boolean
  readonly heardText: string | undefined
}

export interface ToolUse {
  readonly toolId: string
  readonly title: string
  readonly kind: string
  readonly outcome: 'running' | 'succeeded' | 'failed'
}

/** What somebody has told a task while it worked. */
export interface Guidance {
  readonly text: string
  readonly clientName: string | undefined
}

/** A task with all that was seen of its work. */
export interface TaskCard extends TaskView {
  readonly endedAtMs: number | undefined
  readonly updates: readonly string[]
  readonly progress: string | undefined
  readonly plan: readonly PlanStep[]
  readonly tools: readonly ToolUse[]
  readonly diff: string | undefined
  readonly tokens: { readonly input: number; readonly output: number } | undefined
  readonly guidance: readonly Guidance[]
}

export type Usage = Pick<UsageView, 'responseCount' | 'transcriptionCount' | 'totalTokens' | 'cost' | 'budget'>
export type VoicePhase = 'off' | 'starting' | 'on' | 'reconnecting'

/** Everything that is shown of a conversation and comes from its gateway. Plain data, made by folding. */
export interface ConversationFold {
  readonly transcript: readonly TranscriptLine[]
  readonly tasks: readonly TaskCard[]
  readonly approvals: readonly ApprovalView[]
  readonly questions: readonly QuestionView[]
  readonly deliveries: readonly DeliveryView[]
  readonly usage: Usage | undefined
  readonly voice: VoicePhase
  readonly voiceProblem: string | undefined
  /** Whose microphone is open, by the name of its client. */
  readonly microphone: string | undefined
  readonly hasEnded: boolean
}

export const emptyFold: ConversationFold = {
  ...{ transcript: [], tasks: [], approvals: [], questions: [], deliveries: [], usage: undefined },
  ...{ voice: 'off', voiceProblem: undefined, microphone: undefined, hasEnded: false },
}

export const newTask: Omit<TaskCard, 'taskId'> = {
  ...{ number: 0, input: '', phase: 'accepted', acceptedAtMs: 0, isCancelling: false, result: null, error: null },
  ...{ endedAtMs: undefined, updates: [], progress: undefined, plan: [], tools: [], diff: undefined },
  ...{ tokens: undefined, guidance: [] },
}

/** What the gateway knows of a conversation → where folding begins. Details that it does not keep come from events. */
export function foldFromView(view: ConversationView): ConversationFold {
  const { transcript, tasks, approvals, questions, deliveries, usage, voice } = view
  return {
    ...emptyFold,
    transcript: transcript.map(({ role, text, itemId, isInterrupted, heardText }, index) => ({
      key: itemId ?? `spoken-${index}`,
      ...{ role, text, isInterrupted, itemId: itemId ?? undefined, heardText: heardText ?? undefined },
    })),
    tasks: tasks.map((task) => ({ ...newTask, ...task })),
    ...{ approvals, questions, deliveries, usage: usage ?? undefined },
    voice: voice === null ? 'off' : voice.phase === 'open' ? 'on' : 'starting',
  }
}

/** Work that is not over. */
export function isOpenTask({ phase }: Pick<TaskView, 'phase'>): boolean {
  return phase === 'accepted' || phase === 'running' || phase === 'needs-approval' || phase === 'needs-input'
}

/** Nobody has answered it yet. */
export function isOpenApproval({ phase, way }: Pick<ApprovalView, 'phase' | 'way'>): boolean {
  return (phase === 'asked' || phase === 'heard') && (way === 'voice' || way === 'screen')
}
