import type { CodexApprovalPolicy, CodexSandbox } from '../codex/codex-agent.js'
import type { CommandAgentOptions, LinesAbility } from '../command/command-agent.js'

/** One agent as a configuration describes it. Which of these a kind takes, and which it needs, its `AgentKind` says. */
export interface AgentDefinition {
  /** A name of `agentKinds`. */
  readonly kind: string
  /** Program and arguments, or a command line for `parseCommand`. */
  readonly command?: CommandAgentOptions['command']
  /** A program by name or path, where the kind knows the arguments. */
  readonly program?: string
  /** Set for the agent's program, by name. */
  readonly env?: Readonly<Record<string, string>>
  /** Names of our own environment that the agent's program may see: the way for keys, which stand in no file. */
  readonly passEnvironment?: readonly string[]
  readonly workingDirectory?: string
  readonly timeLimitMs?: number
  readonly sandbox?: CodexSandbox
  readonly approvalPolicy?: CodexApprovalPolicy
  readonly model?: string
  /** How a command's output is read: as plain text, or as agent lines. */
  readonly protocol?: 'text' | 'lines'
  /** What a command that speaks agent lines can do beside working. */
  readonly can?: readonly LinesAbility[]
}

export type DefinitionKey = Exclude<keyof AgentDefinition, 'kind'>

/** As it is written: without a kind it is the kind of its own name. */
export type WrittenDefinition = Omit<AgentDefinition, 'kind'> & { readonly kind?: string }

/** By name, as a configuration's `agents` table has them. */
export type AgentDefinitions = Readonly<Record<string, WrittenDefinition>>
