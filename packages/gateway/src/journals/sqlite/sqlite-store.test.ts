import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { readIds, readStored, requestRecord } from '../../testing/journal-store-check.js'
import type { RecordUpgrades } from '../store/record-form.js'
import { openSqliteJournalReader } from './open-sqlite-journal-reader.js'
import { openSqliteJournalStore } from './open-sqlite-journal-store.js'
import { openSqlDatabase } from './sql-database.js'

const root = await mkdtemp(join(tmpdir(), 'parley-sqlite-'))
after(() => rm(root, { recursive: true, force: true }))

let count = 0
const newFile = (): string => join(root, `${(count += 1)}`, 'journal.sqlite')

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

test('sqlite store: its folder is for its user only, and so is each of its files', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file })
  await (await store.open('one')).append(requestRecord(1))
  assert.equal(await modeOf(dirname(file)), '700')
  const names = await readdir(dirname(file))
  assert.deepEqual(
    names.toSorted(),
    ['', '-shm', '-wal', '.lock'].map((suffix) => `journal.sqlite${suffix}`),
  )
  for (const name of names) assert.equal(await modeOf(join(dirname(file), name)), '600', name)
  await store.close()
  await chmod(file, 0o644)
  await (await openSqliteJournalStore({ file })).close()
  assert.equal(await modeOf(file), '600')
})

test('sqlite store: a second opener is refused while the first has it, by the number of its process', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file })
  await assert.rejects(openSqliteJournalStore({ file }), {
    ...{ code: 'unavailable', message: new RegExp(`is in use by process ${process.pid}`) },
  })
  await store.close()
  await (await openSqliteJournalStore({ file })).close()
})

test('sqlite store: the lock of a process that is gone is taken over', async () => {
  const file = newFile()
  await (await openSqliteJournalStore({ file })).close()
  await writeFile(`${file}.lock`, JSON.stringify({ pid: 4_194_300, startedAt: '1' }))
  await (await openSqliteJournalStore({ file })).close()
})

test('sqlite store: what a process left that was killed while it made the file is no obstacle', async () => {
  const file = newFile()
  await mkdir(dirname(file))
  for (const suffix of ['', '-wal', '-shm']) await writeFile(`${file}.new${suffix}`, 'half of it')
  const store = await openSqliteJournalStore({ file })
  await (await store.open('one')).append(requestRecord(1))
  await store.close()
  assert.deepEqual(
    (await readdir(dirname(file))).filter((name) => name.includes('.new')),
    [],
  )
})

test('sqlite store: a folder that cannot be made is an error that says what to do', async () => {
  const missing = join(root, 'no-disk', 'parley', 'journal.sqlite')
  await assert.rejects(openSqliteJournalStore({ file: missing }), {
    ...{ code: 'unavailable', message: /no-disk.parley could not be made.*create it, or name another file/ },
  })
  const inFile = join(root, 'a-file')
  await writeFile(inFile, '')
  await assert.rejects(openSqliteJournalStore({ file: join(inFile, 'journal.sqlite') }), {
    ...{ code: 'unavailable', message: /could not be locked.*is no folder: name another file/ },
  })
})

test('sqlite store: a read-only file system is an error that says what to do', async (t) => {
  const folder = await mountSmallDisk(t, 'ro-disk', 'size=1m,ro')
  if (folder === undefined) return
  await assert.rejects(openSqliteJournalStore({ file: join(folder, 'journal.sqlite') }), {
    ...{ code: 'unavailable', message: /read-only: name another file/ },
  })
  await assert.rejects(openSqliteJournalStore({ file: join(folder, 'new', 'journal.sqlite') }), {
    ...{ code: 'unavailable', message: /read-only: name another file/ },
  })
})

test('sqlite store: a full disk refuses what does not fit, keeps what was accepted, and takes more when there is room', async (t) => {
  const folder = await mountSmallDisk(t, 'full-disk', 'size=2m')
  if (folder === undefined) return
  const file = join(folder, 'journal.sqlite')
  const filler = join(folder, 'filler')
  await writeFile(filler, Buffer.alloc(1 << 20))
  const lost: number[] = []
  const store = await openSqliteJournalStore({ file, onEventLost: (_, sequence) => lost.push(sequence) })
  const journal = await store.open('one')
  const envelope = 'x'.repeat(8_000)
  const accepted: string[] = []
  let refused = 0
  for (let number = 0; refused < 5; number++) {
    const record = { ...requestRecord(number), envelope }
    try {
      await journal.append(record)
      if (refused === 0) accepted.push(record.recordId)
      else assert.fail('a record that is as long as one that was refused')
    } catch (error) {
      refused += 1
      assert.match(String(error), /Record handoff:call_\d+ of conversation one was not saved.*is full. Free some space/)
      assert.equal(error instanceof Error && 'code' in error ? error.code : '', 'unavailable')
    }
  }
  const openMany = async (): Promise<void> => {
    for (let number = 0; number < 100; number++) await store.open(`conversation ${number}`)
  }
  await assert.rejects(openMany(), { code: 'unavailable', message: /is full/ })
  const sequence = journal.appendEvent({ text: envelope.repeat(40) })
  assert.deepEqual(await readIds(store, 'one'), accepted)
  assert.deepEqual((await store.readEvents('one')).events, [])
  assert.deepEqual(lost, [sequence])
  await rm(filler)
  await journal.append(requestRecord(1000))
  const expected = [...accepted, requestRecord(1000).recordId]
  assert.deepEqual(await readIds(store, 'one'), expected)
  await store.close()
  const again = await openSqliteJournalStore({ file, onDamage: () => assert.fail('nothing is damaged') })
  assert.deepEqual(await readIds(again, 'one'), expected)
  await again.close()
})

