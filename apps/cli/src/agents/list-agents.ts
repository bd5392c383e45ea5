import { agentKinds, describeAgent, findAgentProgram, resolveAgent } from '@parley/agents'
import type { AgentKind, ResolvedAgent } from '@parley/agents'
import { agentDefinitions } from '../config/chosen-agent.js'
import type { ParleyConfig } from '../config/config-schema.js'
import { abilitiesOf } from './agent-listing.js'
import type { AgentListing, ProgramState } from './agent-listing.js'
import { readProgramVersion } from './program-version.js'

/** Every kind of agent and every configured one, with what is found of it here. Asks programs for their version. */
export async function listAgents(config: ParleyConfig): Promise<readonly AgentListing[]> {
  const configured = Object.keys(config.agents ?? {})
  const kinds = agentKinds.filter(({ name }) => !configured.includes(name))
  return Promise.all([
    ...kinds.map((kind) => listKind(kind, config)),
    ...configured.map((name) => listConfigured(name, config)),
  ])
}

async function listKind(kind: AgentKind, config: ParleyConfig): Promise<AgentListing> {
  const { name, summary, usage } = kind
  const listing = { name, kind: name, origin: 'built-in', summary, usage, isChosen: isChosen(name, config) } as const
  if (kind.rest !== undefined) return { ...listing, abilities: undefined, program: { state: 'not-needed' } }
  const resolved = resolveAgent(name)
  return { ...listing, abilities: abilitiesOf(describeAgent(resolved)), program: await findKindProgram(resolved) }
}

async function listConfigured(name: string, config: ParleyConfig): Promise<AgentListing> {
  const listing = { name, origin: 'configured', usage: name, isChosen: isChosen(name, config) } as const
  try {
    const resolved = resolveAgent(name, agentDefinitions(config))
    const { kind } = resolved
    const abilities = abilitiesOf(describeAgent(resolved))
    return { ...listing, kind: kind.name, summary: kind.summary, abilities, program: await findKindProgram(resolved) }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const program = { state: 'unusable', problem } as const
    return { ...listing, kind: config.agents?.[name]?.kind ?? name, summary: '', abilities: undefined, program }
  }
}

async function findKindProgram(resolved: ResolvedAgent): Promise<ProgramState> {
  const needed = resolved.kind.program
  const program = findAgentProgram(resolved)
  if (program === undefined) return { state: 'not-needed' }
  const { path, names } = program
  const hints = needed === undefined ? {} : { login: needed.login }
  if (path === undefined) {
    const install = needed === undefined ? {} : { install: needed.install }
    return { state: 'missing', name: names.join(' or '), ...hints, ...install }
  }
  // Only programs that are known to have it are asked; anything may happen in the user's own.
  const version = needed === undefined ? undefined : await readProgramVersion(path, needed.versionArguments)
  return { state: 'found', path, version, ...hints }
}

function isChosen(name: string, { agent = 'folder' }: ParleyConfig): boolean {
  return name === agent
}
