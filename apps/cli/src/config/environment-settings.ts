import { resolve } from 'node:path'
import { nearestWord } from '@parley/agents'
import { ParleyError } from '@parley/wire'
import type { ConfigPlace } from './config-places.js'
import { variable } from './config-places.js'
import { listProblems } from './list-problems.js'
import { tableFromSettings } from './merge-settings.js'
import type { Setting } from './setting.js'

/** Variables that are settings, and what they set. Of a path the absolute form counts. */
export const environmentSettings: readonly (readonly [name: string, path: string, isPath?: boolean])[] = [
  ['PARLEY_AGENT', 'agent'],
  ['PARLEY_URL', 'realtime.url'],
  ['PARLEY_DIALECT', 'realtime.dialect'],
  ['PARLEY_MODEL', 'realtime.model'],
  ['PARLEY_VOICE', 'realtime.voice'],
  ['PARLEY_STATE_DIR', 'gateway.stateDir', true],
]

/** Variables that Parley reads and that are no settings. */
const otherVariables = [
  ...['PARLEY_API_KEY', 'PARLEY_RESPONDER_KEY', 'PARLEY_TOKEN', 'PARLEY_CONFIG', 'PARLEY_DEBUG', 'PARLEY_RUN'],
]

/** Throws `config`, naming the variable, for a value that the setting cannot have. */
export function readEnvironment(place: ConfigPlace): readonly Setting[] {
  return environmentSettings.flatMap(([name, path, isPath = false]) => {
    const text = variable(place, name)
    if (text === undefined) return []
    const value = isPath ? resolve(place.workingDirectory, text) : text
    const setting: Setting = { path, value, source: { kind: 'environment', variable: name } }
    const [problem] = listProblems(tableFromSettings([setting]))
    if (problem !== undefined) throw new ParleyError('config', `The environment variable ${name} ${problem.text}`)
    return [setting]
  })
}

/** Variables that begin like ours and are none, each with what was probably meant. */
export function listStrangeVariables({ environment }: ConfigPlace): readonly string[] {
  const known = [...environmentSettings.map(([name]) => name), ...otherVariables]
  return Object.keys(environment)
    .filter((name) => name.startsWith('PARLEY_') && !name.startsWith('PARLEY_TEST_') && !known.includes(name))
    .map((name) => {
      const nearest = nearestWord(name, known)
      return `${name} is no variable that Parley knows${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
    })
}
