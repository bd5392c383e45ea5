import { createAcpAgent } from '../acp/acp-agent.js'
import { createCodexAgent } from '../codex/codex-agent.js'
import { createCommandAgent } from '../command/command-agent.js'
import { folderAgentCommand } from '../folder-agent.js'
import type { AgentDefinition } from './agent-definition.js'
import type { AgentKind } from './agent-kind.js'
import { processKeys, processSettings } from './process-settings.js'
import type { ProcessSettings } from './process-settings.js'

/** Every kind of agent, in the order in which they are shown. */
export const agentKinds: readonly AgentKind[] = [
  {
    name: 'folder',
    summary: 'comes with Parley: answers about the files of the folder; no model, no network',
    usage: 'folder',
    takes: ['workingDirectory'],
    needs: [],
    create: (definition) => createCommandAgent({ ...processSettings(definition), command: folderAgentCommand() }),
  },
  {
    name: 'codex',
    summary: 'Codex of OpenAI, over its app server',
    usage: 'codex',
    takes: ['program', ...processKeys, 'model', 'sandbox', 'approvalPolicy'],
    needs: [],
    program: {
      name: 'codex',
      install: 'npm install -g @openai/codex',
      login: 'run `codex login` once, or set OPENAI_API_KEY',
    },
    create: (definition) => {
      const { program, model, sandbox, approvalPolicy } = definition
      return createCodexAgent({
        ...processSettings(definition),
        ...(program === undefined ? {} : { program: [program] }),
        ...(model === undefined ? {} : { model }),
        ...(sandbox === undefined ? {} : { sandbox }),
        ...(approvalPolicy === undefined ? {} : { approvalPolicy }),
      })
    },
  },
  {
    name: 'acp',
    summary: 'any program that speaks the Agent Client Protocol',
    usage: "acp:'PROGRAM ARGS…'",
    rest: 'command',
    takes: ['command', ...processKeys, 'model'],
    needs: ['command'],
    create: (definition) => createAcpAgent({ ...acpSettings(definition), command: definition.command ?? '' }),
  },
  {
    name: 'command',
    summary: 'any program: the request on its stdin, what it prints is the work',
    usage: "command:'PROGRAM ARGS…'",
    rest: 'command',
    takes: ['command', ...processKeys, 'timeLimitMs'],
    needs: ['command'],
    create: (definition) =>
      createCommandAgent({
        ...processSettings(definition),
        command: definition.command ?? '',
        ...timeLimit(definition),
      }),
  },
]

function acpSettings(definition: AgentDefinition): ProcessSettings & { readonly model?: string } {
  const { model } = definition
  return { ...processSettings(definition), ...(model === undefined ? {} : { model }) }
}

function timeLimit({ timeLimitMs }: { readonly timeLimitMs?: number }): { readonly timeLimitMs?: number } {
  return timeLimitMs === undefined ? {} : { timeLimitMs }
}

export function findAgentKind(name: string): AgentKind | undefined {
  return agentKinds.find((kind) => kind.name === name)
}
