import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { DialectName, RealtimeEvent } from '@parley/wire'
import type { AgentEvent } from './agent.js'
import type { ConversationHappening } from './conversation-input.js'
import { findReplayDifferences, replayInputs } from './conversation-log.js'
import type { ConversationSettings, HandoffPolicy } from './conversation-settings.js'
import { audioEvent, benchSettings, createMachineBench, handoffEvent } from './testing/machine-bench.js'
import type { MachineBench } from './testing/machine-bench.js'

/** What a disorderly world may do next. Saves and ends refer to what the machine has really asked for. */
type Move =
  | { readonly kind: 'event'; readonly event: RealtimeEvent }
  | { readonly kind: 'happening'; readonly happening: ConversationHappening }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'answer-save'; readonly index: number; readonly isSaved: boolean }
  | { readonly kind: 'agent'; readonly index: number; readonly event: AgentEvent }
  | { readonly kind: 'refuse' }

const callIds = ['c1', 'c2', 'c3', 'c4']
const requests = ['list the files', 'please list the files', 'count the lines', ' ']
const responseIds = ['r1', 'r2', 'r3']
const ended: readonly AgentEvent[] = [
  { type: 'ended', outcome: 'finished', result: 'Three files.' },
  { type: 'ended', outcome: 'failed', error: 'It broke.' },
  { type: 'ended', outcome: 'cancelled' },
  { type: 'update', text: 'working', channel: 'silent' },
  { type: 'update', text: 'half done', channel: 'speakable' },
  { type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'Run it' },
]

const anyEvent: fc.Arbitrary<RealtimeEvent> = fc.oneof(
  fc.tuple(fc.constantFrom(...callIds), fc.constantFrom(...requests)).map(([id, words]) => handoffEvent(id, words)),
  fc.constantFrom(...responseIds).map((responseId) => ({ type: 'response_created', responseId }) as const),
  fc
    .tuple(fc.constantFrom(...responseIds), fc.constantFrom('completed', 'cancelled', 'failed'))
    .map(([responseId, status]) => ({ type: 'response_done', responseId, status }) as const),
  fc.constantFrom('a1', 'a2', undefined).map((itemId) => audioEvent(itemId, 100)),
  fc
    .tuple(fc.constantFrom('a1', 'a2'), fc.constantFrom('Words.', 'It is done.', 'Three files.'))
    .map(([itemId, text]) => ({ type: 'output_transcript_done', text, itemId }) as const),
  fc
    .tuple(fc.constantFrom('task_status', 'cancel_task'), fc.nat(9), fc.constantFrom('{}', '{"task":1}', '{"task":9}'))
    .map(([name, id, args]) => {
      const callId = `t${id}`
      return { type: 'function_call', callId, itemId: callId, name, arguments: args } as const
    }),
  fc.constantFrom<RealtimeEvent>(
    { type: 'input_audio_speech_started', itemId: 'u1' },
    { type: 'input_audio_speech_stopped', itemId: 'u1' },
    { type: 'input_transcript_done', text: 'some words', itemId: 'u1' },
    { type: 'noop_requested', callId: 'n1', itemId: 'n1' },
    { type: 'function_call', callId: 'f1', itemId: 'f1', name: 'other', arguments: '{}' },
    { type: 'error', message: 'odd', fatal: false },
  ),
)

