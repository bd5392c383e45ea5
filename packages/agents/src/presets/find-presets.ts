import { accessSync, constants, statSync } from 'node:fs'
import { agentPresets } from './agent-presets.js'
import type { AgentPreset } from './agent-presets.js'
import { findProgram } from './find-program.js'
import type { ProgramSearch } from './find-program.js'

/** A preset and whether its program is there. */
export type FoundPreset =
  | { readonly preset: AgentPreset; readonly name: string; readonly found: true; readonly programPath: string }
  | { readonly preset: AgentPreset; readonly name: string; readonly found: false; readonly install: string }

/** All presets, each with the path of its program or how to install it. Starts nothing. */
export function findPresets(search: ProgramSearch): readonly FoundPreset[] {
  return agentPresets.map((preset) => lookFor(preset, search))
}

export function lookFor(preset: AgentPreset, search: ProgramSearch): FoundPreset {
  const programPath = findProgram(preset.programs, search)
  const { name, install } = preset
  return programPath === undefined
    ? { preset, name, found: false, install }
    : { preset, name, found: true, programPath }
}

/** The machine that this process runs on. */
export function programSearchOfMachine(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ProgramSearch {
  const endings = process.platform === 'win32' ? (environment['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : ['']
  return { path: environment['PATH'] ?? '', exists: isProgram, endings }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
