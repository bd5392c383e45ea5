import { defaultApprovals, toolKinds } from '@parley/conversation'
import type { ToolKind } from '@parley/conversation'
import type { ConfigPlace } from './config-places.js'
import { stateFolder } from './config-places.js'
import type { ApprovalRule, ParleyConfig } from './config-schema.js'

/** What holds where nobody says anything. */
export function defaultConfig(place: ConfigPlace): ParleyConfig {
  return {
    agent: 'folder',
    approvals: { expireMs: defaultApprovals.expireMs },
    realtime: { url: 'embedded', dialect: 'realtime' },
    limits: { taskMs: 600_000 },
    gateway: { stateDir: stateFolder(place) },
  }
}

/** The rule for a kind of tool that nobody has made one for. */
export function defaultRule(kind: RuledKind): ApprovalRule {
  return rulesByDefault[kind]
}

/** A kind of tool, or whatever reaches outside the folder of the task. */
export type RuledKind = ToolKind | 'outside'
export const ruledKinds: readonly RuledKind[] = [...toolKinds, 'outside']

const rulesByDefault: Readonly<Record<RuledKind, ApprovalRule>> = {
  ...({ read: 'allow', search: 'allow', think: 'allow' } as const),
  ...({ edit: 'voice', move: 'voice', execute: 'voice', network: 'voice', other: 'voice', outside: 'voice' } as const),
  delete: 'screen',
}
