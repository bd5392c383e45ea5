import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base'
import type { RecordedStep } from '@parley/conversation'
import { runSimulation } from '@parley/conversation/simulation'
import { createGatewayMetrics } from './gateway-metrics.js'
import { observeConversation } from './observe-conversation.js'
import { noTracing, openTracing } from './open-tracing.js'
import { endSpans, noSpans, stepSpans } from './span-machine.js'
import type { FinishedSpan, SpanState } from './span-machine.js'

type Input = RecordedStep['input']
type Effect = RecordedStep['effects'][number]
type Shown = Extract<Effect, { type: 'show' }>['event']

/** Real time: the tracing library takes small numbers for time since the start of its process. */
const T = 1_750_000_000_000

const hear = (
  nowMs: number,
  event: Extract<Input, { type: 'connection' }>['event'],
  effects: readonly Effect[] = [],
) => ({
  input: { type: 'connection', event, nowMs: T + nowMs } as const,
  effects,
})
const show = (nowMs: number, ...events: readonly Shown[]): RecordedStep => ({
  input: { type: 'tick', nowMs: T + nowMs },
  effects: events.map((event) => ({ type: 'show', event })),
})

/** A spoken request that becomes a task, whose result is heard. */
const spokenTurn: readonly RecordedStep[] = [
  hear(1000, { type: 'input_audio_speech_started', itemId: 'u1' }),
  hear(2500, { type: 'input_audio_speech_stopped', itemId: 'u1' }),
  hear(2600, { type: 'response_created', responseId: 'r1' }),
  show(2650, { type: 'task', taskId: 't1', number: 1, phase: 'accepted' }),
  show(2651, { type: 'task', taskId: 't1', number: 1, phase: 'running' }),
  hear(2800, { type: 'audio_out', itemId: 'a1', audioMs: 100 }, [{ type: 'play', itemId: 'a1', audioMs: 100 }]),
  hear(2900, { type: 'audio_out', itemId: 'a1', audioMs: 100 }, [{ type: 'play', itemId: 'a1', audioMs: 100 }]),
  hear(3000, { type: 'response_done', responseId: 'r1', status: 'completed' }),
  show(8000, { type: 'task', taskId: 't1', number: 1, phase: 'finished', result: 'secret words', error: undefined }),
  show(8000, { type: 'delivery', taskId: 't1', deliveryId: 'd1', kind: 'result', phase: 'pending' }),
  show(8100, { type: 'delivery', taskId: 't1', deliveryId: 'd1', kind: 'result', phase: 'sent' }),
  show(9500, { type: 'delivery', taskId: 't1', deliveryId: 'd1', kind: 'result', phase: 'heard' }),
]

function spansOf(steps: readonly RecordedStep[], endMs?: number): readonly FinishedSpan[] {
  let state: SpanState = noSpans
  const spans: FinishedSpan[] = []
  for (const step of steps) {
    const next = stepSpans(state, step)
    state = next.state
    spans.push(...next.finished)
  }
  return endMs === undefined ? spans : [...spans, ...endSpans(state, endMs).finished]
}

test('observing: a spoken turn, its response, its task and the delivery of its result are one span each', () => {
  const told = spansOf(spokenTurn).map(({ name, startMs, endMs, parent }) => ({
    name,
    startMs: startMs - T,
    endMs: endMs - T,
    parent,
  }))
  assert.deepEqual(told, [
    { name: 'turn', startMs: 1000, endMs: 2800, parent: undefined },
    { name: 'response', startMs: 2600, endMs: 3000, parent: { name: 'turn', key: '1' } },
    { name: 'task', startMs: 2650, endMs: 8000, parent: undefined },
    { name: 'delivery', startMs: 8000, endMs: 9500, parent: { name: 'task', key: 't1' } },
  ])
  const [turn] = spansOf(spokenTurn)
  assert.equal(turn?.attributes['parley.turn.silence_ms'], 300)
})

test('observing: a turn that nobody answers ends where the next one begins, and says so', () => {
  const [turn] = spansOf([
    hear(1000, { type: 'input_audio_speech_started', itemId: 'u1' }),
    hear(4000, { type: 'input_audio_speech_started', itemId: 'u2' }),
  ])
  assert.equal(turn?.endMs, T + 4000)
  assert.equal(turn.attributes['parley.turn.is_answered'], false)
})

