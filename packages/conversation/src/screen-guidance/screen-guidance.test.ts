import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeDelegation } from '@parley/wire'
import type { ConversationSettings } from '../conversation-settings.js'
import type { JournalRecord } from '../journal.js'
import { restoreConversation } from '../restore/restore-conversation.js'
import { finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const TASK = 'task_call_1'
const WORDS = 'only the hidden ones'
const ENVELOPE = encodeDelegation({ input: WORDS, transcript: [] })

function running(settings: Partial<ConversationSettings> = {}, saves: 'at-once' | 'by-hand' = 'at-once'): MachineBench {
  const bench = createMachineBench(settings, saves)
  handOver(bench, 'call_1', 'count the files')
  if (saves === 'by-hand') bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  speak(bench, 'Accepted.')
  return bench
}

const guide = (bench: MachineBench, taskId = TASK, text = WORDS) => bench.feed({ type: 'steer-task', taskId, text })
const steered = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'steer-run' ? [[effect.handoffId, effect.text]] : []))
const records = (bench: MachineBench): readonly JournalRecord[] =>
  bench.effects.flatMap((effect) => (effect.type === 'save' ? [effect.record] : []))
const refusals = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'handoff-refused' ? [event.reason] : []))
const guidanceOf = (bench: MachineBench) => restoreConversation(records(bench)).guidance[TASK]

describe('screen guidance: taken', () => {
  test('screen guidance: words are saved as a handoff of their own before the run gets them', () => {
    const bench = running({}, 'by-hand')
    guide(bench)
    const record = records(bench).at(-1)
    assert.ok(record?.kind === 'handoff')
    const { recordId, disposition, taskId, input, envelope, from } = record
    assert.deepEqual([disposition, taskId, input, envelope, from], ['steer', TASK, WORDS, ENVELOPE, 'screen'])
    assert.deepEqual(steered(bench), [])
    bench.feed({ type: 'saved', recordId })
    assert.deepEqual(steered(bench), [[record.handoffId, ENVELOPE]])
  })

  test('screen guidance: it is shown as the steering that it is, and the task keeps its own handoff', () => {
    const bench = running()
    guide(bench)
    const shown = bench.shown.filter((event) => event.type === 'handoff').at(-1)
    assert.ok(shown?.type === 'handoff')
    assert.deepEqual([shown.disposition, shown.taskId], ['steer', TASK])
    assert.equal(bench.state.tasks[TASK]?.handoffId, 'call_1')
  })

  test('screen guidance: no call is answered for it; the voice is told in silence', () => {
    const bench = running()
    const before = bench.calls.length
    guide(bench)
    const sent = bench.calls.slice(before)
    assert.deepEqual(
      sent.map((call) => [call.method, call.method === 'sendText' ? call.role : '']),
      [['sendText', 'system']],
    )
    assert.match(JSON.stringify(sent), /Task 1 was given further guidance on the screen\./)
  })

  test('screen guidance: quicksilver, which would say it aloud, is told nothing', () => {
    const bench = running({ dialect: 'quicksilver' })
    const before = bench.calls.length
    guide(bench)
    assert.equal(steered(bench).length, 1)
    assert.equal(bench.calls.length, before)
  })

  test('screen guidance: two texts are two handoffs, also where a server has used such a name', () => {
    const bench = running()
    bench.receive(handoffEvent('screen:1', 'something else'))
    guide(bench)
    guide(bench, TASK, 'and the visible ones')
    const ids = steered(bench).map(([handoffId]) => handoffId)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(steered(bench).length, 3)
  })

  test('screen guidance: whatever the policy, it goes to the task that it names', () => {
    const bench = createMachineBench({ policy: 'parallel' })
    handOver(bench, 'call_1', 'count the files')
    handOver(bench, 'call_2', 'run the tests')
    guide(bench)
    assert.deepEqual(
      bench.effects.flatMap((effect) => (effect.type === 'steer-run' ? [effect.taskId] : [])),
      [TASK],
    )
  })

  test('screen guidance: a run that is resumed gets it again, under a name that no later text gets', () => {
    const bench = running()
    guide(bench)
    assert.deepEqual(guidanceOf(bench), [ENVELOPE])
    const restored = restoreConversation(records(bench))
    assert.equal(restored.tasks[0]?.handoffId, 'call_1')
    const agent = { name: 'scripted', canSteer: true, canAnswer: true, canResume: true }
    const later = createMachineBench({ agent })
    const runs = { [TASK]: { agent: 'scripted', resumeId: 'r' } }
    later.feed({ type: 'restored', restored: { ...restored, runs } })
    guide(later)
    assert.notEqual(steered(later)[0]?.[0], steered(bench)[0]?.[0])
  })
})

