import type { TranscriptTurn } from '@parley/wire'
import type { AgentQuestion } from './agent-questions/agent-question-machine.js'
import type { Approval } from './approval/approval-machine.js'
import { createBargeIn } from './barge-in/barge-in-machine.js'
import type { BargeInState } from './barge-in/barge-in-machine.js'
import { noCutDeliveries } from './barge-in/cut-state.js'
import type { CutDeliveries } from './barge-in/cut-state.js'
import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationSettings } from './conversation-settings.js'
import type { Delivery } from './delivery-machine.js'
import { emptyTimeline } from './export/timeline-machine.js'
import type { TimelineState } from './export/timeline-machine.js'
import { noReply } from './reply-machine.js'
import type { ReplyState } from './reply-machine.js'
import { emptyResponseQueue } from './response-queue-machine.js'
import type { ResponseQueueState } from './response-queue-machine.js'
import type { Task } from './task-machine.js'
import { nothingCarried } from './reconnect/carried-words.js'
import type { CarriedWords } from './reconnect/carried-words.js'
import { givenConnection, notYetConnected } from './reconnect/reconnect-state.js'
import type { ReconnectState } from './reconnect/reconnect-state.js'
import { noHistory } from './session-seed/history-machine.js'
import type { HistoryState } from './session-seed/history-machine.js'
import { noUsage } from './usage/usage-machine.js'
import type { UsageState } from './usage/usage-machine.js'
import type { RunWatch } from './run-watch/run-watch-machine.js'
import type { UserTurns } from './user-turns/user-turns-machine.js'
import { silentUser } from './user-speech-machine.js'
import type { UserSpeechState } from './user-speech-machine.js'

/** The whole conversation. Data only; one owner, which is the driver's loop. */
export interface ConversationState {
  readonly settings: ConversationSettings
  readonly phase: ConversationPhase
  readonly queue: ResponseQueueState
  readonly speech: UserSpeechState
  readonly reply: ReplyState
  readonly handoffs: Readonly<Record<string, Handoff>>
  readonly tasks: Readonly<Record<string, Task>>
  readonly deliveries: Readonly<Record<string, Delivery>>
  /** Records on their way into the journal, by record id. */
  readonly saving: Readonly<Record<string, SavePurpose>>
  readonly notes: Readonly<Record<string, ProgressNote>>
  /** The user's words that already stand in an envelope although they came after its call. */
  readonly carriedWords: readonly string[]
  /** Utterances without an item id, counted for names. */
  readonly unnamedCount: number
  readonly lastPlayed: { readonly itemId: string; readonly playedMs: number } | undefined
  /** What was said and when, for exports. */
  readonly timeline: TimelineState
  /** Signs of life of what runs, by task id. */
  readonly watches: Readonly<Record<string, RunWatch>>
  /** How often a false end of a task was corrected, by task id. */
  readonly corrections: Readonly<Record<string, number>>
  readonly bargeIn: BargeInState
  readonly cutDeliveries: CutDeliveries
  readonly userTurns: UserTurns
  readonly approvals: Readonly<Record<string, Approval>>
  /** Questions of agents that need the user's words, by key. */
  readonly questions: Readonly<Record<string, AgentQuestion>>
  /** Requests that everything was stopped over while they were being saved. */
  readonly stoppedHandoffIds: readonly string[]
  /** Tool calls that have their answer; the newest ones. */
  readonly answeredCallIds: readonly string[]
  readonly usage: UsageState
  readonly reconnect: ReconnectState
  readonly history: HistoryState
  /** Context that the next handoff needs from earlier connections. */
  readonly carried: CarriedWords
  /** On which connection each handoff came, by handoff id. */
  readonly handoffGenerations: Readonly<Record<string, number>>
  /** Of the processes before this one, whose handoffs are known: names of new ones begin after them. */
  readonly earlierSessions: number
  /** Numbers given to approvals, questions and updates so far, those of earlier processes included: none is given twice. */
  readonly nameCount: number
  readonly timerAtMs: number | undefined
}

