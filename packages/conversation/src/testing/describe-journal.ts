import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Journal, JournalRecord, StoredRecord } from '../journal.js'

export interface JournalSuiteOptions {
  /** An empty journal. */
  readonly open: () => Promise<Journal> | Journal
  /** The same journal after its process has gone; left out by journals that do not outlive it. */
  readonly reopen?: () => Promise<Journal> | Journal
}

/** The acceptance suite of the Journal port. Registers tests with node:test. */
export function describeJournal(name: string, options: JournalSuiteOptions): void {
  describe(`journal: ${name}`, () => {
    test('journal: records come back in the order of appending, with positions from 0', async () => {
      const journal = await options.open()
      for (const number of [1, 2, 3]) await journal.append(recordOf(number))
      const expected = [1, 2, 3].map((number, position) => ({ position, record: recordOf(number) }))
      assert.deepEqual(await readAll(journal), expected)
      await journal.close()
    })

    test('journal: appending a record again changes nothing', async () => {
      const journal = await options.open()
      await journal.append(recordOf(1))
      await journal.append(recordOf(2))
      await journal.append({ ...recordOf(1), atMs: 99 })
      assert.deepEqual(
        (await readAll(journal)).map(({ record }) => record),
        [recordOf(1), recordOf(2)],
      )
      await journal.close()
    })

    test('journal: appends made at once keep their order', async () => {
      const journal = await options.open()
      const numbers = Array.from({ length: 50 }, (_, index) => index)
      await Promise.all(numbers.map((number) => journal.append(recordOf(number))))
      assert.deepEqual(
        (await readAll(journal)).map(({ record }) => record.recordId),
        numbers.map((number) => recordOf(number).recordId),
      )
      await journal.close()
    })

    test('journal: reading starts at the position that is asked for', async () => {
      const journal = await options.open()
      for (const number of [1, 2, 3]) await journal.append(recordOf(number))
      assert.deepEqual(
        (await readAll(journal, 2)).map(({ position }) => position),
        [2],
      )
      assert.deepEqual(await readAll(journal, 3), [])
      await journal.close()
    })

    test('journal: closing twice is fine, and after it nothing is accepted', async () => {
      const journal = await options.open()
      await journal.close()
      await journal.close()
      await assert.rejects(journal.append(recordOf(1)))
    })

    const { reopen } = options
    if (reopen === undefined) return
    test('journal: what was accepted is there after a restart, and is still known by its id', async () => {
      const journal = await options.open()
      await journal.append(recordOf(1))
      await journal.close()
      const again = await reopen()
      await again.append(recordOf(1))
      assert.deepEqual(await readAll(again), [{ position: 0, record: recordOf(1) }])
      await again.close()
    })
  })
}

function recordOf(number: number): JournalRecord {
  const handoffId = `call_${number}`
  return {
    ...{ kind: 'handoff', recordId: `handoff:${handoffId}`, atMs: number, handoffId, disposition: 'start' },
    ...{ input: 'list the files', envelope: '<realtime_delegation>\u2028</realtime_delegation>', taskId: handoffId },
  }
}

async function readAll(journal: Journal, from?: number): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = []
  for await (const stored of journal.read(from)) records.push(stored)
  return records
}
