import { isRecord } from '@parley/wire'
import type { CommandContext } from '../command.js'
import type { ConfigPlace } from './config-places.js'
import { userConfigFile } from './config-places.js'
import type { ConfigFile, LoadedConfig } from './load-config.js'
import { shownPath } from './shown-path.js'
import { showSource } from './setting.js'
import type { Setting } from './setting.js'
import { showValue, withoutSecrets } from './show-value.js'

/** The effective configuration, for a person or as one JSON object. */
export function tellConfig(
  loaded: LoadedConfig,
  strangeVariables: readonly string[],
  place: ConfigPlace,
  { terminal, options }: CommandContext,
): void {
  const settings = [...loaded.settings.values()].toSorted((a, b) => compare(a.path, b.path))
  if (options['json'] === true) {
    terminal.json({
      settings: settings.map(({ path, value, source }) => ({ path, value: shownValue(path, value), source })),
      files: loaded.files,
      withheld: loaded.withheld,
      strangeVariables,
    })
    return
  }
  const rows = settings.flatMap((setting) => toRows(setting, place))
  const width = Math.max(...rows.map(([path]) => path.length))
  const valueWidth = Math.min(34, Math.max(...rows.map(([, value]) => value.length)))
  for (const [path, value, source] of rows) {
    terminal.out(`${path.padEnd(width)}  ${value.padEnd(valueWidth)}  ${terminal.style('dim', source)}`)
  }
  terminal.out('')
  tellFiles(loaded, place, { terminal, options })
  for (const { path, reason } of loaded.withheld) {
    terminal.out(`${terminal.style('yellow', 'left out')}  ${path === '' ? 'all of it' : path}: ${reason}`)
  }
  if (loaded.withheld.length > 0) terminal.out('          Read the file, then run `parley config trust`.')
  for (const text of strangeVariables) terminal.out(`${terminal.style('yellow', 'note')}      ${text}`)
}

/** The files that were looked for, one a line. */
export function tellFiles(
  { files }: LoadedConfig,
  place: ConfigPlace,
  { terminal, options }: Pick<CommandContext, 'terminal' | 'options'>,
): void {
  if (options['json'] === true) {
    terminal.json({ files })
    return
  }
  const hasProject = files.some(({ role }) => role !== 'user')
  if (!hasProject) terminal.out('project   none: no parley.config.json in this folder or above it')
  for (const file of files.toReversed()) {
    terminal.out(`${roleNames[file.role].padEnd(8)}  ${shown(file.path, place)}${stateWords(file)}`)
  }
}

const roleNames: Readonly<Record<ConfigFile['role'], string>> = { user: 'yours', named: 'named', project: 'project' }

function stateWords({ state }: ConfigFile): string {
  switch (state) {
    case 'absent':
      return ' (there is none)'
    case 'trusted':
      return ' (trusted)'
    case 'not-trusted':
      return ' (not trusted)'
    case 'read':
      return ''
  }
}

type Row = readonly [path: string, value: string, source: string]

/** An agent is one setting and a row for each of its keys. */
function toRows(setting: Setting, place: ConfigPlace): readonly Row[] {
  const { path, source } = setting
  const from = showSource(source, (file) => (file === userConfigFile(place) ? 'your config.json' : shown(file, place)))
  const value = shownValue(path, setting.value)
  if (!path.startsWith('agents.')) return [[path, showValue(value), from]]
  return isRecord(value) ? Object.entries(value).map(([key, item]) => [`${path}.${key}`, showValue(item), from]) : []
}

function shownValue(path: string, value: unknown): unknown {
  return withoutSecrets(value, path.split('.').at(-1) ?? '')
}

function shown(file: string, { workingDirectory, homeDirectory }: ConfigPlace): string {
  return shownPath(file, workingDirectory, homeDirectory)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
