import { ParleyError } from '@parley/wire'
import type { OptionSpec, OptionValues } from '../command.js'
import { choiceOption, integerOption, stringOption } from '../parse-command-line.js'
import { listProblems } from './list-problems.js'
import { tableFromSettings } from './merge-settings.js'
import type { Setting } from './setting.js'

/** The options of a command that are settings: a command takes the ones it needs. */
export const settingOptions = {
  config: {
    name: 'config',
    value: 'FILE',
    help: 'this configuration file instead of the one of the project',
  },
  agent: {
    name: 'agent',
    value: 'SPEC',
    help: "who does the work: a name of `parley agents`, or 'command:PROGRAM ARGS…'; default: folder",
  },
  url: {
    name: 'url',
    value: 'URL',
    help: "realtime server to talk to; without it, or with 'embedded', one is started inside this process",
  },
  dialect: { name: 'dialect', value: 'NAME', help: 'realtime (default) or quicksilver' },
  model: { name: 'model', value: 'NAME', help: 'model to ask the server for' },
  voice: { name: 'voice', value: 'NAME', help: 'voice to ask the server for' },
  timeout: { name: 'timeout', value: 'SECONDS', help: 'for the task; default 600' },
} as const satisfies Readonly<Record<string, OptionSpec>>

type Read = (options: OptionValues, name: string) => unknown

const readers: readonly (readonly [name: string, path: string, read: Read])[] = [
  ['agent', 'agent', stringOption],
  ['url', 'realtime.url', stringOption],
  [
    'dialect',
    'realtime.dialect',
    (options) => choiceOption(options, 'dialect', ['realtime', 'quicksilver'], 'realtime'),
  ],
  ['model', 'realtime.model', stringOption],
  ['voice', 'realtime.voice', stringOption],
  ['timeout', 'limits.taskMs', (options) => integerOption(options, 'timeout', timeoutRange) * 1000],
]
const timeoutRange = { min: 1, max: 86_400, fallback: 600 }

/** Throws `config`, naming the option, for a value that the setting cannot have. */
export function readOptions(options: OptionValues): readonly Setting[] {
  return readers
    .filter(([name]) => options[name] !== undefined)
    .map(([name, path, read]) => {
      const setting: Setting = { path, value: read(options, name), source: { kind: 'option', option: name } }
      const [problem] = listProblems(tableFromSettings([setting]))
      if (problem !== undefined) throw new ParleyError('config', `--${name} ${problem.text}`)
      return setting
    })
}
