import { approvalWays, defaultRules } from '@parley/conversation'
import type { ApprovalWay } from '@parley/conversation'
import { ruledKinds } from './default-settings.js'
import type { RuledKind } from './default-settings.js'
import type { Setting, Settings } from './setting.js'

export interface WithheldSetting {
  readonly path: string
  readonly reason: string
}

export interface SiftedSettings {
  readonly kept: readonly Setting[]
  /** What does not count until the user trusts the file. */
  readonly withheld: readonly WithheldSetting[]
}

const needTrust: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^agents\./, 'it names a program to run'],
  [/^realtime\.url$/, 'it decides who hears you and gets your key'],
  [/^realtime\.apiKeyEnv$/, 'it decides which of your secrets is sent'],
  [/^budget$/, 'it decides how much may be spent'],
  [/^gateway\./, 'it decides who can reach this machine and which files are written'],
]

/**
 * What the file of a project that nobody has trusted may decide, and what not: a cloned folder must not run a program, send
 * speech or keys somewhere, or weaken a rule. `below` is what holds without the file. A stricter rule always counts.
 */
export function withholdUnsafe(settings: readonly Setting[], below: Settings): SiftedSettings {
  const kept: Setting[] = []
  const withheld: WithheldSetting[] = []
  for (const setting of settings) {
    const reason = reasonToWithhold(setting, settings, below)
    if (reason === undefined) kept.push(setting)
    else withheld.push({ path: setting.path, reason })
  }
  return { kept, withheld }
}

function reasonToWithhold(setting: Setting, all: readonly Setting[], below: Settings): string | undefined {
  const { path, value } = setting
  if (path === 'agent') {
    return isOwnAgent(String(value), all, below) ? 'it names a program to run' : undefined
  }
  const kind = /^approvals\.rules\.(.+)$/.exec(path)?.[1]
  if (kind !== undefined) {
    const weakened = affectedKinds(kind, all, below).some((affected) => isWeaker(value, ruleBelow(affected, below)))
    return weakened ? 'it is weaker than the rule that holds without it' : undefined
  }
  return needTrust.find(([pattern]) => pattern.test(path))?.[1]
}

/** A specification, or the name of an agent that only this file knows. Any other agent is the user's own choice already. */
function isOwnAgent(name: string, all: readonly Setting[], below: Settings): boolean {
  const path = `agents.${name}`
  return name.includes(':') || (!below.has(path) && all.some((setting) => setting.path === path))
}

/** `*` speaks for every kind that has no rule of its own. */
function affectedKinds(kind: string, all: readonly Setting[], below: Settings): readonly RuledKind[] {
  if (kind !== '*') return ruledKinds.filter((name) => name === kind)
  const own = new Set([...below.keys(), ...all.map(({ path }) => path)])
  return ruledKinds.filter((name) => name !== 'outside' && !own.has(`approvals.rules.${name}`))
}

function ruleBelow(kind: RuledKind, below: Settings): ApprovalWay {
  const forAll = kind === 'outside' ? undefined : below.get('approvals.rules.*')?.value
  const written = below.get(`approvals.rules.${kind}`)?.value ?? forAll
  return approvalWays.find((rule) => rule === written) ?? defaultRules[kind].way
}

function isWeaker(rule: unknown, than: ApprovalWay): boolean {
  const strictness = approvalWays.findIndex((name) => name === rule)
  return strictness < approvalWays.indexOf(than)
}
