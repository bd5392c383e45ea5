import type { DialectName } from '@parley/wire'
import type { AgentDescription } from './agent.js'
import type { ApprovalRules } from './approval/approval-policy.js'
import type { ReconnectSettings } from './reconnect/reconnect-settings.js'
import type { UsageTerms } from './usage/usage-machine.js'

/** What a second request does while a task runs; `steer` is `queue` for agents that cannot be steered. */
export type HandoffPolicy = 'steer' | 'queue' | 'parallel'

/** All that the machine knows beside its inputs. JSON; part of a recorded run. */
export interface ConversationSettings {
  readonly dialect: DialectName
  readonly agent: AgentDescription
  readonly policy: HandoffPolicy
  /** Tasks at once under policy `parallel`. */
  readonly maxParallel: number
  readonly workingDirectory: string | undefined
  readonly limits: ConversationLimits
  /** Default: list prices, no budget. */
  readonly usage?: UsageTerms
  /** Absent: the one connection is given, and not replaced when it is lost. */
  readonly reconnect?: ReconnectSettings
  readonly player: PlayerSettings
  readonly approvals: ApprovalSettings
}

/** What the machine may expect of whoever plays the speech. */
export interface PlayerSettings {
  /** Positions are reported: a position of 0 means that nothing was heard, not that nothing is known. */
  readonly isReporting: boolean
  /** What was stopped can be played on from a position. */
  readonly canResume: boolean
}

export interface ApprovalSettings {
  /** What is allowed unasked, answered by voice, answered on the screen only, or denied; see `defaultRules`. */
  readonly rules: ApprovalRules
  /** A question that nobody has answered by then is denied. */
  readonly expireMs: number
  /** So long after the question began to play a voice may answer it; then it is asked again, twice at most. */
  readonly answerMs: number
}

export const defaultApprovals: ApprovalSettings = { rules: {}, expireMs: 1_200_000, answerMs: 60_000 }

/** All in milliseconds. */
export interface ConversationLimits {
  /** The longest that a task may run. */
  readonly taskMs: number
  /** Silence of an agent after which the voice says that the work still goes on. */
  readonly quietRunMs: number
  /** Silence of an agent after which its run counts as hanging: it is stopped and timed out. */
  readonly lostRunMs: number
  /** How long a cancelled run may take to end. */
  readonly cancelMs: number
  /** How long a handoff waits for the user's words that are still being transcribed. */
  readonly lateWordsMs: number
  /** For so long after a request the same request is answered "already running". */
  readonly duplicateWindowMs: number
  /** Between two progress notes about a task to the voice model. */
  readonly noteIntervalMs: number
  /** After that a `response.create` without an answer is lost. */
  readonly askedMs: number
  /** After that a response that says nothing more is lost. */
  readonly activeMs: number
  readonly longestSpeechMs: number
  /** After the user's speech the server is given so long to answer by itself. */
  readonly settleMs: number
  /** Quicksilver: a pause that long ends an utterance. */
  readonly quietMs: number
  /** Quicksilver: a result that nobody said by then is missed. */
  readonly unspokenMs: number
  /** Shorter speech without words is no interruption. From one event of the server to the other, its silence included. */
  readonly shortSpeechMs: number
  /** After words that need no answer the server's automatic one is awaited for so long, to be cancelled. */
  readonly autoAnswerMs: number
}

export const defaultLimits: ConversationLimits = {
  taskMs: 1_800_000,
  quietRunMs: 60_000,
  lostRunMs: 900_000,
  cancelMs: 30_000,
  lateWordsMs: 1000,
  duplicateWindowMs: 20_000,
  noteIntervalMs: 5000,
  askedMs: 10_000,
  activeMs: 60_000,
  longestSpeechMs: 60_000,
  settleMs: 300,
  quietMs: 1500,
  unspokenMs: 60_000,
  shortSpeechMs: 700,
  autoAnswerMs: 1000,
}
