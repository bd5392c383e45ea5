import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentEvent } from '../agent.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { defaultApprovals } from '../conversation-settings.js'
import type { ApprovalRecord } from '../journal.js'
import { asked, handOver, speak } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import type { ApprovalRules } from './approval-policy.js'

const TASK = 'task_call_1'
type Request = Extract<AgentEvent, { type: 'permission-requested' }>

function running(rules: ApprovalRules = {}, settings: Partial<ConversationSettings> = {}): MachineBench {
  const bench = createMachineBench({
    ...{ player: { isReporting: true, canResume: true }, policy: 'parallel' },
    approvals: { ...defaultApprovals, rules },
    ...settings,
  })
  handOver(bench, 'call_1', 'run the tests')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  return bench
}

function request(bench: MachineBench, permission: Partial<Request> = {}): void {
  const event: Request = {
    ...{ type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'Run npm test' },
    ...permission,
  }
  bench.feed({ type: 'run-event', taskId: TASK, event })
}

const withdraw = (bench: MachineBench) =>
  bench.feed({ type: 'run-event', taskId: TASK, event: { type: 'permission-withdrawn', permissionId: 'p1' } })
const decisions = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'answer-run' ? [`${effect.permissionId} ${effect.decision}`] : []))
const answeredBy = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'permission-answered' ? [`${event.decision} by ${event.by}`] : []))
const records = (bench: MachineBench): readonly ApprovalRecord[] =>
  bench.effects.flatMap((effect) =>
    effect.type === 'save' && effect.record.kind === 'approval' ? [effect.record] : [],
  )
const shownRequest = (bench: MachineBench) => bench.shown.findLast((event) => event.type === 'permission')

function hear(bench: MachineBench): void {
  bench.receive({ type: 'response_created', responseId: 'r_q' })
  bench.receive(audioEvent('i_q', 2000))
  bench.feed({ type: 'played', itemId: 'i_q', playedMs: 900 })
}

test('approvals: what a rule allows is recorded, shown and passed on, and nobody is asked', () => {
  const bench = running()
  const before = asked(bench)
  request(bench, { toolKind: 'read', title: 'Read a.ts' })
  assert.deepEqual(decisions(bench), ['p1 granted'])
  assert.deepEqual(answeredBy(bench), ['granted by policy'])
  assert.deepEqual(
    records(bench).map(({ phase, by, title }) => [phase, by, title]),
    [['granted', 'policy', 'Read a.ts']],
  )
  assert.equal(bench.state.tasks[TASK]?.phase, 'running')
  assert.ok(!bench.shown.some((event) => event.type === 'task' && event.phase === 'needs-approval'))
  bench.wait(5000)
  assert.equal(asked(bench), before)
})

test('approvals: what a rule allows waits for its record, and is not asked or granted twice meanwhile', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'run the tests'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  request(bench, { toolKind: 'read' })
  request(bench, { toolKind: 'read' })
  assert.deepEqual(decisions(bench), [])
  assert.equal(records(bench).length, 1)
  bench.feed({ type: 'saved', recordId: records(bench)[0]?.recordId ?? '' })
  assert.deepEqual(decisions(bench), ['p1 granted'])
})

test('approvals: what a rule denies is told to the agent and noted to the model, and no question is spoken', () => {
  const bench = running({ network: 'deny' })
  const before = asked(bench)
  request(bench, { toolKind: 'network', title: 'Fetch example.org' })
  assert.deepEqual(decisions(bench), ['p1 denied'])
  assert.deepEqual(answeredBy(bench), ['denied by policy'])
  assert.match(JSON.stringify(bench.calls.at(-1)), /The rules do not allow what task 1 asked for.*"role":"system"/)
  bench.wait(5000)
  assert.equal(asked(bench), before)
})

test('approvals: looking outside the task’s folder is asked about, and the question says so', () => {
  const bench = running()
  request(bench, { toolKind: 'read', title: 'Read the notes', isOutside: true })
  assert.deepEqual(decisions(bench), [])
  const shown = shownRequest(bench)
  assert.ok(shown?.type === 'permission' && shown.isOutside && shown.way === 'voice')
  const said = JSON.stringify(bench.calls.filter(({ method }) => method === 'send').at(-1))
  assert.match(said, /Task 1 asks for your permission outside its folder: Read the notes\. May it\?/)
})

