import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { StoredRecord } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import fc from 'fast-check'
import { readIds, readStored, requestRecord } from '../../testing/journal-store-check.js'
import type { JournalStore } from '../journal-store.js'
import { openSqliteJournalStore } from './open-sqlite-journal-store.js'
import type { StoreDamage } from './store-files.js'

const root = await mkdtemp(join(tmpdir(), 'parley-damage-'))
after(() => rm(root, { recursive: true, force: true }))

let count = 0
const newFile = (): string => join(root, `${(count += 1)}`, 'journal.sqlite')

const CONVERSATIONS = ['one', 'two']
const RECORDS = 12

/** Writes record after record, each in a commit of its own; how long the log was after each acknowledgement. */
async function writeStore(file: string): Promise<{ readonly store: JournalStore; readonly acknowledgedAt: number[] }> {
  const store = await openSqliteJournalStore({ file })
  const journals = await Promise.all(CONVERSATIONS.map((name) => store.open(name)))
  const acknowledgedAt: number[] = []
  for (let number = 0; number < RECORDS; number++) {
    await journals[number % journals.length]?.append(requestRecord(number))
    acknowledgedAt.push((await stat(`${file}-wal`)).size)
  }
  return { store, acknowledgedAt }
}

async function copyFiles(from: string, suffixes: readonly string[]): Promise<string> {
  const to = newFile()
  await mkdir(join(to, '..'))
  for (const suffix of suffixes) await copyFile(from + suffix, to + suffix)
  return to
}

const idsThatHold = (isThere: (number: number) => boolean): readonly (readonly string[])[] =>
  CONVERSATIONS.map((_, index) =>
    Array.from({ length: RECORDS }, (_record, number) => number)
      .filter((number) => number % CONVERSATIONS.length === index && isThere(number))
      .map((number) => requestRecord(number).recordId),
  )

const readAll = (store: JournalStore): Promise<readonly (readonly string[])[]> =>
  Promise.all(
    CONVERSATIONS.map(async (name) => ((await store.describe(name)) === undefined ? [] : readIds(store, name))),
  )

test('sqlite store: a log cut at any byte opens, and holds all that was acknowledged before the cut', async () => {
  const source = newFile()
  const { store, acknowledgedAt } = await writeStore(source)
  const frozen = await copyFiles(source, ['', '-wal'])
  await store.close()
  const size = acknowledgedAt.at(-1) ?? 0
  const cuts = fc.oneof(fc.nat(size), fc.constantFrom(...acknowledgedAt), fc.nat(64))
  const check = async (cut: number): Promise<void> => {
    const file = await copyFiles(frozen, ['', '-wal'])
    await truncate(`${file}-wal`, cut)
    const damages: StoreDamage[] = []
    const opened = await openSqliteJournalStore({ file, onDamage: (damage) => damages.push(damage) })
    const isThere = (number: number): boolean => (acknowledgedAt[number] ?? Infinity) <= cut
    assert.deepEqual(await readAll(opened), idsThatHold(isThere))
    const torn = damages.map(({ kind, offset, bytes, copy }) => ({ kind, end: offset + bytes, copy }))
    if (acknowledgedAt.includes(cut) || cut === 0) assert.deepEqual(torn, [])
    else assert.ok(torn.length === 0 || torn[0]?.kind === 'torn')
    for (const each of torn) assert.deepEqual(each, { kind: 'torn', end: cut, copy: undefined })
    // What was cut can be appended again, and the report is not repeated.
    for (const name of CONVERSATIONS) {
      const journal = await opened.open(name, { takeOver: true })
      for (const record of [0, 1].map(requestRecord)) await journal.append(record)
    }
    await opened.close()
    const again = await openSqliteJournalStore({ file, onDamage: () => assert.fail('reported twice') })
    await again.close()
    await rm(join(file, '..'), { recursive: true })
  }
  await fc.assert(fc.asyncProperty(cuts, check), { numRuns: 40 })
})