test('observing: speech that plays on while the user begins to speak is no answer', () => {
  const spans = spansOf([
    hear(1000, { type: 'input_audio_speech_started', itemId: 'u1' }),
    hear(1100, { type: 'audio_out', itemId: 'a0', audioMs: 100 }, [{ type: 'play', itemId: 'a0', audioMs: 100 }]),
  ])
  assert.deepEqual(spans, [])
})

test('observing: what is open at the end of a conversation is cut off, not forgotten', () => {
  const spans = spansOf(spokenTurn.slice(0, 5), T + 2700)
  assert.deepEqual(spans.map(({ name }) => name).toSorted(), ['response', 'task', 'turn'])
  assert.ok(spans.every(({ attributes, endMs }) => attributes['parley.is_cut_off'] === true && endMs === T + 2700))
})

test('observing: over simulated conversations each span ends once, after its beginning, and holds no words', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { recording } = runSimulation({ seed, checksReplay: false })
    const spans = spansOf(recording, recording.at(-1)?.input.nowMs ?? 0)
    const ids = spans.map(({ name, key }) => `${name}:${key}`)
    assert.ok(spans.every(({ startMs, endMs }) => endMs >= startMs))
    const tasks = ids.filter((id) => id.startsWith('task:'))
    assert.equal(new Set(tasks).size, tasks.length, `seed ${seed}`)
    const longest = Math.max(
      0,
      ...spans.flatMap(({ attributes }) => Object.values(attributes).map((value) => String(value).length)),
    )
    assert.ok(longest < 40, `an attribute has ${longest} characters`)
  }
})

test('observing: what a conversation did is counted, without an id or a word in any label', async () => {
  const metrics = createGatewayMetrics({ hasProcessFigures: false })
  metrics.watch('clients', () => 3)
  const observer = observeConversation('conversation_1', metrics, noTracing)
  for (const step of spokenTurn) observer.record(step)
  observer.end(T + 10_000)
  const text = await metrics.text()
  assert.match(text, /^parley_tasks_total\{outcome="finished"\} 1$/m)
  assert.match(text, /^parley_deliveries_total\{phase="heard"\} 1$/m)
  assert.match(text, /^parley_turn_silence_seconds_bucket\{le="0\.3"\} 1$/m)
  assert.match(text, /^parley_turn_silence_seconds_bucket\{le="0\.2"\} 0$/m)
  assert.match(text, /^parley_delivery_seconds_sum 1\.5$/m)
  assert.match(text, /^parley_clients 3$/m)
  assert.ok(!/secret|conversation_1|t1|d1/.test(text))
})

test('observing: spans reach an exporter in one trace per conversation, under their parents', async () => {
  const exporter = new InMemorySpanExporter()
  const kept: ReturnType<InMemorySpanExporter['getFinishedSpans']> = []
  const keeping = Object.assign(exporter, { shutdown: async () => void kept.push(...exporter.getFinishedSpans()) })
  const tracing = await openTracing({}, { exporter: keeping })
  const metrics = createGatewayMetrics({ hasProcessFigures: false })
  for (const id of ['one', 'two']) {
    const observer = observeConversation(id, metrics, tracing)
    for (const step of spokenTurn) observer.record(step)
    observer.end(T + 10_000)
  }
  await tracing.close()
  await tracing.close()
  assert.equal(kept.length, 8)
  assert.equal(new Set(kept.map((span) => span.spanContext().traceId)).size, 2)
  const task = kept.find(({ name }) => name === 'task')
  const delivery = kept.find(({ name }) => name === 'delivery')
  assert.equal(delivery?.parentSpanContext?.spanId, task?.spanContext().spanId)
  assert.equal(task?.attributes['parley.conversation.id'], 'one')
  assert.deepEqual(task.startTime, [T / 1000 + 2, 650_000_000])
})

test('observing: without an endpoint in the environment nothing is traced', async () => {
  assert.equal(await openTracing({ OTEL_SERVICE_NAME: 'parley' }), noTracing)
  const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }
  assert.equal(await openTracing(disabled), noTracing)
})
