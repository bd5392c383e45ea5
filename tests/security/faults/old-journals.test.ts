import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFunctionAgent } from '@parley/agents'
import { restoreConversation } from '@parley/conversation'
import type { Journal, JournalRecord } from '@parley/conversation'
import { createConversationHost, journalsFromStore, openFileJournal, openSqliteJournalStore } from '@parley/gateway'

const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'security', 'fixtures')
const ID = 'conversation-of-then'

async function withCopy(release: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-old-'))
  try {
    await cp(join(FIXTURES, release), folder, { recursive: true })
    assert.ok((await readdir(folder)).includes('journal.db'))
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function readAll(journal: Pick<Journal, 'read'>): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = []
  for await (const { record } of journal.read()) records.push(record)
  return records
}

for (const release of readdirSync(FIXTURES)) {
  test(`faults: journals that release ${release} has written are read, record for record`, () =>
    withCopy(release, async (folder) => {
      const file = await openFileJournal({ path: join(folder, 'journal.jsonl') })
      const records: unknown = JSON.parse(await readFile(join(folder, 'records.json'), 'utf8'))
      assert.deepEqual(file.damage, [])
      assert.deepEqual(await readAll(file), records)
      await file.close()
      const store = await openSqliteJournalStore({ file: join(folder, 'journal.db') })
      assert.deepEqual(await readAll({ read: () => store.read(ID) }), records)
      assert.equal((await store.readEvents(ID)).events.length, 1)
      const restored = restoreConversation(await readAll({ read: () => store.read(ID) }))
      assert.ok(JSON.stringify(restored).includes('Seven é files 🙂.'))
      await store.close()
    }))

  test(`faults: what was open when release ${release} was replaced ends once and truthfully, and its result still waits to be told`, () =>
    withCopy(release, async (folder) => {
      const store = await openSqliteJournalStore({ file: join(folder, 'journal.db') })
      const agent = createFunctionAgent({
        async *run() {
          yield 'no old work is begun anew'
          return 'wrong'
        },
      })
      const host = createConversationHost({
        ...journalsFromStore(store),
        connect: () => Promise.reject(new Error('nobody speaks here')),
        agentFor: () => agent,
      })
      const [before] = await host.list()
      assert.deepEqual([before?.openTaskCount, before?.undeliveredCount], [2, 1])
      const conversation = await host.restore(ID)
      const ends = async (): Promise<readonly JournalRecord[]> =>
        (await readAll({ read: () => store.read(ID) })).filter(({ kind }) => kind === 'task-ended')
      while ((await ends()).length < 3) await new Promise((resolve) => setImmediate(resolve))
      const outcomes = (await ends()).map((record) =>
        record.kind === 'task-ended' ? [record.taskId, record.outcome] : [],
      )
      assert.deepEqual(outcomes.toSorted(), [
        ['task_h1', 'finished'],
        ['task_h2', 'failed'],
        ['task_h3', 'failed'],
      ])
      assert.ok(conversation !== undefined)
      await host.close()
      await store.close()
    }))
}
