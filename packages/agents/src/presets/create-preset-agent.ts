import { ParleyError } from '@parley/wire'
import type { Agent } from '@parley/conversation'
import { createAcpAgent } from '../acp/acp-agent.js'
import type { AcpAgentOptions } from '../acp/acp-agent.js'
import { agentPresets, findPreset } from './agent-presets.js'
import type { AgentPreset } from './agent-presets.js'
import { lookFor, programSearchOfMachine } from './find-presets.js'
import type { ProgramSearch } from './find-program.js'

export interface PresetAgentOptions extends Omit<AcpAgentOptions, 'command' | 'name' | 'loginHint'> {
  /** Where to look for its program; default: PATH. */
  readonly search?: ProgramSearch
  /** Makes the agent of a preset whose kind is `codex`. Without it such a preset is refused. */
  readonly createCodex?: (programPath: string, preset: AgentPreset) => Agent
}

/**
 * A known agent by name. Starts nothing. Throws `config` for a name that is no preset, and for a program that is not there:
 * the message says how to install it.
 */
export function createPresetAgent(name: string, options: PresetAgentOptions = {}): Agent {
  const { search = programSearchOfMachine(), createCodex, passEnvironment = [], ...rest } = options
  const preset = findPreset(name)
  if (preset === undefined) {
    const known = agentPresets.map((each) => each.name).join(', ')
    throw new ParleyError('config', `There is no preset '${name}'. Known: ${known}`)
  }
  const found = lookFor(preset, search)
  if (!found.found) throw new ParleyError('config', missingProgram(preset))
  if (preset.kind === 'codex') {
    if (createCodex === undefined) throw new ParleyError('config', `${preset.title} is made by createCodexAgent here.`)
    return createCodex(found.programPath, preset)
  }
  return createAcpAgent({
    ...rest,
    name: preset.name,
    command: [found.programPath, ...preset.programArguments],
    passEnvironment: [...new Set([...preset.passEnvironment, ...passEnvironment])],
    loginHint: preset.login,
  })
}

/** What is not there, and what to do, in one sentence. */
export function missingProgram({ title, programs, install }: AgentPreset): string {
  return `${title} is not installed: ${programs.join(' or ')} is not on PATH. Install it with: ${install}`
}
