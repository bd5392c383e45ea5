import { createAgent, findAgentProgram } from '@parley/agents'
import type { ResolvedAgent } from '@parley/agents'
import type { Agent } from '@parley/conversation'
import type { Finding } from './readiness.js'

/** Who does the work behind a gateway's conversations. */
export interface AgentSource {
  readonly name: string
  /** Where it works when a client names no folder. Default: where the process runs. */
  readonly workingDirectory?: string
  /** One for each conversation, which it belongs to until `close`. Throws where it cannot be had. */
  create(): Agent
  /** Whether it can be had now. Starts nothing. */
  find(): Finding
}

/** An agent of the registry: by its name in the configuration, its kind, or what to run. */
export function agentSourceFromRegistry(resolved: ResolvedAgent): AgentSource {
  const { name, definition } = resolved
  return {
    name,
    ...(definition.workingDirectory === undefined ? {} : { workingDirectory: definition.workingDirectory }),
    create: () => createAgent(resolved),
    find() {
      const program = findAgentProgram(resolved)
      if (program === undefined) return { isReady: true, detail: `${name} comes with Parley` }
      const { path, names } = program
      if (path !== undefined) return { isReady: true, detail: `${name} runs ${path}` }
      return { isReady: false, detail: `${name} needs ${names.join(' or ')}, which is not there` }
    },
  }
}
