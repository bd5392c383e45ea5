import { agentKinds, createAgent, parseCommand, resolveAgent } from '@parley/agents'
import type { AgentKind, ResolvedAgent } from '@parley/agents'
import { agentDefinitions } from '../config/chosen-agent.js'
import type { ParleyConfig } from '../config/config-schema.js'
import { abilitiesOf } from './agent-listing.js'
import type { AgentListing, ProgramState } from './agent-listing.js'
import { findProgram } from './find-program.js'
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
  return { ...listing, abilities: await readAbilities(resolved), program: await findKindProgram(resolved) }
}

async function listConfigured(name: string, config: ParleyConfig): Promise<AgentListing> {
  const listing = { name, origin: 'configured', usage: name, isChosen: isChosen(name, config) } as const
  try {
    const resolved = resolveAgent(name, agentDefinitions(config))
    const { kind } = resolved
    const abilities = await readAbilities(resolved)
    return { ...listing, kind: kind.name, summary: kind.summary, abilities, program: await findKindProgram(resolved) }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const program = { state: 'unusable', problem } as const
    return { ...listing, kind: config.agents?.[name]?.kind ?? name, summary: '', abilities: undefined, program }
  }
}

/** Nothing is started for this. */
async function readAbilities(resolved: ResolvedAgent): Promise<AgentListing['abilities']> {
  const agent = createAgent(resolved)
  const abilities = abilitiesOf(agent.describe())
  await agent.close?.()
  return abilities
}

async function findKindProgram({ kind, definition }: ResolvedAgent): Promise<ProgramState> {
  const needed = kind.program
  const name = definition.program ?? needed?.name ?? firstWord(definition.command)
  if (name === undefined) return { state: 'not-needed' }
  const path = await findProgram(name)
  const hints = needed === undefined ? {} : { login: needed.login }
  if (path === undefined) {
    return { state: 'missing', name, ...hints, ...(needed === undefined ? {} : { install: needed.install }) }
  }
  // Only programs that are known to have it are asked; anything may happen in the user's own.
  const version = needed === undefined ? undefined : await readProgramVersion(path)
  return { state: 'found', path, version, ...hints }
}

function firstWord(command: string | readonly string[] | undefined): string | undefined {
  if (command === undefined) return undefined
  return (typeof command === 'string' ? parseCommand(command) : command)[0]
}

function isChosen(name: string, { agent = 'folder' }: ParleyConfig): boolean {
  return name === agent
}
