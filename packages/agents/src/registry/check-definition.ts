import { agentKinds, findAgentKind } from './agent-kinds.js'
import type { AgentDefinition, DefinitionKey, WrittenDefinition } from './agent-definition.js'
import { nearestWord } from './nearest-word.js'

/** What is wrong with a definition: the key, and what to do about it. */
export interface DefinitionProblem {
  readonly key: DefinitionKey | 'kind'
  readonly problem: string
}

/** All that is wrong with a definition of that name; empty when `createAgent` can take it. */
export function checkDefinition(name: string, written: WrittenDefinition): readonly DefinitionProblem[] {
  const { kind: kindName } = completeDefinition(name, written)
  const kind = findAgentKind(kindName)
  if (kind === undefined) {
    const problem = written.kind === undefined ? 'is missing' : `'${kindName}' is no kind of agent`
    return [{ key: 'kind', problem: `${problem}${suggestion(kindName)}; known kinds are ${kindNames()}` }]
  }
  const strange = definitionKeys(written).filter((key) => !kind.takes.includes(key))
  const missing = kind.needs.filter((key) => written[key] === undefined)
  const taken = kind.takes.length === 0 ? 'nothing' : kind.takes.join(', ')
  return [
    ...strange.map((key) => ({
      key,
      problem: `means nothing to an agent of kind '${kind.name}', which takes ${taken}`,
    })),
    ...missing.map((key) => ({ key, problem: `is missing; an agent of kind '${kind.name}' needs it` })),
  ]
}

/** Without a kind, a definition is of the kind that has its name: `agents.codex` is a codex. */
export function completeDefinition(name: string, written: WrittenDefinition): AgentDefinition {
  return { ...written, kind: written.kind ?? name }
}

export function kindNames(): string {
  return agentKinds.map((kind) => kind.name).join(', ')
}

function suggestion(word: string): string {
  const nearest = nearestWord(
    word,
    agentKinds.map((kind) => kind.name),
  )
  return nearest === undefined ? '' : ` (did you mean '${nearest}'?)`
}

const keysInOrder: readonly DefinitionKey[] = [
  ...(['command', 'program', 'env', 'passEnvironment', 'workingDirectory', 'timeLimitMs'] as const),
  ...(['sandbox', 'approvalPolicy', 'model', 'protocol', 'can'] as const),
]

function definitionKeys(written: WrittenDefinition): readonly DefinitionKey[] {
  return keysInOrder.filter((key) => written[key] !== undefined)
}