export type ConversationPhase =
  | { readonly type: 'open' }
  /** The user closes it: runs are being cancelled. */
  | { readonly type: 'closing' }
  /** The connection is gone; tasks still run to their ends. */
  | { readonly type: 'unconnected'; readonly reason: string }
  | { readonly type: 'ended' }

/** A request on its way to becoming work. By handoff id, so that the same call never counts twice. */
export type Handoff =
  /** The user's own words are still being transcribed. */
  | {
      readonly phase: 'waiting'
      readonly handoffId: string
      readonly input: string
      readonly transcript: readonly TranscriptTurn[]
      readonly untilMs: number
    }
  | {
      readonly phase: 'saving'
      readonly handoffId: string
      readonly input: string
      readonly envelope: string
      readonly taskId: string
      readonly disposition: 'start' | 'steer' | 'reply'
      /** Which question of an agent it answers, in which words. */
      readonly reply: { readonly key: string; readonly words: string } | undefined
      readonly receivedAtMs: number
    }
  | {
      readonly phase: 'settled'
      readonly handoffId: string
      readonly input: string
      readonly envelope: string
      readonly outcome: 'start' | 'steer' | 'reply' | 'duplicate' | 'refused'
    }

export type SavePurpose =
  | { readonly type: 'handoff'; readonly handoffId: string }
  /** `note` is how the end is said; only where `isSpoken` is it a delivery. */
  | { readonly type: 'task-ended'; readonly taskId: string; readonly note: string; readonly isSpoken: boolean }
  | { readonly type: 'delivery' }
  | { readonly type: 'approval'; readonly approvalId: string }
  /** The user's words are the answer to a question of an agent. */
  | { readonly type: 'reply'; readonly handoffId: string; readonly key: string }
  /** Nothing waits for it. */
  | { readonly type: 'fact' }

/** Silent words of a running agent, collected for the voice model. */
export interface ProgressNote {
  readonly text: string
  readonly dueAtMs: number
}

export function createConversationState(settings: ConversationSettings): ConversationState {
  return {
    settings,
    phase: { type: 'open' },
    queue: emptyResponseQueue,
    speech: silentUser,
    reply: noReply,
    handoffs: {},
    tasks: {},
    deliveries: {},
    saving: {},
    notes: {},
    carriedWords: [],
    unnamedCount: 0,
    lastPlayed: undefined,
    timeline: emptyTimeline,
    watches: {},
    corrections: {},
    bargeIn: createBargeIn(settings.player.isReporting),
    cutDeliveries: noCutDeliveries,
    userTurns: [],
    approvals: {},
    questions: {},
    stoppedHandoffIds: [],
    answeredCallIds: [],
    usage: noUsage,
    reconnect: settings.reconnect === undefined ? givenConnection : notYetConnected,
    history: noHistory,
    carried: nothingCarried,
    handoffGenerations: {},
    earlierSessions: 0,
    nameCount: 0,
    timerAtMs: undefined,
  }
}

/** A number that nothing else of this conversation has, in this process or an earlier one. */
export function nextName(state: ConversationState): { readonly state: ConversationState; readonly name: number } {
  const name = state.nameCount + 1
  return { state: { ...state, nameCount: name }, name }
}

export interface ConversationStep {
  readonly state: ConversationState
  readonly effects: readonly ConversationEffect[]
}

export function step(state: ConversationState, ...effects: readonly ConversationEffect[]): ConversationStep {
  return { state, effects }
}

/** Goes on from a step: the effects of both, in order. */
export function andThen(
  before: ConversationStep,
  next: (state: ConversationState) => ConversationStep,
): ConversationStep {
  const after = next(before.state)
  return { state: after.state, effects: [...before.effects, ...after.effects] }
}

/** One step per thing, each from where the one before it ended. */
export function forEach<T>(
  things: readonly T[],
  before: ConversationStep,
  next: (state: ConversationState, thing: T) => ConversationStep,
): ConversationStep {
  return things.reduce((current, thing) => andThen(current, (state) => next(state, thing)), before)
}
