import { decodeJsonObject, isRecord } from '@parley/wire'
import type { ProcessName } from './proc.js'

/** What is noted about one running program. */
export interface LedgerEntry {
  /** In the environment of all its processes. */
  readonly mark: string
  /** Boot and process id space in which the ids below mean something. */
  readonly place: string
  /** Who has started it. */
  readonly parent: ProcessName
  /** The program, which leads its process group; undefined until it runs. */
  readonly leader: ProcessName | undefined
}

const VERSION = 1

export function encodeLedgerEntry({ mark, place, parent, leader }: LedgerEntry): string {
  return `${JSON.stringify({ version: VERSION, mark, place, parent, leader: leader ?? null })}\n`
}

/** `newer`: written by a later version, whose business it is. Undefined for anything that nobody has written whole. */
export function decodeLedgerEntry(text: string): LedgerEntry | 'newer' | undefined {
  const record = decodeJsonObject(text)
  if (record === undefined) return undefined
  const { version } = record
  if (version !== VERSION) return typeof version === 'number' && version > VERSION ? 'newer' : undefined
  const { mark, place } = record
  const parent = decodeName(record['parent'])
  const leader = decodeName(record['leader'])
  if (typeof mark !== 'string' || !/^[\w-]{8,100}$/.test(mark)) return undefined
  if (typeof place !== 'string' || parent === undefined) return undefined
  if (leader === undefined && record['leader'] !== null) return undefined
  return { mark, place, parent, leader }
}

function decodeName(value: unknown): ProcessName | undefined {
  if (!isRecord(value)) return undefined
  const { pid, startTicks } = value
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined
  if (typeof startTicks !== 'number' || !Number.isSafeInteger(startTicks)) return undefined
  return { pid, startTicks }
}