test('sqlite store: a log that is broken in the middle opens, says what may be lost, and puts it aside', async () => {
  const source = newFile()
  const { store, acknowledgedAt } = await writeStore(source)
  const frozen = await copyFiles(source, ['', '-wal'])
  await store.close()
  const bytes = await readFile(`${frozen}-wal`)
  const at = (acknowledgedAt[3] ?? 0) + 100
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  await writeFile(`${frozen}-wal`, bytes)
  const damages: StoreDamage[] = []
  const opened = await openSqliteJournalStore({ file: frozen, onDamage: (damage) => damages.push(damage) })
  assert.deepEqual(
    damages.map(({ kind, offset }) => [kind, offset]),
    [['lost', acknowledgedAt[3]]],
  )
  assert.deepEqual(await readFile(damages[0]?.copy ?? ''), bytes)
  assert.deepEqual(
    await readAll(opened),
    idsThatHold((number) => number <= 3),
  )
  await opened.close()
})

test('sqlite store: bytes that flip in the file are an error that says how to go on, never less than there was', async () => {
  const source = newFile()
  const { store } = await writeStore(source)
  const expected = await Promise.all(CONVERSATIONS.map((name) => readStored(store, name)))
  await store.close()
  const bytes = await readFile(source)
  const outcomes = { refused: 0, unreadable: 0, unharmed: 0 }
  const check = async (at: number, flip: number): Promise<void> => {
    const file = await copyFiles(source, [])
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ flip
    await writeFile(file, changed)
    const opened = await openSqliteJournalStore({ file }).catch(readRefusal)
    if (opened === 'refused') {
      outcomes.refused += 1
      assert.deepEqual(await readFile(file), changed, 'what is refused is left as it is')
    } else {
      for (const [index, name] of CONVERSATIONS.entries()) {
        const found: readonly StoredRecord[] | 'refused' = await readStored(opened, name).catch(readRefusal)
        if (found === 'refused') outcomes.unreadable += 1
        else assert.deepEqual(found, expected[index])
      }
      outcomes.unharmed += 1
      await opened.close()
    }
    await rm(join(file, '..'), { recursive: true })
  }
  await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), check), { numRuns: 150 })
  assert.ok(outcomes.refused > 0 && outcomes.unreadable > 0, JSON.stringify(outcomes))
})

function readRefusal(error: unknown): 'refused' {
  assert.ok(error instanceof ParleyError, String(error))
  assert.match(error.message, /move it and its -wal aside|update Parley|Restore the file from a copy/)
  return 'refused'
}

test('sqlite store: an emptied, a missing and a foreign file are never taken for a new journal', async () => {
  const source = newFile()
  const { store } = await writeStore(source)
  const emptied = await copyFiles(source, ['', '-wal'])
  await truncate(emptied, 0)
  const missing = await copyFiles(source, ['-wal'])
  const foreign = await copyFiles(source, [])
  await writeFile(foreign, 'a text that somebody wants to keep\n'.repeat(200))
  await store.close()
  for (const [file, problem] of [
    [emptied, /is damaged: it is empty/],
    [missing, /is damaged: it is gone, and its -wal is there/],
    [foreign, /is damaged: file is not a database/],
  ] as const) {
    const namesBefore = await readdir(join(file, '..'))
    await assert.rejects(openSqliteJournalStore({ file }), { code: 'internal', message: problem })
    await assert.rejects(openSqliteJournalStore({ file }), { message: /mv .*journal\.sqlite/ })
    assert.deepEqual(await readdir(join(file, '..')), namesBefore)
  }
})

test('sqlite store: a record that has rotted is named in its list, and the other conversations are read', async () => {
  const source = newFile()
  const { store } = await writeStore(source)
  await store.close()
  const bytes = await readFile(source)
  const at = bytes.indexOf('request 4')
  assert.ok(at > 0)
  bytes.write('rEquest 4', at)
  await writeFile(source, bytes)
  const opened = await openSqliteJournalStore({ file: source })
  await assert.rejects(readIds(opened, 'one'), { code: 'internal', message: /one, position 2, cannot be read/ })
  assert.equal((await readIds(opened, 'two')).length, RECORDS / 2)
  const { conversations } = await opened.list()
  assert.deepEqual(
    conversations.map(({ conversationId, problem }) => [conversationId, problem?.slice(0, 34)]),
    [
      ['two', undefined],
      ['one', 'Conversation one, position 2, cann'],
    ],
  )
  await opened.close()
})
