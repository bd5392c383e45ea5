import { resolveAgent } from '@parley/agents'
import type { AgentDefinitions, ResolvedAgent } from '@parley/agents'
import type { ApprovalRules } from '@parley/conversation'
import type { ParleyConfig } from './config-schema.js'

/** The agent that shall do the work, and the rules for what it may do. */
export interface ChosenAgent extends ResolvedAgent {
  readonly rules: ApprovalRules
}

/** `spec` is a name or a specification; default: the one that the configuration names. Rules of an agent come before those for all. */
export function chooseAgent(config: ParleyConfig, spec: string = config.agent ?? 'folder'): ChosenAgent {
  const resolved = resolveAgent(spec, agentDefinitions(config))
  const own = Object.hasOwn(config.agents ?? {}, resolved.name) ? config.agents?.[resolved.name]?.approvals : undefined
  return { ...resolved, rules: { ...config.approvals?.rules, ...own } }
}

/** The configured agents as the registry takes them: who may do what is not its business. */
export function agentDefinitions({ agents = {} }: ParleyConfig): AgentDefinitions {
  return Object.fromEntries(Object.entries(agents).map(([name, { approvals: _, ...written }]) => [name, written]))
}
