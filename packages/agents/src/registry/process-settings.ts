import type { AgentDefinition, DefinitionKey } from './agent-definition.js'

/** What every kind that is a program takes. */
export const processKeys: readonly DefinitionKey[] = ['env', 'passEnvironment', 'workingDirectory']

export interface ProcessSettings {
  readonly env: Readonly<Record<string, string>>
  readonly workingDirectory?: string
}

/** Of our own environment a program sees what `passEnvironment` names; what `env` sets comes before that. */
export function processSettings(
  { env = {}, passEnvironment = [], workingDirectory }: AgentDefinition,
  ours: Readonly<Record<string, string | undefined>> = process.env,
): ProcessSettings {
  const passed = passEnvironment.flatMap((name) => {
    const value = ours[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    env: { ...Object.fromEntries(passed), ...env },
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
  }
}

export function modelSetting({ model }: AgentDefinition): { readonly model?: string } {
  return model === undefined ? {} : { model }
}
