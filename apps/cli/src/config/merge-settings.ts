import { isRecord } from '@parley/wire'
import type { ConfigSource, Setting, Settings } from './setting.js'

/** Tables that are one thing: a half of one file and a half of another would be neither. */
const isWhole = (path: string): boolean => path === 'budget' || /^agents\.[^.]+$/.test(path)

/** The leaves of a configuration, in the order in which they are written. `$schema` is for editors and is left out. */
export function toSettings(config: unknown, source: ConfigSource, path = ''): readonly Setting[] {
  if (!isRecord(config) || isWhole(path)) return [{ path, value: config, source }]
  return Object.keys(config)
    .filter((key) => key !== '$schema')
    .flatMap((key) => toSettings(config[key], source, path === '' ? key : `${path}.${key}`))
}

/** Layer over layer, the last one on top: per path, the topmost setting counts. */
export function mergeSettings(layers: readonly (readonly Setting[])[]): Settings {
  return new Map(layers.flat().map((setting) => [setting.path, setting]))
}

interface Table {
  [key: string]: unknown
}

/** The other way round: leaves → one table. */
export function tableFromSettings(settings: Iterable<Setting>): Readonly<Record<string, unknown>> {
  const root = createTable()
  for (const { path, value } of settings) {
    const keys = path.split('.')
    let table = root
    for (const key of keys.slice(0, -1)) table = subTable(table, key)
    table[keys.at(-1) ?? ''] = value
  }
  return root
}

function subTable(table: Table, key: string): Table {
  const found = table[key]
  if (isTable(found)) return found
  const created = createTable()
  table[key] = created
  return created
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const createTable = (): Table => ({})