const anyHappening: fc.Arbitrary<ConversationHappening> = fc.oneof(
  fc.constantFrom(...callIds).map((id) => ({ type: 'cancel-task', taskId: `task_${id}` }) as const),
  fc
    .constantFrom(...callIds)
    .map((id) => ({ type: 'steer-failed', taskId: 'task_c1', handoffId: id, error: 'x' }) as const),
  fc.constantFrom('a1', 'a2').map((itemId) => ({ type: 'played', itemId, playedMs: 100 }) as const),
  fc.constantFrom<ConversationHappening>(
    { type: 'user-text', text: 'hello' },
    { type: 'stop-speaking' },
    { type: 'answer-permission', taskId: 'task_c1', permissionId: 'p1', decision: 'granted' },
  ),
)

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: anyEvent.map((event) => ({ kind: 'event', event }) as const) },
  { weight: 2, arbitrary: anyHappening.map((happening) => ({ kind: 'happening', happening }) as const) },
  { weight: 2, arbitrary: fc.constantFrom(1, 300, 1000, 10_000, 60_000).map((ms) => ({ kind: 'wait', ms }) as const) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(3), fc.integer({ min: 0, max: 9 }))
      .map(([index, luck]) => ({ kind: 'answer-save', index, isSaved: luck > 0 }) as const),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(3), fc.constantFrom(...ended))
      .map(([index, event]) => ({ kind: 'agent', index, event }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuse' } as const) },
)

function make(bench: MachineBench, move: Move): void {
  switch (move.kind) {
    case 'event':
      bench.receive(move.event)
      return
    case 'happening':
      bench.feed(move.happening)
      return
    case 'wait':
      bench.wait(move.ms)
      return
    case 'answer-save': {
      const records = Object.keys(bench.state.saving)
      const recordId = records[move.index % Math.max(1, records.length)]
      if (recordId === undefined) return
      bench.feed(move.isSaved ? { type: 'saved', recordId } : { type: 'save-failed', recordId, error: 'full' })
      return
    }
    case 'agent': {
      const taskId = Object.keys(bench.state.tasks)[move.index]
      if (taskId !== undefined) bench.feed({ type: 'run-event', taskId, event: move.event })
      return
    }
    case 'refuse': {
      const eventId = bench.calls.findLast((call) => call.method === 'createResponse')?.eventId
      const code = 'conversation_already_has_active_response'
      bench.receive({ type: 'error', message: 'busy', code, fatal: false, eventId })
      return
    }
  }
}

/** The world comes to rest: everything pending is saved, every run ends, the connection goes. */
function settle(bench: MachineBench): void {
  bench.feed({ type: 'close' })
  for (let round = 0; round < 200 && bench.state.phase.type !== 'ended'; round++) {
    for (const recordId of Object.keys(bench.state.saving)) bench.feed({ type: 'saved', recordId })
    for (const taskId of Object.keys(bench.state.tasks)) {
      bench.feed({ type: 'run-event', taskId, event: { type: 'ended', outcome: 'cancelled' } })
    }
    bench.wait(1000)
  }
}

const anySettings: fc.Arbitrary<ConversationSettings> = fc
  .tuple(
    fc.constantFrom<DialectName>('realtime', 'quicksilver'),
    fc.constantFrom<HandoffPolicy>('steer', 'queue', 'parallel'),
    fc.boolean(),
  )
  .map(([dialect, policy, canSteer]) => ({
    ...benchSettings,
    ...{ dialect, policy, agent: { name: 'a', canSteer, canAnswer: true } },
  }))

const options = { numRuns: 400 }

test('handoff: whatever happens, each accepted one ends in exactly one end state and none starts unsaved', () => {
  fc.assert(
    fc.property(anySettings, fc.array(anyMove, { maxLength: 80 }), (settings, moves) => {
      const bench = createMachineBench(settings, 'by-hand')
      for (const move of moves) make(bench, move)
      settle(bench)
      assert.equal(bench.state.phase.type, 'ended')
      checkStartsAfterSaves(bench)
      checkOneEndPerTask(bench)
    }),
    options,
  )
})

test('delivery: whatever happens, a result is sent once, heard at most once, and ends heard, spoken or missed', () => {
  fc.assert(
    fc.property(anySettings, fc.array(anyMove, { maxLength: 80 }), (settings, moves) => {
      const bench = createMachineBench(settings, 'by-hand')
      for (const move of moves) make(bench, move)
      settle(bench)
      const phases = new Map<string, string[]>()
      for (const event of bench.shown) {
        if (event.type !== 'delivery') continue
        phases.set(event.deliveryId, [...(phases.get(event.deliveryId) ?? []), event.phase])
      }
      for (const names of phases.values()) {
        assert.ok(names.filter((name) => name === 'heard' || name === 'missed').length <= 1, names.join())
        assert.ok(['heard', 'spoken', 'missed'].includes(names.at(-1) ?? ''), names.join())
      }
      const sent = bench.calls.flatMap((call) => (call.method === 'send' ? [JSON.stringify(call.event)] : []))
      const results = sent.filter((text) => text.includes('parley_result_'))
      assert.equal(new Set(results).size, results.length)
    }),
    options,
  )
})

test('response queue: whatever happens, a request is open at a time, and every call is answered', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 80 }), (moves) => {
      const bench = createMachineBench({}, 'by-hand')
      for (const move of moves) {
        const before = bench.state.queue.phase.type
        const count = bench.calls.length
        make(bench, move)
        const asked = bench.calls.slice(count).filter(({ method }) => method === 'createResponse').length
        assert.ok(asked <= 1)
        if (asked === 1 && before === 'asked') assert.notEqual(move.kind, 'agent')
      }
      settle(bench)
      const answered = bench.calls.flatMap((call) => (call.method === 'finishHandoff' ? [call.handoffId] : []))
      assert.equal(new Set(answered).size, answered.length, 'a call is answered once')
      assert.deepEqual(new Set(answered), new Set(Object.keys(bench.state.handoffs)), 'no call stays unanswered')
    }),
    options,
  )
})

