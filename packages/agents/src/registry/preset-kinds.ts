import type { Agent } from '@parley/conversation'
import { createAcpAgent } from '../acp/acp-agent.js'
import { createCodexAgent } from '../codex/codex-agent.js'
import { agentPresets } from '../presets/agent-presets.js'
import type { AgentPreset } from '../presets/agent-presets.js'
import type { AgentDefinition } from './agent-definition.js'
import type { AgentKind } from './agent-kind.js'
import { findAgentProgram } from './find-agent-program.js'
import { modelSetting, processKeys, processSettings } from './process-settings.js'

/** The known agents, each a kind of its own name. */
export const presetKinds: readonly AgentKind[] = agentPresets.map(toKind)

function toKind(preset: AgentPreset): AgentKind {
  const { name, title, kind, programs, versionArguments, install, login } = preset
  const isCodex = kind === 'codex'
  const made: AgentKind = {
    name,
    summary: `${title}, over ${isCodex ? 'its app server' : 'the Agent Client Protocol'}`,
    usage: name,
    takes: ['program', ...processKeys, 'model', ...(isCodex ? (['sandbox', 'approvalPolicy'] as const) : [])],
    needs: [],
    program: { title, names: programs, versionArguments, install, login },
    create: (definition) => {
      const program = findAgentProgram({ kind: made, definition })
      const path = program?.path ?? program?.names[0] ?? name
      return isCodex ? createCodex(path, definition) : createAcp(preset, path, definition)
    },
  }
  return made
}

function createCodex(path: string, definition: AgentDefinition): Agent {
  const { sandbox, approvalPolicy } = definition
  return createCodexAgent({
    ...processSettings(definition),
    ...modelSetting(definition),
    program: [path],
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(approvalPolicy === undefined ? {} : { approvalPolicy }),
  })
}

function createAcp(preset: AgentPreset, path: string, definition: AgentDefinition): Agent {
  return createAcpAgent({
    ...processSettings(definition),
    ...modelSetting(definition),
    name: preset.name,
    command: [path, ...preset.programArguments],
    passEnvironment: preset.passEnvironment,
    loginHint: preset.login,
  })
}
