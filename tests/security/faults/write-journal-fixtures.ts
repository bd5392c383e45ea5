import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalRecord } from '@parley/conversation'
import { openFileJournal, openSqliteJournalStore } from '@parley/gateway'

/**
 * Writes the journals of a release into a folder, once per release: `node tests/dist/security/faults/write-journal-fixtures.js
 * tests/security/fixtures/0.2`. What is there is never written again: it is what users have on their disks.
 */
const T0 = 1_770_000_000_000

function handoff(number: number): JournalRecord {
  return {
    kind: 'handoff',
    recordId: `handoff:h${number}`,
    atMs: T0 + number,
    handoffId: `h${number}`,
    input: `job <${number}>`,
    envelope: `<realtime_delegation>\n  <input>job &lt;${number}&gt;</input>\n</realtime_delegation>`,
    taskId: `task_h${number}`,
    disposition: 'start',
  }
}

const [one, two, three] = ['task_h1', 'task_h2', 'task_h3'] as const
/** One task that was finished and not told yet, one that was at work, one that waited for a permission. */
const RECORDS: readonly JournalRecord[] = [
  { kind: 'voice', version: 1, recordId: 'voice:1', atMs: T0, dialect: 'realtime', workingDirectory: '/' },
  ...[1, 2, 3].map(handoff),
  {
    kind: 'task-ended',
    recordId: 'end:task_h1',
    atMs: T0 + 10,
    taskId: one,
    outcome: 'finished',
    result: 'Seven é files 🙂.',
  },
  {
    kind: 'delivery',
    recordId: 'delivery:task_h1:pending',
    atMs: T0 + 11,
    deliveryId: 'task_h1:result',
    taskId: one,
    deliveryKind: 'result',
    phase: 'pending',
  },
  { kind: 'run', version: 1, recordId: 'run:task_h2:r1', atMs: T0 + 12, taskId: two, resumeId: 'r1', agent: 'lines' },
  {
    kind: 'approval',
    version: 1,
    recordId: 'approval:p1:asked',
    atMs: T0 + 13,
    approvalId: 'task_h3:p1',
    taskId: three,
    permissionId: 'p1',
    toolKind: 'execute',
    title: 'Run rm -rf build',
    phase: 'asked',
  },
]

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder of the release')
await mkdir(folder, { recursive: true })
const store = await openSqliteJournalStore({ file: join(folder, 'journal.db'), wallNow: () => T0 })
const owned = await store.open('conversation-of-then', { owner: 'gateway' })
const file = await openFileJournal({ path: join(folder, 'journal.jsonl') })
for (const record of RECORDS) {
  await owned.append(record)
  await file.append(record)
}
owned.appendEvent({ type: 'task', taskId: 'task_h1', phase: 'finished', result: 'Seven é files 🙂.' })
await owned.close()
await store.close()
await file.close()
await writeFile(join(folder, 'records.json'), JSON.stringify(RECORDS, undefined, 2))
