import type { Agent } from '@parley/conversation'
import type { AgentDefinition, DefinitionKey } from './agent-definition.js'

/** The program behind a kind, where it is not Parley's and not the user's own. */
export interface NeededProgram {
  /** As its makers call it. */
  readonly title: string
  /** Names on PATH, the preferred one first; a definition's `program` comes before them. */
  readonly names: readonly string[]
  /** Arguments that make it print its version and end. */
  readonly versionArguments: readonly string[]
  /** A command that installs it, or where to get it. */
  readonly install: string
  /** How to log in, in one sentence. */
  readonly login: string
}

/** One kind of agent: a row of `agentKinds`. A new kind is a new row. */
export interface AgentKind {
  readonly name: string
  /** One line for people. */
  readonly summary: string
  /** How a spec of this kind is written. */
  readonly usage: string
  /** What stands behind the colon of a spec: `command` fills that key; absent, nothing may stand there. */
  readonly rest?: 'command'
  /** Keys of a definition that mean something to this kind; the others are refused. */
  readonly takes: readonly DefinitionKey[]
  readonly needs: readonly DefinitionKey[]
  readonly program?: NeededProgram
  /** Starts nothing. `definition` has passed `checkDefinition`. */
  create(definition: AgentDefinition): Agent
}