/** A file system of its own, gone with the test; undefined, and the test skipped, where none can be mounted. */
async function mountSmallDisk(
  t: { skip: (reason: string) => void; after: (task: () => void) => void },
  name: string,
  options: string,
): Promise<string | undefined> {
  const folder = join(root, name)
  await mkdir(folder)
  const { status, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  if (status !== 0 || error !== undefined) {
    t.skip('mounting a small disk needs the rights of root')
    return undefined
  }
  t.after(() => {
    spawnSync('umount', ['--lazy', folder])
  })
  return folder
}

/** What the first version of the file was. A file of a user may still look like this, so this is never changed. */
const VERSION_1 = `
PRAGMA application_id = 1349676153;
PRAGMA user_version = 1;
CREATE TABLE conversation (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
CREATE TABLE record (
  conversation INTEGER NOT NULL, position INTEGER NOT NULL, record_id TEXT NOT NULL, kind TEXT NOT NULL,
  version INTEGER NOT NULL, checksum INTEGER, body TEXT,
  UNIQUE (conversation, position), UNIQUE (conversation, record_id)
) STRICT;
INSERT INTO conversation VALUES (1, 'one', 3, 1700000000000, 1700000060000);
INSERT INTO record VALUES
  (1, 0, '"handoff:call_1"', 'handoff', 1, 1526438169, '{"kind":"handoff","recordId":"handoff:call_1","atMs":1700000000000,"handoffId":"call_1","input":"list the files","envelope":"<realtime_delegation><input>list the files</input></realtime_delegation>","taskId":"task_call_1","disposition":"start"}'),
  (1, 1, '"task-ended:task_call_1"', 'task-ended', 1, 467676186, '{"kind":"task-ended","recordId":"task-ended:task_call_1","atMs":1700000000000,"taskId":"task_call_1","outcome":"finished","result":"Three files.","note":"Task 1 is done: three files."}'),
  (1, 2, '"delivery:task_call_1:result:pending:0"', 'delivery', 1, 3367372230, '{"kind":"delivery","recordId":"delivery:task_call_1:result:pending:0","atMs":1700000000000,"deliveryId":"task_call_1:result","taskId":"task_call_1","deliveryKind":"result","phase":"pending"}');
`

async function writeVersion1(change = ''): Promise<string> {
  const file = newFile()
  await mkdir(dirname(file))
  const database = await openSqlDatabase(file)
  database.exec(VERSION_1 + change)
  database.close()
  return file
}

test('sqlite store: a file of version 1 is upgraded, and all that it holds is read', async () => {
  const file = await writeVersion1()
  await assert.rejects(openSqliteJournalReader({ file }), { code: 'config', message: /version 1.*it upgrades it/ })
  const store = await openSqliteJournalStore({ file })
  assert.deepEqual(await store.describe('one'), {
    ...{ conversationId: 'one', title: 'list the files', createdAtMs: 1700000000000, lastAtMs: 1700000060000 },
    ...{ recordCount: 3, taskCount: 1, openTaskCount: 0, undeliveredCount: 1, missedCount: 0, problem: undefined },
  })
  const journal = await store.open('one')
  assert.equal(journal.epoch, 4)
  await journal.append(requestRecord(2))
  journal.appendEvent({ type: 'shown' })
  await store.close()
  const again = await openSqliteJournalStore({ file })
  assert.equal((await readIds(again, 'one')).length, 4)
  assert.equal((await again.readEvents('one')).events.length, 1)
  await again.close()
})

test('sqlite store: a file of a newer version is refused by its number, and is not touched', async () => {
  const file = await writeVersion1('PRAGMA user_version = 99;')
  const before = await stat(file)
  for (const open of [openSqliteJournalStore, openSqliteJournalReader]) {
    await assert.rejects(open({ file }), { code: 'config', message: /has version 99;.*up to version 2.*update Parley/ })
  }
  assert.equal((await stat(file)).size, before.size)
})

test('sqlite store: a record of a newer version is refused by kind, version and place; the others are read', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file, upgrades: { handoff: [(record) => record] } })
  await (await store.open('new')).append(requestRecord(1))
  await store.close()
  const older = await openSqliteJournalStore({ file })
  await (await older.open('old')).append(requestRecord(1))
  await assert.rejects(readIds(older, 'new'), {
    ...{
      code: 'config',
      message: /new, position 0, is a "handoff" record of version 2;.*up to version 1.*update Parley/,
    },
  })
  assert.equal((await readIds(older, 'old')).length, 1)
  await older.close()
})

