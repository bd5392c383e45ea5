import type { AgentDescription } from '@parley/conversation'

/** One agent that a user can name, and what there is of it on this machine. */
export interface AgentListing {
  readonly name: string
  readonly kind: string
  readonly origin: 'built-in' | 'configured'
  readonly summary: string
  /** How it is written for `--agent`. */
  readonly usage: string
  /** It does the work where nobody says who. */
  readonly isChosen: boolean
  /** Absent where the agent depends on what is run. */
  readonly abilities: readonly Ability[] | undefined
  readonly program: ProgramState
}

export type ProgramState =
  /** It comes with Parley, or the user names what is run. */
  | { readonly state: 'not-needed' }
  | { readonly state: 'found'; readonly path: string; readonly version: string | undefined; readonly login?: string }
  | { readonly state: 'missing'; readonly name: string; readonly install?: string; readonly login?: string }
  /** The agent cannot be used as it is configured. */
  | { readonly state: 'unusable'; readonly problem: string }

/** In the order in which they are shown. */
export const abilityNames = ['steer', 'ask', 'question', 'resume', 'context'] as const
export type Ability = (typeof abilityNames)[number]

export const abilityMeanings: Readonly<Record<Ability, string>> = {
  steer: 'takes more guidance while it works',
  ask: 'asks for permission before it acts',
  question: 'asks you questions and takes the answers',
  resume: 'goes on with its work after a crash or a restart',
  context: 'knows at a later task what the earlier ones were about',
}

export function abilitiesOf(description: AgentDescription): readonly Ability[] {
  const has: Readonly<Record<Ability, boolean>> = {
    steer: description.canSteer,
    ask: description.canAnswer,
    question: description.canReply === true,
    resume: description.canResume === true,
    context: description.keepsContext === true,
  }
  return abilityNames.filter((name) => has[name])
}
