import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** What decides where configuration is found. */
export interface ConfigPlace {
  readonly workingDirectory: string
  readonly homeDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Of this process. */
export function thisPlace(): ConfigPlace {
  return { workingDirectory: process.cwd(), homeDirectory: homedir(), environment: process.env }
}

export function userConfigFile(place: ConfigPlace): string {
  return join(baseFolder(place, 'XDG_CONFIG_HOME', '.config'), 'parley', 'config.json')
}

/** What Parley remembers between its runs: `PARLEY_STATE_DIR`, else `$XDG_STATE_HOME/parley`. */
export function stateFolder(place: ConfigPlace): string {
  const named = variable(place, 'PARLEY_STATE_DIR')
  if (named !== undefined) return resolve(place.workingDirectory, named)
  return join(baseFolder(place, 'XDG_STATE_HOME', join('.local', 'state')), 'parley')
}

/** The value of an environment variable; one that is empty is not set. */
export function variable({ environment }: ConfigPlace, name: string): string | undefined {
  const value = environment[name]
  return value === undefined || value === '' ? undefined : value
}

/** The XDG rules: a value that is not absolute is not valid and counts as not set. */
function baseFolder(place: ConfigPlace, name: string, otherwise: string): string {
  const named = variable(place, name)
  return named !== undefined && isAbsolute(named) ? named : join(place.homeDirectory, otherwise)
}
