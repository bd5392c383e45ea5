export { createAcpAgent } from './acp/acp-agent.js'
export type { AcpAgentOptions } from './acp/acp-agent.js'
export type { AcpMcpServer } from './acp/acp-settings.js'
export { agentFromSpec } from './agent-from-spec.js'
export type { AgentSettings } from './agent-from-spec.js'
export { createCommandAgent } from './command/command-agent.js'
export type { CommandAgentOptions } from './command/command-agent.js'
export { codexEnvironment, createCodexAgent } from './codex/codex-agent.js'
export type { CodexAgentOptions, CodexApprovalPolicy, CodexSandbox } from './codex/codex-agent.js'
export { parseCommand } from './command/parse-command.js'
export { folderAgentCommand } from './folder-agent.js'
export type {
  AgentDefinition,
  AgentDefinitions,
  DefinitionKey,
  WrittenDefinition,
} from './registry/agent-definition.js'
export type { AgentKind, NeededProgram } from './registry/agent-kind.js'
export { agentKinds } from './registry/agent-kinds.js'
export { checkDefinition } from './registry/check-definition.js'
export type { DefinitionProblem } from './registry/check-definition.js'
export { nearestWord } from './registry/nearest-word.js'
export { createAgent, resolveAgent } from './registry/resolve-agent.js'
export type { ResolvedAgent } from './registry/resolve-agent.js'
export { createRunLedger, runLedgerFolder, useRunLedger } from './process/run-ledger.js'
export type { LedgerNote, RunLedger } from './process/run-ledger.js'
export { endOrphans } from './process/end-orphans.js'
export type { EndOrphansOptions, OrphansReport } from './process/end-orphans.js'
