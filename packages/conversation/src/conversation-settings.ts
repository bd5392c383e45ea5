import type { DialectName } from '@parley/wire'
import type { AgentDescription } from './agent.js'

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
}

/** All in milliseconds. */
export interface ConversationLimits {
  /** The longest that a task may run. */
  readonly taskMs: number
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
}

export const defaultLimits: ConversationLimits = {
  taskMs: 1_800_000,
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
}
