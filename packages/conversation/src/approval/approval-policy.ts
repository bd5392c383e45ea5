import type { ToolKind } from '../agent.js'

/**
 * What becomes of an agent's request. `allow` and `deny` ask nobody; `voice` may be answered by voice and on the screen,
 * `screen` only there.
 */
export const approvalWays = ['allow', 'voice', 'screen', 'deny'] as const
export type ApprovalWay = (typeof approvalWays)[number]

/**
 * Which way requests go, by what the tool does. `*`: kinds without a rule of their own. `outside`: the least for whatever
 * reaches outside the task's folder; `allow` lifts nothing there, `deny` makes the folder a wall. What no rule names is as
 * in `defaultRules`.
 */
export type ApprovalRules = Readonly<Partial<Record<ToolKind | '*' | 'outside', ApprovalWay | undefined>>>

interface DefaultRule {
  readonly way: ApprovalWay
  readonly reason: string
}

/** Without rules: looking is free, changing takes a word, destroying takes a hand. */
export const defaultRules: Readonly<Record<ToolKind | 'outside', DefaultRule>> = {
  read: { way: 'allow', reason: 'It changes nothing, and whoever gives work in a folder has the folder read.' },
  search: { way: 'allow', reason: 'It reads, and changes nothing.' },
  think: { way: 'allow', reason: 'It touches nothing.' },
  edit: { way: 'voice', reason: 'It changes files; the request for the work is no consent to each change.' },
  move: { way: 'voice', reason: 'It changes where files are, and may put one in the place of another.' },
  execute: { way: 'voice', reason: 'A command can do whatever the user can.' },
  network: { way: 'voice', reason: 'What has left the machine does not come back.' },
  other: { way: 'voice', reason: 'Nobody knows what it does.' },
  delete: { way: 'screen', reason: 'It cannot be undone: a yes that was misheard must not do it.' },
  outside: { way: 'voice', reason: 'The user has given work in one folder and no other.' },
}

export interface JudgedRequest {
  readonly toolKind: ToolKind
  readonly isOutside: boolean
}

/** The rule of the kind, else the one for all kinds, else the default; never less than what `outside` demands. */
export function judgePermission(rules: ApprovalRules, { toolKind, isOutside }: JudgedRequest): ApprovalWay {
  const way = rules[toolKind] ?? rules['*'] ?? defaultRules[toolKind].way
  return isOutside ? stricter(way, rules.outside ?? defaultRules.outside.way) : way
}

function stricter(one: ApprovalWay, other: ApprovalWay): ApprovalWay {
  return approvalWays.indexOf(one) >= approvalWays.indexOf(other) ? one : other
}
