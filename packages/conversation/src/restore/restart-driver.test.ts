import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConversation } from '../conversation-driver.js'
import type { Conversation } from '../conversation.js'
import type { Journal, JournalRecord } from '../journal.js'
import { createMemoryJournal } from '../memory-journal.js'
import { createRecorder } from '../replay/create-recorder.js'
import { decodeRecording } from '../replay/decode-recording.js'
import { replayRecording } from '../replay/replay-recording.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import type { FakeConnection } from '../testing/fake-connection.js'
import { audioEvent, handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'
import { restoreConversation } from './restore-conversation.js'

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

async function readRecords(journal: Journal): Promise<readonly JournalRecord[]> {
  const records: JournalRecord[] = []
  for await (const { record } of journal.read()) records.push(record)
  return records
}

/** Dies after so many records: the next one is neither durable nor answered, and nothing after it either. */
function dyingJournal(journal: Journal, recordCount: number): Journal & { readonly isDead: boolean } {
  let count = 0
  return {
    append: async (record) => (count++ < recordCount ? journal.append(record) : new Promise<never>(() => undefined)),
    read: (from) => journal.read(from),
    close: async () => undefined,
    get isDead() {
      return count > recordCount
    },
  }
}

/** A process with a voice that says what it is asked for and a person who hears it to its end. */
async function start(journal: Journal, name: string) {
  const connection = createFakeConnection()
  const recorded: string[] = []
  const recorder = createRecorder({ write: (line) => recorded.push(line) })
  const conversation = createConversation({
    ...{ connection, journal, clock: createFakeClock(), policy: 'parallel' },
    agent: createScriptedAgent(({ taskId }) =>
      taskId === 'task_hangs' ? [{ type: 'hang' }] : [{ type: 'ended', outcome: 'finished', result: 'Three files.' }],
    ),
    restored: restoreConversation(await readRecords(journal)),
    record: recorder.record,
  })
  const speak = async (): Promise<void> => {
    for (let round = 0; round < 6; round++) await sayOnce(connection, conversation, `${name}_${round}`)
  }
  return { connection, conversation, recorded, speak }
}

async function sayOnce(connection: FakeConnection, conversation: Conversation, key: string): Promise<void> {
  await turns()
  connection.deliver(
    { type: 'response_created', responseId: `r_${key}` },
    audioEvent(`i_${key}`, 100),
    { type: 'output_transcript_done', text: 'So it is.', itemId: `i_${key}` },
    { type: 'response_done', responseId: `r_${key}`, status: 'completed' },
  )
  await turns()
  conversation.reportPlayed(`i_${key}`, 100)
  await turns()
}

const CRASHES = Array.from({ length: 9 }, (_, recordCount) => recordCount)

test('deliveries: killed after any record and started again, each request has one end and is heard once', async () => {
  let killedCount = 0
  for (const recordCount of CRASHES) {
    const disk = createMemoryJournal()
    const dying = dyingJournal(disk, recordCount)
    const first = await start(dying, 'first')
    first.connection.deliver(handoffEvent('ends', 'list the files'), handoffEvent('hangs', 'count the lines'))
    await first.speak()
    if (dying.isDead) killedCount++
    const accepted = (await readRecords(disk)).filter(({ kind }) => kind === 'handoff').length

    const second = await start(disk, 'second')
    // The same calls once more: they are known, as far as they were accepted.
    second.connection.deliver(handoffEvent('ends', 'list the files'))
    await second.speak()
    const records = await readRecords(disk)
    const named = (kind: string) => records.filter((record) => record.kind === kind)
    const at = `killed after ${recordCount} records`
    assert.equal(new Set(named('task-ended').map(({ recordId }) => recordId)).size, named('task-ended').length, at)
    const { tasks } = second.conversation
    assert.ok(tasks.length >= accepted, at)
    assert.deepEqual(
      tasks.map(({ taskId, phase }) => [taskId, ['finished', 'failed'].includes(phase)]),
      tasks.map(({ taskId }) => [taskId, true]),
      at,
    )
    for (const { taskId } of tasks) {
      const heard = records.filter((record) => record.kind === 'delivery' && record.taskId === taskId)
      assert.equal(heard.filter((record) => record.kind === 'delivery' && record.phase === 'heard').length, 1, at)
    }
    await second.conversation.close()
  }
  assert.ok(killedCount >= 7, `${killedCount} processes were killed in the middle`)
})

test('record and replay: the log of a restarted conversation holds what its replay needs', async () => {
  const disk = createMemoryJournal()
  const first = await start(disk, 'first')
  first.connection.deliver(handoffEvent('hangs', 'count the lines'))
  await turns()
  const second = await start(disk, 'second')
  await second.speak()
  await second.conversation.close()
  const recording = decodeRecording(second.recorded.join(''), 'second.jsonl')
  assert.equal(recording.steps[0]?.input.type, 'restored')
  assert.deepEqual(
    [...replayRecording(recording)].filter(({ isSame }) => !isSame),
    [],
  )
})
