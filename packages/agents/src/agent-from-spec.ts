import { ParleyError } from '@parley/wire'
import type { Agent } from '@parley/conversation'
import { createCommandAgent } from './command/command-agent.js'
import type { CommandAgentOptions } from './command/command-agent.js'

/** What every kind of agent can be given beside its spec. */
export type AgentSettings = Omit<CommandAgentOptions, 'command'>

interface AgentKind {
  /** How a spec of this kind is written, for messages. */
  readonly usage: string
  readonly create: (rest: string, settings: AgentSettings) => Agent
}

const kinds: Readonly<Record<string, AgentKind>> = {
  command: {
    usage: 'command:PROGRAM ARGS…',
    create: (rest, settings) => createCommandAgent({ ...settings, command: rest }),
  },
}

/**
 * An agent as people write it, `KIND:REST`: `command:node agent.mjs --fast`. Starts nothing. Throws `config` for a kind that
 * does not exist, and names those that do.
 */
export function agentFromSpec(spec: string, settings: AgentSettings = {}): Agent {
  const [, name = '', rest = ''] = /^([^:]*):?(.*)$/s.exec(spec.trim()) ?? []
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) {
    const known = Object.values(kinds).map(({ usage }) => usage)
    throw new ParleyError('config', `There is no agent of kind '${name}' (in '${spec}'). Known: ${known.join(', ')}`)
  }
  if (rest.trim() === '') {
    throw new ParleyError('config', `The agent '${spec}' names nothing to run; write ${kind.usage}`)
  }
  return kind.create(rest, settings)
}
