import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentEvent } from '../agent.js'
import type { ConversationSettings } from '../conversation-settings.js'
import type { JournalRecord } from '../journal.js'
import { asked, finished, handOver, speak } from '../testing/bench-moves.js'
import { benchSettings, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { restoreConversation } from './restore-conversation.js'

const TASK = 'task_call_1'
const resumable: Partial<ConversationSettings> = { agent: { ...benchSettings.agent, canResume: true } }

const savedBy = (bench: MachineBench): readonly JournalRecord[] =>
  bench.effects.flatMap((effect) => (effect.type === 'save' ? [effect.record] : []))
const say = (bench: MachineBench, event: AgentEvent, taskId = TASK) => bench.feed({ type: 'run-event', taskId, event })
const resumes = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'resume-run' ? [effect] : []))

/** A process whose task says that it can be resumed. */
function working(settings: Partial<ConversationSettings> = resumable): MachineBench {
  const bench = createMachineBench(settings)
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  say(bench, { type: 'resumable', resumeId: 'session_1' })
  return bench
}

/** The same records, another process. */
function restart(
  records: readonly JournalRecord[],
  settings: Partial<ConversationSettings> = resumable,
  saves: 'at-once' | 'by-hand' = 'at-once',
): MachineBench {
  const bench = createMachineBench(settings, saves)
  bench.feed({ type: 'restored', restored: restoreConversation(records) })
  return bench
}

test('restart: a task whose agent can take it up again goes on, as the same task, and it is told', () => {
  const bench = restart(savedBy(working()))
  assert.deepEqual(
    resumes(bench).map(({ resumeId, task }) => [resumeId, task.taskId, task.input]),
    [['session_1', TASK, 'list the files']],
  )
  assert.equal(bench.state.tasks[TASK]?.phase, 'running')
  assert.deepEqual(
    bench.shown.flatMap((event) => (event.type === 'task' || event.type === 'task-resumed' ? [event.type] : [])),
    ['task', 'task-resumed'],
  )
  assert.equal(asked(bench), 1)
  assert.match(JSON.stringify(bench.calls), /Task 1 was interrupted when the program stopped; it goes on now\./)
  assert.ok(!bench.effects.some(({ type }) => type === 'start-run'))
  speak(bench, 'It goes on.', 'r2', 'i2')
  say(bench, finished('Three files.'))
  assert.match(JSON.stringify(bench.calls), /Three files\./)
  assert.equal(savedBy(bench).filter(({ kind }) => kind === 'task-ended').length, 1)
})

test('restart: an id is recorded once however often it is told, and the newest counts', () => {
  const bench = working()
  for (const resumeId of ['session_1', 'session_2', 'session_1', 'session_1']) {
    bench.wait(10)
    say(bench, { type: 'resumable', resumeId })
  }
  const runs = savedBy(bench).flatMap((record) => (record.kind === 'run' ? [record.resumeId] : []))
  assert.deepEqual(runs, ['session_1', 'session_2', 'session_1'])
  assert.equal(resumes(restart(savedBy(bench)))[0]?.resumeId, 'session_1')
})

test('restart: what no agent here can take up again ends truthfully', () => {
  const records = savedBy(working())
  const other = { agent: { ...benchSettings.agent, canResume: true, name: 'other' } }
  for (const settings of [{}, other]) {
    const bench = restart(records, settings)
    assert.deepEqual(resumes(bench), [])
    assert.equal(bench.state.tasks[TASK]?.phase, 'failed')
    assert.match(bench.state.tasks[TASK].error ?? '', /interrupted when the program stopped/)
  }
  const without = createMachineBench(resumable)
  handOver(without, 'call_1', 'list the files')
  assert.equal(restart(savedBy(without)).state.tasks[TASK]?.phase, 'failed')
})

test('restart: a task that the user has ended is not taken up again', () => {
  const before = working()
  before.feed({ type: 'cancel-task', taskId: TASK })
  const bench = restart(savedBy(before))
  assert.deepEqual(resumes(bench), [])
  assert.equal(bench.state.tasks[TASK]?.phase, 'failed')
})

test('restart: a task that has ended is not taken up again', () => {
  const before = working()
  say(before, finished('Three files.'))
  assert.deepEqual(resumes(restart(savedBy(before))), [])
})

test('restart: an agent that cannot go on after all says so, and that is how the task ends', () => {
  const bench = restart(savedBy(working()))
  say(bench, { type: 'ended', outcome: 'failed', error: 'There is no session session_1.' })
  assert.equal(bench.state.tasks[TASK]?.phase, 'failed')
  speak(bench, 'It goes on.', 'r2', 'i2')
  assert.match(JSON.stringify(bench.calls), /Task 1 failed|There is no session/)
})

test('restart: what was to guide the task, or answered its question, comes along', () => {
  const before = working({ ...resumable, policy: 'steer' })
  before.receive(handoffEvent('call_2', 'only the big ones'))
  speak(before, 'Passed on.', 'r2', 'i2')
  say(before, { type: 'needs-input', questionId: 'q1', question: 'How big?' })
  speak(before, 'How big?', 'r3', 'i3')
  before.receive(handoffEvent('call_3', 'ten megabytes'))
  const guidance = resumes(restart(savedBy(before)))[0]?.task.guidance ?? []
  assert.equal(guidance.length, 2)
  assert.match(guidance[0] ?? '', /only the big ones/)
  assert.match(guidance[1] ?? '', /ten megabytes/)
})

test('restart: what was asked and not answered is closed, and an agent that goes on asks again under new names', () => {
  const before = working()
  const permission = { type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'Run it' } as const
  const question = { type: 'needs-input', questionId: 'q1', question: 'How big?' } as const
  say(before, permission)
  say(before, question)
  const bench = restart(savedBy(before))
  assert.deepEqual(
    bench.shown.flatMap((event) =>
      event.type === 'permission-answered' || event.type === 'question-closed' ? [`${event.type} ${event.by}`] : [],
    ),
    ['permission-answered restart', 'question-closed restart'],
  )
  say(bench, permission)
  say(bench, question)
  const records = [...savedBy(before), ...savedBy(bench)]
  assert.equal(new Set(records.map(({ recordId }) => recordId)).size, records.length)
  bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
  assert.equal(bench.effects.filter(({ type }) => type === 'answer-run').length, 1)
  const third = restart([...savedBy(before), ...savedBy(bench)])
  assert.equal(third.shown.filter(({ type }) => type === 'permission-answered').length, 0)
  assert.equal(third.shown.filter(({ type }) => type === 'question-closed').length, 1)
})