describe('screen guidance: not taken', () => {
  test('screen guidance: for a task that has ended it is refused, visibly, and nothing is saved', () => {
    const bench = running()
    bench.feed({ type: 'run-event', taskId: TASK, event: finished('seven') })
    const saved = records(bench).length
    guide(bench)
    assert.deepEqual(refusals(bench), ['task 1 has ended'])
    assert.equal(records(bench).length, saved)
  })

  test('screen guidance: an unknown task, one that is being cancelled, no words, and an agent that takes none are refused', () => {
    const bench = running()
    guide(bench, 'task_none')
    guide(bench, TASK, ' ')
    bench.feed({ type: 'cancel-task', taskId: TASK })
    guide(bench)
    const deaf = running({ agent: { name: 'scripted', canSteer: false, canAnswer: true } })
    guide(deaf)
    assert.deepEqual(
      [...refusals(bench), ...refusals(deaf)],
      [
        'there is no task task_none',
        'the guidance was empty',
        'task 1 is being cancelled',
        'the agent of task 1 takes no further guidance',
      ],
    )
    assert.deepEqual([...steered(bench), ...steered(deaf)], [])
  })

  test('screen guidance: one that waits for its turn is not steered yet', () => {
    const bench = createMachineBench({ policy: 'queue' })
    handOver(bench, 'call_1', 'count the files')
    handOver(bench, 'call_2', 'run the tests')
    guide(bench, 'task_call_2')
    assert.deepEqual(refusals(bench), ['task 2 has not started'])
  })

  test('screen guidance: words that the run does not take become a task of their own, and no restart takes them for done', () => {
    const bench = running()
    guide(bench)
    const handoffId = steered(bench)[0]?.[0] ?? ''
    bench.feed({ type: 'steer-failed', taskId: TASK, handoffId, error: 'too late' })
    const own = bench.state.tasks[`task_${handoffId}`]
    assert.deepEqual([own?.input, own?.phase, own?.number], [WORDS, 'accepted', 2])
    assert.equal(guidanceOf(bench), undefined)
    assert.match(JSON.stringify(bench.calls.at(-1)), /could not take the request any more. It is now task 2/)
    assert.equal(bench.calls.filter((call) => JSON.stringify(call).includes('screen:')).length, 0)
  })

  test('screen guidance: words whose task ends while they are saved become a task of their own', () => {
    const bench = running({}, 'by-hand')
    guide(bench)
    const recordId = records(bench).at(-1)?.recordId ?? ''
    bench.feed({ type: 'run-event', taskId: TASK, event: finished('seven') })
    bench.feed({ type: 'saved', recordId })
    assert.deepEqual(steered(bench), [])
    assert.equal(Object.values(bench.state.tasks).filter(({ input }) => input === WORDS).length, 1)
  })

  test('screen guidance: on quicksilver the work of such a task is told under a handoff that its server knows', () => {
    const bench = running({ dialect: 'quicksilver' })
    guide(bench)
    const handoffId = steered(bench)[0]?.[0] ?? ''
    bench.feed({ type: 'steer-failed', taskId: TASK, handoffId, error: 'too late' })
    bench.feed({ type: 'run-event', taskId: TASK, event: finished('seven') })
    bench.feed({ type: 'run-event', taskId: `task_${handoffId}`, event: finished('eight') })
    bench.wait(5000)
    const ids = bench.calls.flatMap((call) => (call.method === 'finishHandoff' ? [call.handoffId] : []))
    assert.deepEqual([...new Set(ids)], ['call_1'])
  })

  test('screen guidance: what could not be saved is refused, visibly, and reaches no run', () => {
    const bench = running({}, 'by-hand')
    guide(bench)
    bench.feed({ type: 'save-failed', recordId: records(bench).at(-1)?.recordId ?? '', error: 'disk full' })
    assert.deepEqual(refusals(bench), ['the request could not be saved: disk full'])
    assert.deepEqual(steered(bench), [])
    assert.doesNotMatch(JSON.stringify(bench.calls), /screen:/)
  })
})
