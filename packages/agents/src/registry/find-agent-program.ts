import { isAbsolute, resolve } from 'node:path'
import { parseCommand } from '../command/parse-command.js'
import { programSearchOfMachine } from '../presets/find-presets.js'
import { findProgram } from '../presets/find-program.js'
import type { AgentDefinition } from './agent-definition.js'
import type { AgentKind } from './agent-kind.js'

/** The program that an agent starts. */
export interface AgentProgram {
  /** What it may be called; the first of them that is there is taken. */
  readonly names: readonly string[]
  /** Undefined: it is not there. */
  readonly path: string | undefined
}

/** Undefined where the agent starts none but Parley's own. Looks at the file system and starts nothing. */
export function findAgentProgram(agent: {
  readonly kind: AgentKind
  readonly definition: AgentDefinition
}): AgentProgram | undefined {
  const { kind, definition } = agent
  const names = definition.program === undefined ? (kind.program?.names ?? firstWord(definition)) : [definition.program]
  if (names.length === 0) return undefined
  const search = programSearchOfMachine()
  const folder = definition.workingDirectory ?? process.cwd()
  const atPath = names.filter(isPath).map((name) => resolve(folder, name))
  const path = atPath.find((place) => search.exists(place))
  const onPath = names.filter((name) => !isPath(name))
  return { names, path: path ?? findProgram(onPath, search) }
}

function isPath(name: string): boolean {
  return isAbsolute(name) || name.includes('/')
}

function firstWord({ command }: AgentDefinition): readonly string[] {
  if (command === undefined) return []
  return (typeof command === 'string' ? parseCommand(command) : command).slice(0, 1)
}
