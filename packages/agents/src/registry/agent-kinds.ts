import { createAcpAgent } from '../acp/acp-agent.js'
import { createCommandAgent } from '../command/command-agent.js'
import type { CommandAgentOptions } from '../command/command-agent.js'
import { folderAgentCommand } from '../folder-agent.js'
import type { AgentDefinition } from './agent-definition.js'
import type { AgentKind } from './agent-kind.js'
import { presetKinds } from './preset-kinds.js'
import { modelSetting, processKeys, processSettings } from './process-settings.js'

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
  ...presetKinds,
  {
    name: 'acp',
    summary: 'any program that speaks the Agent Client Protocol',
    usage: "acp:'PROGRAM ARGS…'",
    rest: 'command',
    takes: ['command', ...processKeys, 'model'],
    needs: ['command'],
    create: (definition) =>
      createAcpAgent({
        ...processSettings(definition),
        ...modelSetting(definition),
        command: definition.command ?? '',
      }),
  },
  {
    name: 'command',
    summary: 'any program: the request on its stdin, what it prints is the work',
    usage: "command:'PROGRAM ARGS…'",
    rest: 'command',
    takes: ['command', ...processKeys, 'timeLimitMs', 'protocol', 'can'],
    needs: ['command'],
    create: (definition) =>
      createCommandAgent({
        ...processSettings(definition),
        command: definition.command ?? '',
        ...commandSettings(definition),
      }),
  },
]

function commandSettings({
  timeLimitMs,
  protocol,
  can,
}: AgentDefinition): Pick<CommandAgentOptions, 'timeLimitMs' | 'lines'> {
  return {
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(protocol === 'lines' ? { lines: can === undefined ? {} : { can } } : {}),
  }
}

export function findAgentKind(name: string): AgentKind | undefined {
  return agentKinds.find((kind) => kind.name === name)
}
