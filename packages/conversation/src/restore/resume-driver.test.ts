import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentTask } from '../agent.js'
import { createConversation } from '../conversation-driver.js'
import type { Journal, JournalRecord } from '../journal.js'
import { createMemoryJournal } from '../memory-journal.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import { handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'
import type { ScriptedEvent } from '../testing/scripted-agent-options.js'
import { restoreConversation } from './restore-conversation.js'

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve()
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

/** Asks for a permission and for words, each time from its beginning, and ends when it has both. */
function script(_task: AgentTask, resumeId: string | undefined): readonly ScriptedEvent[] {
  return [
    ...(resumeId === undefined ? [{ type: 'resumable', resumeId: 'session_1' } as const] : []),
    { type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'Run it' },
    { type: 'hang' },
  ]
}

async function start(journal: Journal) {
  const connection = createFakeConnection()
  const agent = createScriptedAgent(script, {
    ...{ canAnswer: true, canReply: true, canResume: true },
    onAnswered: () => [{ type: 'needs-input', questionId: 'q1', question: 'Which one?' }],
    onReplied: (text) => [{ type: 'ended', outcome: 'finished', result: `It was ${text}.` }],
  })
  const conversation = createConversation({
    ...{ connection, journal, agent, clock: createFakeClock(), policy: 'parallel' },
    restored: restoreConversation(await readRecords(journal)),
  })
  /** The person at the screen answers whatever is open. */
  const answerAll = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      await turns()
      for (const { taskId, permissionId, phase } of conversation.approvals) {
        if (phase === 'asked' || phase === 'heard') conversation.answerPermission(taskId, permissionId, 'granted')
      }
      for (const { taskId, questionId, phase } of conversation.questions) {
        if (phase === 'open') conversation.replyToQuestion(taskId, questionId, 'umbrella')
      }
    }
    await turns()
  }
  return { connection, agent, conversation, answerAll }
}

test('restart: killed after any record, resumable work has one end, and what was asked is asked again', async () => {
  let killedCount = 0
  let resumedCount = 0
  for (let recordCount = 0; recordCount <= 9; recordCount++) {
    const at = `killed after ${recordCount} records`
    const disk = createMemoryJournal()
    const dying = dyingJournal(disk, recordCount)
    const first = await start(dying)
    first.connection.deliver(handoffEvent('c1', 'find the word'))
    await first.answerAll()
    if (dying.isDead) killedCount++

    const known = await readRecords(disk)
    const second = await start(disk)
    await second.answerAll()
    const records = await readRecords(disk)
    const ends = records.filter((record) => record.kind === 'task-ended')
    assert.equal(ends.length, known.some(({ kind }) => kind === 'handoff') ? 1 : 0, at)
    const wasResumable = known.some(({ kind }) => kind === 'run') && !known.some(({ kind }) => kind === 'task-ended')
    assert.equal(second.agent.runs.length, wasResumable ? 1 : 0, at)
    assert.ok(
      second.agent.runs.every(({ resumeId }) => resumeId === 'session_1'),
      at,
    )
    if (wasResumable) {
      resumedCount++
      assert.equal(ends[0]?.outcome, 'finished', at)
      assert.equal(ends[0].result, 'It was umbrella.', at)
      assert.deepEqual(second.agent.runs[0]?.answers, [{ permissionId: 'p1', decision: 'granted' }], at)
    }
    const open = [...restoreConversation(records).openApprovals, ...restoreConversation(records).openQuestions]
    assert.deepEqual(open, [], at)
    await second.conversation.close()
  }
  assert.ok(killedCount >= 8 && resumedCount >= 4, `${killedCount} killed, ${resumedCount} resumed`)
})

test('restart: an agent that says it can resume and cannot ends its task as failed', async () => {
  const disk = createMemoryJournal()
  const first = await start(disk)
  first.connection.deliver(handoffEvent('c1', 'find the word'))
  await turns()
  const agent = createScriptedAgent([{ type: 'hang' }])
  const conversation = createConversation({
    ...{ connection: createFakeConnection(), journal: disk, clock: createFakeClock() },
    agent: { ...agent, describe: () => ({ ...agent.describe(), canResume: true }) },
    restored: restoreConversation(await readRecords(disk)),
  })
  await turns()
  assert.equal(conversation.tasks[0]?.phase, 'failed')
  assert.match(conversation.tasks[0].error ?? '', /cannot go on with work of an earlier process/)
  await conversation.close()
})
