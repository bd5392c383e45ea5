import { isRecord } from '@parley/wire'
import type { ConfigPath } from './config-path.js'

export interface StrangeKey {
  readonly path: ConfigPath
  readonly value: unknown
  /** What may stand there. Absent: the key is right, and a list stands where a table belongs. */
  readonly known: readonly string[] | undefined
}

/**
 * Keys of a value that no schema knows, wherever they are, and lists in the place of tables, which pass for tables without
 * keys. Reads the schema's own description of its entries.
 */
export function listStrangeKeys(schema: unknown, value: unknown, path: ConfigPath = []): readonly StrangeKey[] {
  if (!isRecord(schema)) return []
  const { wrapped, entries, type } = schema
  if (wrapped !== undefined) return listStrangeKeys(wrapped, value, path)
  if (type !== 'record' && !isRecord(entries)) return []
  if (Array.isArray(value)) return [{ path, value, known: undefined }]
  if (!isRecord(value)) return []
  return Object.keys(value).flatMap((key) => {
    const at = [...path, key]
    if (!isRecord(entries)) return listStrangeKeys(schema['value'], value[key], at)
    if (Object.hasOwn(entries, key)) return listStrangeKeys(entries[key], value[key], at)
    return [{ path: at, value: value[key], known: Object.keys(entries).filter((name) => name !== '$schema') }]
  })
}
