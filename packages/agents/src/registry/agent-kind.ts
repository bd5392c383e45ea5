import type { Agent } from '@parley/conversation'
import type { AgentDefinition, DefinitionKey } from './agent-definition.js'

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
  /** Starts nothing. `definition` has passed `checkDefinition`. */
  create(definition: AgentDefinition): Agent
}
