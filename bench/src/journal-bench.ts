import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Journal, JournalRecord } from '@parley/conversation'
import { openFileJournal, openSqliteJournalStore } from '@parley/gateway'
import { describeMachine } from './machine.js'
import { toTable } from './table.js'

const HELP = `node bench/dist/journal-bench.js [--ms N] [--rounds N] [--folder FOLDER]

Durable appends per second of a record of 600 bytes: so many callers, each with one append under way.

  --ms N           how long each measurement appends, default 1000
  --rounds N       measurements of each kind, in turns; the median counts, default 3
  --folder FOLDER  on the disk that is meant, default the folder for temporary files`

const IN_FLIGHT = [1, 16, 64]

interface Target {
  readonly name: string
  /** One journal per caller, or one for all. */
  readonly open: (folder: string, callers: number) => Promise<OpenTarget>
}

interface OpenTarget {
  readonly journals: readonly Journal[]
  readonly close: () => Promise<void>
}

const openStore = async (folder: string, conversations: number): Promise<OpenTarget> => {
  const store = await openSqliteJournalStore({ file: join(folder, 'journal.sqlite') })
  const names = Array.from({ length: conversations }, (_, index) => `conversation ${index}`)
  return { journals: await Promise.all(names.map((name) => store.open(name))), close: () => store.close() }
}

const targets: readonly Target[] = [
  { name: 'SQLite store, one conversation', open: (folder) => openStore(folder, 1) },
  { name: 'SQLite store, a conversation each', open: openStore },
  {
    name: 'file journal',
    open: async (folder) => {
      const journal = await openFileJournal({ path: join(folder, 'journal.jsonl') })
      return { journals: [journal], close: () => journal.close() }
    },
  },
]

interface Measured {
  readonly perSecond: number
  readonly medianMs: number
}

async function measure(target: Target, inFlight: number, parent: string, ms: number): Promise<Measured> {
  const folder = await mkdtemp(join(parent, 'parley-journal-bench-'))
  const { journals, close } = await target.open(folder, inFlight)
  const waits: number[] = []
  const startedAt = performance.now()
  const append = async (caller: number): Promise<void> => {
    const journal = journals[caller % journals.length]
    for (let number = 0; performance.now() - startedAt < ms; number++) {
      const before = performance.now()
      await journal?.append(recordOf(`${caller}:${number}`))
      waits.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, caller) => append(caller)))
  const elapsedMs = performance.now() - startedAt
  await close()
  await rm(folder, { recursive: true })
  return { perSecond: (waits.length / elapsedMs) * 1000, medianMs: median(waits) }
}

function recordOf(recordId: string): JournalRecord {
  return { kind: 'task-ended', recordId, atMs: 0, taskId: recordId, outcome: 'finished', result: 'x'.repeat(500) }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ms: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '3' },
      folder: { type: 'string', default: tmpdir() },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const { cpu, cores, system, node, load } = describeMachine()
  const measured = new Map<string, Measured[]>()
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const target of targets) {
      for (const inFlight of IN_FLIGHT) {
        const key = `${target.name} ${inFlight}`
        const result = await measure(target, inFlight, values.folder, Number(values.ms))
        measured.set(key, [...(measured.get(key) ?? []), result])
      }
    }
  }
  const toCell = (results: readonly Measured[]): string =>
    `${Math.round(median(results.map(({ perSecond }) => perSecond)))} (${median(results.map(({ medianMs }) => medianMs)).toFixed(2)} ms)`
  console.log(`${cpu}, ${cores} cores, ${system}, Node ${node}, load ${load.toFixed(1)} before\n`)
  console.log(
    toTable(
      ['appends per second (median wait)', ...IN_FLIGHT.map((inFlight) => `${inFlight} in flight`)],
      targets.map(({ name }) => [
        name,
        ...IN_FLIGHT.map((inFlight) => toCell(measured.get(`${name} ${inFlight}`) ?? [])),
      ]),
    ),
  )
}

await main()
