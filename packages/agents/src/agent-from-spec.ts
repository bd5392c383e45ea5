import type { Agent } from '@parley/conversation'
import type { AgentDefinition, AgentDefinitions } from './registry/agent-definition.js'
import { createAgent, resolveAgent } from './registry/resolve-agent.js'

/** What every kind of agent can be given beside its spec, and the agents that a spec may name. */
export type AgentSettings = Pick<AgentDefinition, 'workingDirectory' | 'timeLimitMs' | 'env'> & {
  readonly agents?: AgentDefinitions
}

/**
 * An agent as people write it: a kind (`folder`), a kind with what to run (`command:node agent.mjs --fast`), or a name of
 * `settings.agents`. Starts nothing. Throws `config` for what is none of these, and names those that are.
 */
export function agentFromSpec(spec: string, { agents = {}, ...settings }: AgentSettings = {}): Agent {
  const { name, kind, definition } = resolveAgent(spec, agents)
  return createAgent({ name, kind, definition: { ...settings, ...definition } })
}
