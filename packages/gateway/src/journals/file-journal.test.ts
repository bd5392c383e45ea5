import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Journal, JournalRecord } from '@parley/conversation'
import { describeJournal } from '@parley/conversation/testing'
import { openJournalFile } from './journal-file.js'
import type { JournalFile } from './journal-file.js'
import { encodeJournalLine } from './journal-line.js'
import { openFileJournal } from './open-file-journal.js'

const folder = await mkdtemp(join(tmpdir(), 'parley-journal-'))
after(() => rm(folder, { recursive: true, force: true }))

let count = 0
const newPath = (): string => join(folder, `journal-${(count += 1)}.jsonl`)

let suitePath = ''
describeJournal('file', {
  open: () => openFileJournal({ path: (suitePath = newPath()) }),
  reopen: () => openFileJournal({ path: suitePath }),
})

const recordOf = (number: number): JournalRecord => ({
  ...{ kind: 'task-ended', recordId: `task-ended:${number}`, atMs: number, taskId: `task_${number}` },
  ...{ outcome: 'finished', result: `Result ${number}: \u2028 "é" 🎧\n` },
})

async function idsOf(journal: Journal): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { record } of journal.read()) ids.push(record.recordId)
  return ids
}

test('journal: file: appends of one turn share one flush to the disk', async () => {
  const journal = await openFileJournal({ path: newPath() })
  await Promise.all(Array.from({ length: 100 }, (_, number) => journal.append(recordOf(number))))
  assert.equal(journal.syncCount, 1)
  await journal.append(recordOf(100))
  assert.equal(journal.syncCount, 2)
  await journal.close()
})

test('journal: file: the same record appended twice at once is written once', async () => {
  const path = newPath()
  const journal = await openFileJournal({ path })
  await Promise.all([journal.append(recordOf(1)), journal.append(recordOf(1)), journal.append(recordOf(2))])
  await journal.append(recordOf(1))
  await journal.close()
  assert.equal((await readFile(path, 'utf8')).trim().split('\n').length, 2)
})

test('journal: file: nothing is acknowledged before it is flushed', async () => {
  const steps: string[] = []
  let letSync: () => void = () => {}
  const path = newPath()
  const openFile = async (): Promise<JournalFile> => {
    const file = await openJournalFile(path)
    const sync = async (): Promise<void> => {
      await new Promise<void>((resolve) => (letSync = resolve))
      await file.sync()
      steps.push('synced')
    }
    const write = async (bytes: Uint8Array, position: number): Promise<void> => {
      await file.write(bytes, position)
      steps.push('written')
      setImmediate(letSyncSoon)
    }
    return { ...file, sync, write }
  }
  const letSyncSoon = (): void => {
    steps.push('flush ends')
    letSync()
  }
  const journal = await openFileJournal({ path, openFile })
  await journal.append(recordOf(1)).then(() => steps.push('acknowledged'))
  await journal.close()
  assert.deepEqual(steps, ['written', 'flush ends', 'synced', 'acknowledged'])
})

test('journal: file: an end torn at any byte is cut off and reported, and what stood before it is there', async () => {
  const whole = [1, 2].map((number) => encodeJournalLine(recordOf(number))).join('')
  const third = Buffer.from(encodeJournalLine(recordOf(3)))
  for (let kept = 1; kept < third.length; kept += 7) {
    const path = newPath()
    await writeFile(path, Buffer.concat([Buffer.from(whole), third.subarray(0, kept)]))
    const journal = await openFileJournal({ path })
    assert.deepEqual(
      journal.damage.map(({ kind, bytes }) => [kind, bytes]),
      [['torn', kept]],
    )
    await journal.append(recordOf(4))
    assert.deepEqual(await idsOf(journal), ['task-ended:1', 'task-ended:2', 'task-ended:4'])
    await journal.close()
  }
})