test('replay: the inputs of any run give its effects again, also after a journey through JSON', () => {
  fc.assert(
    fc.property(anySettings, fc.array(anyMove, { maxLength: 60 }), (settings, moves) => {
      const bench = createMachineBench(settings, 'by-hand')
      for (const move of moves) make(bench, move)
      const recording = replayInputs(settings, bench.inputs)
      assert.deepEqual(
        recording.flatMap(({ effects }) => effects),
        bench.effects,
      )
      const stored: typeof recording = decodeJson(JSON.stringify(recording))
      assert.deepEqual(findReplayDifferences(settings, stored), [])
    }),
    { numRuns: 100 },
  )
})

test('replay: a difference is found and shows both sides', () => {
  const bench = createMachineBench()
  bench.receive(handoffEvent('c1', 'list the files'))
  const recording = replayInputs(benchSettings, bench.inputs)
  const [first, ...rest] = recording
  assert.ok(first !== undefined)
  const differences = findReplayDifferences(benchSettings, [{ ...first, effects: [] }, ...rest])
  assert.equal(differences.length, 1)
  assert.deepEqual(differences[0]?.replayed, first.effects)
})

test('deliveries: whatever happens, a false end is corrected at most once per reply and three times per task', () => {
  fc.assert(
    fc.property(anySettings, fc.array(anyMove, { maxLength: 80 }), (settings, moves) => {
      const bench = createMachineBench(settings, 'by-hand')
      for (const move of moves) make(bench, move)
      settle(bench)
      const corrected = bench.shown.flatMap((event) => (event.type === 'correction' ? event.taskIds : []))
      for (const taskId of new Set(corrected)) {
        assert.ok(corrected.filter((other) => other === taskId).length <= 3)
      }
      const replies = bench.shown.filter(({ type }) => type === 'reply').length
      assert.ok(bench.shown.filter(({ type }) => type === 'correction').length <= replies)
    }),
    options,
  )
})

function checkStartsAfterSaves(bench: MachineBench): void {
  const saved = new Set(bench.inputs.flatMap((input) => (input.type === 'saved' ? [input.recordId] : [])))
  const started = bench.effects.flatMap((effect) => (effect.type === 'start-run' ? [effect.task.taskId] : []))
  assert.equal(new Set(started).size, started.length, 'a task starts once')
  for (const taskId of started) assert.ok(saved.has(`handoff:${taskId.slice('task_'.length)}`), taskId)
}

function checkOneEndPerTask(bench: MachineBench): void {
  const open = new Set(['accepted', 'running', 'needs-approval'])
  const ends = bench.shown.flatMap((event) => (event.type === 'task' && !open.has(event.phase) ? [event.taskId] : []))
  assert.deepEqual(ends.toSorted(), Object.keys(bench.state.tasks).toSorted())
}

function decodeJson<T>(text: string): T {
  return JSON.parse(text) as T
}
