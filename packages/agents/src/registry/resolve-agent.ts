import type { Agent, AgentDescription } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { AgentDefinition, AgentDefinitions } from './agent-definition.js'
import type { AgentKind } from './agent-kind.js'
import { agentKinds, findAgentKind } from './agent-kinds.js'
import { checkDefinition, completeDefinition } from './check-definition.js'
import { findAgentProgram } from './find-agent-program.js'
import { nearestWord } from './nearest-word.js'

export interface ResolvedAgent {
  /** As people call it: the configured name, or the kind. */
  readonly name: string
  readonly kind: AgentKind
  readonly definition: AgentDefinition
}

/**
 * An agent as people write it: a configured name (`mine`), a kind (`folder`), or a kind with what to run
 * (`command:node agent.mjs --fast`). A configured name comes before a kind of the same name. Throws `config` for what is
 * none of these, with the nearest name and all that there are.
 */
export function resolveAgent(spec: string, configured: AgentDefinitions = {}): ResolvedAgent {
  const [, name = '', colon = '', rest = ''] = /^([^:]*)(:?)(.*)$/s.exec(spec.trim()) ?? []
  const written = colon === '' && Object.hasOwn(configured, name) ? configured[name] : undefined
  if (written !== undefined) return fromDefinition(name, completeDefinition(name, written))
  const kind = findAgentKind(name)
  if (kind === undefined) throw unknownAgent(spec, name, configured)
  return fromSpec(kind, spec, rest.trim())
}

/** Starts nothing. Throws `unavailable` where the program that it needs is not there, and says how to install it. */
export function createAgent(resolved: ResolvedAgent): Agent {
  const { kind, definition, name } = resolved
  const program = findAgentProgram(resolved)
  if (program?.path === undefined && kind.program !== undefined) {
    const { title, install } = kind.program
    const sought = program?.names.join(' or ') ?? title
    throw new ParleyError(
      'unavailable',
      `The agent '${name}' needs ${title}: there is no ${sought}. Install it: ${install}`,
    )
  }
  return kind.create(definition)
}

/** What the agent can do, whether it is installed or not. Starts nothing. */
export function describeAgent({ kind, definition }: ResolvedAgent): AgentDescription {
  return kind.create(definition).describe()
}

function fromDefinition(name: string, definition: AgentDefinition): ResolvedAgent {
  const kind = findAgentKind(definition.kind)
  const problems = checkDefinition(name, definition)
  if (kind === undefined || problems.length > 0) {
    const text = problems.map(({ key, problem }) => `agents.${name}.${key} ${problem}`).join('; ')
    throw new ParleyError('config', `The agent '${name}' cannot be used: ${text}`)
  }
  return { name, kind, definition }
}

function fromSpec(kind: AgentKind, spec: string, rest: string): ResolvedAgent {
  const { name } = kind
  if (kind.rest === undefined) {
    if (rest === '') return { name, kind, definition: { kind: name } }
    throw new ParleyError(
      'config',
      `The agent '${name}' takes nothing behind a colon (in '${spec}'); write ${kind.usage}`,
    )
  }
  if (rest === '') {
    throw new ParleyError('config', `The agent '${spec}' names nothing to run; write ${kind.usage}`)
  }
  return { name, kind, definition: { kind: name, [kind.rest]: rest } }
}

function unknownAgent(spec: string, name: string, configured: AgentDefinitions): ParleyError {
  const names = Object.keys(configured)
  const nearest = nearestWord(name, [...names, ...agentKinds.map((kind) => kind.name)])
  const known = agentKinds.map(({ usage }) => usage).join(', ')
  return new ParleyError(
    'config',
    [
      `There is no agent '${name}'${name === spec.trim() ? '' : ` (in '${spec}')`}.`,
      ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
      `Known: ${known}.`,
      ...(names.length === 0 ? ['None is configured.'] : [`Configured: ${names.join(', ')}.`]),
      'See `parley agents`.',
    ].join(' '),
  )
}