test('sqlite store: a record of an older version is upgraded step by step as it is read', async () => {
  const file = newFile()
  const upgrades: RecordUpgrades = {
    handoff: [
      (record) => ({ ...record, input: `${String(record['input'])} two` }),
      (record) => ({ ...record, input: `${String(record['input'])} three` }),
    ],
  }
  const store = await openSqliteJournalStore({ file })
  await (await store.open('one')).append({ ...requestRecord(1), input: 'one' })
  await store.close()
  const newer = await openSqliteJournalStore({ file, upgrades })
  const journal = await newer.open('one')
  await journal.append({ ...requestRecord(2), input: 'new' })
  const inputs = (await readStored(newer, 'one')).flatMap(({ record }) =>
    record.kind === 'handoff' ? [record.input] : [],
  )
  assert.deepEqual(inputs, ['one two three', 'new'])
  await newer.close()
})

test('sqlite store: a reader sees what the owner has accepted while it goes on, and can change nothing', async () => {
  const file = newFile()
  await assert.rejects(openSqliteJournalReader({ file }), { code: 'unavailable', message: /There is no journal/ })
  const store = await openSqliteJournalStore({ file })
  const journal = await store.open('one')
  await journal.append(requestRecord(1))
  const reader = await openSqliteJournalReader({ file })
  assert.deepEqual(await readIds(reader, 'one'), [requestRecord(1).recordId])
  await journal.append(requestRecord(2))
  journal.appendEvent({ type: 'shown' })
  assert.deepEqual(await reader.list(), await store.list())
  assert.deepEqual(await reader.readEvents('one'), await store.readEvents('one'))
  await reader.close()
  await reader.close()
  await assert.rejects(reader.list(), { code: 'closed' })
  await journal.append(requestRecord(3))
  await store.close()
  const alone = await openSqliteJournalReader({ file })
  assert.equal((await alone.list()).conversations[0]?.recordCount, 3)
  await alone.close()
})

test('sqlite store: another process reads while the owner goes on, sees what it has accepted, and takes nothing away', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file })
  const journal = await store.open('one')
  for (const number of [1, 2, 3]) await journal.append(requestRecord(number))
  const readElsewhere = async (): Promise<unknown> => {
    const reader = new URL('./open-sqlite-journal-reader.js', import.meta.url).href
    const code = `
      const { openSqliteJournalReader } = await import(${JSON.stringify(reader)})
      const reader = await openSqliteJournalReader({ file: ${JSON.stringify(file)} })
      console.log(JSON.stringify((await reader.list()).conversations))
      await reader.close()`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code])
    return JSON.parse(stdout)
  }
  const first = readElsewhere()
  for (const number of [4, 5, 6]) await journal.append(requestRecord(number))
  await first
  assert.deepEqual(await readElsewhere(), JSON.parse(JSON.stringify((await store.list()).conversations)))
  await journal.append(requestRecord(7))
  await store.close()
  const again = await openSqliteJournalStore({ file, onDamage: () => assert.fail('nothing is damaged') })
  assert.equal((await readIds(again, 'one')).length, 7)
  await again.close()
})

test('sqlite store: of a deleted conversation no word is left in any file, and the file gives its room back', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file })
  const journal = await store.open('one')
  const secret = 'a word that must go'
  for (let number = 0; number < 200; number++) {
    void journal.append({ ...requestRecord(number), input: `${secret} ${'x'.repeat(4000)}` })
    journal.appendEvent({ text: secret })
  }
  await journal.close()
  await store.delete('one')
  for (const suffix of ['', '-wal']) assert.equal((await readFile(file + suffix)).indexOf(secret), -1, suffix)
  await store.close()
  assert.ok((await stat(file)).size < 100_000)
})

test('sqlite store: the log is copied into the file as it grows, and never grows for ever', async () => {
  const file = newFile()
  const store = await openSqliteJournalStore({ file })
  const journal = await store.open('one')
  let longest = 0
  for (let number = 0; number < 120; number++) {
    await journal.append({ ...requestRecord(number), input: 'x'.repeat(120_000) })
    longest = Math.max(longest, (await stat(`${file}-wal`)).size)
  }
  assert.ok(longest > 3_000_000 && longest < 5_000_000, String(longest))
  assert.equal((await readIds(store, 'one')).length, 120)
  await store.close()
  assert.equal((await stat(`${file}-wal`).catch(() => ({ size: 0 }))).size, 0)
})