test('approvals: on quicksilver what rules leave to the voice is left to the screen, and what they allow is allowed', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  bench.receive(handoffEvent('call_1', 'run the tests'))
  request(bench)
  const shown = shownRequest(bench)
  assert.ok(shown?.type === 'permission' && shown.way === 'screen')
  request(bench, { permissionId: 'p2', toolKind: 'search' })
  assert.deepEqual(decisions(bench), ['p2 granted'])
})

test('approvals: the details travel to the screen, to screens that come later and into the record, bounded and marked', () => {
  const bench = running()
  const diff = `${'x'.repeat(19_999)}😀${'y'.repeat(100)}`
  const paths = Array.from({ length: 60 }, (_, index) => `src/${index}.ts`)
  request(bench, { details: { command: 'npm test', paths, diff }, title: 't'.repeat(5000) })
  const shown = shownRequest(bench)
  const kept = Object.values(bench.state.approvals)[0]
  assert.ok(shown?.type === 'permission' && kept !== undefined)
  for (const details of [shown.details, kept.details, records(bench)[0]?.details]) {
    assert.equal(details?.command, 'npm test')
    assert.match(details.diff ?? '', /x… \(102 more characters\)$/)
    assert.equal(details.paths?.length, 51)
    assert.equal(details.paths.at(-1), '… (10 more paths)')
  }
  assert.match(shown.title, /^t{1000}… \(4000 more characters\)$/)
  bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
  assert.deepEqual(records(bench)[1]?.details, kept.details)
})

test('approvals: a request that its agent withdraws is never granted, and not asked any more', () => {
  const bench = running()
  request(bench)
  withdraw(bench)
  assert.equal(Object.values(bench.state.approvals)[0]?.phase, 'expired')
  assert.deepEqual(answeredBy(bench), ['denied by agent'])
  assert.deepEqual(records(bench).at(-1)?.by, 'agent')
  assert.equal(bench.state.tasks[TASK]?.phase, 'running')
  bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
  const late = bench.shown.findLast((event) => event.type === 'permission-already-answered')
  assert.ok(late?.type === 'permission-already-answered' && late.by === 'agent')
  bench.wait(60_000)
  assert.deepEqual(decisions(bench), [])
  assert.equal(
    bench.state.queue.wanted.some(({ deliveryId = '' }) => deliveryId.includes('question')),
    false,
  )
})

test('approvals: a yes to a withdrawn request counts for nothing else: no other question, no task', () => {
  const bench = running()
  request(bench)
  hear(bench)
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  withdraw(bench)
  request(bench, { permissionId: 'p2', title: 'Run rm' })
  bench.wait(400)
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive({ type: 'input_transcript_done', text: 'yes', itemId: 'u1' })
  bench.receive(handoffEvent('call_yes', 'yes'))
  bench.wait(3000)
  assert.deepEqual(decisions(bench), [])
  assert.deepEqual(Object.keys(bench.state.tasks), [TASK])
  assert.ok(
    Object.values(bench.state.deliveries).some(({ text }) => /does not need that permission any more/.test(text)),
  )
})

test('approvals: a grant whose request is withdrawn before its record is durable is not passed on', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'run the tests'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  request(bench)
  bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
  withdraw(bench)
  for (const { recordId } of records(bench)) bench.feed({ type: 'saved', recordId })
  assert.deepEqual(decisions(bench), [])
  assert.deepEqual(answeredBy(bench), ['denied by agent'])
})

test('approvals: the record of the question becomes durable late and lets no grant out before its own', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'run the tests'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  request(bench)
  bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
  const [question, grant] = records(bench)
  bench.feed({ type: 'saved', recordId: question?.recordId ?? '' })
  assert.deepEqual(decisions(bench), [])
  bench.feed({ type: 'saved', recordId: grant?.recordId ?? '' })
  assert.deepEqual(decisions(bench), ['p1 granted'])
})

test('approvals: of thousands that rules have answered only the newest are kept', () => {
  const bench = running()
  for (let count = 0; count < 1000; count++) request(bench, { permissionId: `p${count}`, toolKind: 'read' })
  assert.equal(decisions(bench).length, 1000)
  assert.ok(Object.keys(bench.state.approvals).length <= 101)
  assert.equal(new Set(records(bench).map(({ recordId }) => recordId)).size, 1000)
})
