import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readIds } from '../../testing/journal-store-check.js'
import type { JournalStore } from '../journal-store.js'
import { openSqliteJournalStore } from './open-sqlite-journal-store.js'

const program = fileURLToPath(new URL('../../testing/append-to-store-until-killed.js', import.meta.url))
const CONVERSATIONS = ['one', 'two', 'three']
const RUNS = 6

interface RunArguments {
  readonly file: string
  readonly run: string
  /** The process kills itself in the instant of that acknowledgement. */
  readonly killItselfAfter?: number
  /** Kills it from outside when it has said so many lines. */
  readonly killAfterLines?: number
  readonly way?: 'durable' | 'early'
}

/** Runs the program until it is dead; what it said. */
async function runAndKill({ file, run, killItselfAfter = 0, killAfterLines = 0, way = 'durable' }: RunArguments) {
  const child = spawn(process.execPath, [program, file, run, String(killItselfAfter), way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (lines.length === killAfterLines) child.kill('SIGKILL')
  }
  await exited
  const said = (kind: string, name: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${kind} ${name} `) ? [line.slice(`${kind} ${name} `.length)] : []))
  return {
    records: new Map(CONVERSATIONS.map((name) => [name, said('record', name)])),
    events: new Map(CONVERSATIONS.map((name) => [name, said('event', name).map(Number)])),
  }
}

/** What was acknowledged and is not there. */
async function listMissing(store: JournalStore, acknowledged: ReadonlyMap<string, readonly string[]>) {
  const missing: string[] = []
  for (const [name, ids] of acknowledged) {
    if (ids.length === 0) continue
    const there = new Set(await readIds(store, name))
    missing.push(...ids.filter((recordId) => !there.has(recordId)))
  }
  return missing
}

async function withFolder(use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-store-crash-'))
  try {
    await use(join(folder, 'journal.sqlite'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test(
  'sqlite store: killed at random moments, every acknowledged record is there once and in order',
  { timeout: 90_000 },
  () =>
    withFolder(async (file) => {
      const acknowledged = new Map<string, string[]>(CONVERSATIONS.map((name) => [name, []]))
      const numbers = new Map<string, number[]>(CONVERSATIONS.map((name) => [name, []]))
      for (let run = 0; run < RUNS; run++) {
        const killAfterLines = 1 + Math.floor(Math.random() * 800)
        const said = await runAndKill({ file, run: `run${run}`, killAfterLines })
        const store = await openSqliteJournalStore({ file })
        for (const name of CONVERSATIONS) {
          acknowledged.get(name)?.push(...(said.records.get(name) ?? []))
          numbers.get(name)?.push(...(said.events.get(name) ?? []))
          if ((await store.describe(name)) === undefined) continue
          const there = await readIds(store, name)
          assert.equal(new Set(there).size, there.length, 'no record twice')
          const ofRun = there.filter((id) => id.startsWith(`run${run}:`)).map((id) => Number(id.split(':')[1]))
          assert.deepEqual(
            ofRun,
            Array.from({ length: ofRun.length }, (_, index) => index),
            'in order, without a hole',
          )
          const shown = (await store.readEvents(name)).events.map(({ sequence }) => sequence)
          assert.deepEqual(
            shown,
            shown.toSorted((one, other) => one - other),
          )
        }
        assert.deepEqual(await listMissing(store, acknowledged), [])
        await store.close()
      }
      for (const name of CONVERSATIONS) {
        const given = numbers.get(name) ?? []
        assert.deepEqual(
          given,
          [...new Set(given)].toSorted((one, other) => one - other),
          'no number twice, all rising',
        )
        assert.ok((acknowledged.get(name) ?? []).length > RUNS)
      }
    }),
)

test(
  'sqlite store: killed in the very instant of an acknowledgement, nothing that was acknowledged is missing',
  { timeout: 60_000 },
  () =>
    withFolder(async (file) => {
      for (const [run, killItselfAfter] of [1, 2, 9, 25].entries()) {
        const { records } = await runAndKill({ file, run: `run${run}`, killItselfAfter })
        const store = await openSqliteJournalStore({ file })
        assert.equal([...records.values()].flat().length, killItselfAfter)
        assert.deepEqual(await listMissing(store, records), [])
        await store.close()
      }
    }),
)

test('sqlite store: a process that acknowledges too early is found out by the same kill', { timeout: 60_000 }, () =>
  withFolder(async (file) => {
    const { records } = await runAndKill({ file, run: 'early', killItselfAfter: 9, way: 'early' })
    const store = await openSqliteJournalStore({ file })
    assert.ok((await listMissing(store, records)).length > 0)
    await store.close()
  }),
)
