import type { ApprovalRules } from '../approval/approval-policy.js'
import { defaultApprovals, defaultLimits } from '../conversation-settings.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { defaultReconnect } from '../reconnect/reconnect-settings.js'
import type { Random } from './random.js'

/** The defaults more often than others. */
const RULES: readonly ApprovalRules[] = [
  {},
  {},
  {},
  { execute: 'allow', network: 'deny' },
  { '*': 'screen', read: 'allow', outside: 'deny' },
  { '*': 'allow', outside: 'allow' },
  { execute: 'voice', delete: 'voice', read: 'deny' },
]

/** Both dialects, every policy, agents that can and cannot be steered, and limits that a run of a minute reaches. */
export function createSimulationSettings(random: Random): ConversationSettings {
  return {
    dialect: random.chance(0.75) ? 'realtime' : 'quicksilver',
    agent: {
      ...{ name: 'simulated', canSteer: random.chance(0.6), canAnswer: true, canReply: true },
      canResume: random.chance(0.6),
    },
    policy: random.pick(['steer', 'queue', 'parallel'] as const),
    maxParallel: 2,
    workingDirectory: undefined,
    ...(random.chance(0.6) ? { reconnect: { ...defaultReconnect, maxAttempts: 6 } } : {}),
    player: { isReporting: true, canResume: random.chance(0.5) },
    approvals: { ...defaultApprovals, rules: random.pick(RULES), expireMs: 15_000 },
    limits: { ...defaultLimits, taskMs: 60_000, cancelMs: 10_000, unspokenMs: 30_000, activeMs: 20_000 },
  }
}