test('journal: file: a line that rotted between good ones is reported and left, and refuses no start', async () => {
  const path = newPath()
  const lines = [1, 2, 3].map((number) => encodeJournalLine(recordOf(number)))
  await writeFile(path, [lines[0], lines[1]?.replace('Result', 'Rexult'), lines[2]].join(''))
  const journal = await openFileJournal({ path })
  assert.deepEqual(
    journal.damage.map(({ kind, problem }) => [kind, problem]),
    [['unreadable', 'its checksum is wrong']],
  )
  assert.deepEqual(await idsOf(journal), ['task-ended:1', 'task-ended:3'])
  await journal.close()
})

test('journal: file: a record of a newer version is kept, not cut off', async () => {
  const path = newPath()
  await writeFile(path, `${encodeJournalLine(recordOf(1))}{"v":99,"record":{}}\n`)
  const journal = await openFileJournal({ path })
  assert.match(journal.damage[0]?.problem ?? '', /version is 99/)
  await journal.append(recordOf(2))
  await journal.close()
  assert.match(await readFile(path, 'utf8'), /"v":99/)
})

test('journal: file: a file that holds no journal at all refuses no start', async () => {
  const path = newPath()
  await writeFile(path, Buffer.from([0, 255, 10, 7, 123]))
  const journal = await openFileJournal({ path })
  assert.equal(journal.damage.length, 1)
  assert.deepEqual(await idsOf(journal), [])
  await journal.close()
})

test('journal: file: a full disk refuses, loses nothing that was accepted, and recovers', async () => {
  const path = newPath()
  let isFull = false
  const openFile = async (): Promise<JournalFile> => {
    const file = await openJournalFile(path)
    const write = async (bytes: Uint8Array, position: number): Promise<void> => {
      if (!isFull) return file.write(bytes, position)
      await file.write(bytes.subarray(0, 10), position)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    }
    return { ...file, write }
  }
  const journal = await openFileJournal({ path, openFile })
  await journal.append(recordOf(1))
  const { size } = await stat(path)
  isFull = true
  await assert.rejects(journal.append(recordOf(2)), { code: 'unavailable', message: /ENOSPC/ })
  assert.equal((await stat(path)).size, size, 'what was half written is gone')
  isFull = false
  await journal.append(recordOf(2))
  await journal.append(recordOf(3))
  assert.deepEqual(await idsOf(journal), ['task-ended:1', 'task-ended:2', 'task-ended:3'])
  await journal.close()
})

test('journal: file: a flush that fails refuses all that it held, and the next one starts clean', async () => {
  const path = newPath()
  let failures = 2
  const openFile = async (): Promise<JournalFile> => {
    const file = await openJournalFile(path)
    const fail = async (): Promise<void> => {
      if (failures > 0) throw new Error(`EIO ${(failures -= 1)}`)
      await file.sync()
    }
    return { ...file, sync: fail }
  }
  const journal = await openFileJournal({ path, openFile })
  const results = await Promise.allSettled([journal.append(recordOf(1)), journal.append(recordOf(2))])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  await journal.append(recordOf(2))
  assert.deepEqual(await idsOf(journal), ['task-ended:2'])
  await journal.close()
})

test('journal: file: it has one owner, and is free again when that one closes it', async () => {
  const path = newPath()
  const journal = await openFileJournal({ path })
  await assert.rejects(openFileJournal({ path }), { code: 'unavailable', message: /is in use by process \d+/ })
  await journal.close()
  const again = await openFileJournal({ path })
  await again.close()
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.lock')),
    [],
  )
})

test('journal: file: the lock of a process that is gone is taken over', async () => {
  const path = newPath()
  await writeFile(`${path}.lock`, JSON.stringify({ pid: 4_194_300, startedAt: '1' }))
  const journal = await openFileJournal({ path })
  await journal.close()
  await writeFile(`${path}.lock`, JSON.stringify({ pid: process.pid, startedAt: '1' }))
  const again = await openFileJournal({ path })
  await again.close()
})

test('journal: file: what another wrote after the end that we know is never mixed with ours', async () => {
  const path = newPath()
  const journal = await openFileJournal({ path })
  await journal.append(recordOf(1))
  await appendFile(path, 'noise')
  await journal.append(recordOf(2))
  await journal.close()
  const again = await openFileJournal({ path })
  assert.deepEqual(await idsOf(again), ['task-ended:1', 'task-ended:2'])
  await again.close()
})
