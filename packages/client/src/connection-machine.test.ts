import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createQuicksilverDialect, createRealtimeDialect, ParleyError } from '@parley/wire'
import type { Dialect } from '@parley/wire'
import fc from 'fast-check'
import { createConnectionState, stepConnection } from './connection-machine.js'
import type { ConnectionEffect, ConnectionInput, ConnectionPhase, ConnectionState } from './connection-machine.js'

const realtime = createRealtimeDialect()
const broken: ConnectionInput = { type: 'socket-failed', error: new ParleyError('unavailable', 'gone') }
const opened: ConnectionInput = { type: 'socket-opened' }
const closed: ConnectionInput = { type: 'socket-closed', code: 1001, reason: 'bye' }
const close: ConnectionInput = { type: 'close-requested', code: 1000, reason: '' }
const timedOut: ConnectionInput = { type: 'close-timed-out' }
const text = (frame: unknown): ConnectionInput => ({ type: 'text-received', text: JSON.stringify(frame) })
const fatal = text({
  type: 'error',
  error: { type: 'invalid_request_error', code: 'session_expired', message: 'over' },
})
const harmless = text({ type: 'error', error: { code: 'rate', message: 'slow down' } })

function run(
  inputs: readonly ConnectionInput[],
  dialect: Dialect = realtime,
): { readonly state: ConnectionState; readonly effects: readonly ConnectionEffect[] } {
  let state = createConnectionState(dialect, { dialect: dialect.name })
  const effects: ConnectionEffect[] = []
  for (const input of inputs) {
    const step = stepConnection(state, input)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

/** Effects of the last input alone, by their types. */
function lastEffects(...inputs: readonly ConnectionInput[]): readonly string[] {
  const before = run(inputs.slice(0, -1)).effects.length
  return run(inputs)
    .effects.slice(before)
    .map((effect) => (effect.type === 'deliver' ? `deliver ${effect.event.type}` : effect.type))
}

const infoOf = (...inputs: readonly ConnectionInput[]): unknown => {
  const found = run(inputs).effects.find((effect) => effect.type === 'closed')
  return found?.type === 'closed' ? found.info : undefined
}

const ways: Readonly<Record<ConnectionPhase, readonly ConnectionInput[]>> = {
  idle: [],
  open: [opened],
  draining: [opened, fatal],
  dropping: [opened, fatal, timedOut],
  closing: [opened, close],
  closed: [opened, closed],
}

describe('connection machine', () => {
  const transitions: readonly (readonly [
    ConnectionPhase,
    string,
    ConnectionInput,
    ConnectionPhase,
    readonly string[],
  ])[] = [
    ['idle', 'the socket opens', opened, 'open', ['send']],
    ['idle', 'close is asked', close, 'closed', ['end-events', 'closed']],
    ['open', 'a frame comes', text({ type: 'session.updated', session: {} }), 'open', ['deliver session_updated']],
    ['open', 'an unknown frame comes', text({ type: 'brand.new' }), 'open', []],
    ['open', 'no frame comes', { type: 'text-received', text: 'no json' }, 'open', []],
    ['open', 'bytes come', { type: 'binary-received' }, 'open', []],
    ['open', 'an error comes', harmless, 'open', ['deliver error']],
    ['open', 'a fatal error comes', fatal, 'draining', ['deliver error', 'end-events', 'await-close']],
    ['open', 'a frame is to be sent', { type: 'frame-requested', frame: { type: 'x' } }, 'open', ['send']],
    ['open', 'a handoff ends', { type: 'handoff-finished', handoffId: 'c', text: 't' }, 'open', ['send']],
    ['open', 'close is asked', close, 'closing', ['end-events', 'close-socket', 'await-close']],
    ['open', "the peer's close frame comes", closed, 'closed', ['end-events', 'closed']],
    ['open', 'the socket breaks', broken, 'closed', ['deliver error', 'end-events', 'closed']],
    ['open', 'an old timer rings', timedOut, 'open', []],
    ['draining', 'a frame comes', harmless, 'draining', []],
    ['draining', 'a frame is to be sent', { type: 'frame-requested', frame: { type: 'x' } }, 'draining', []],
    ['draining', "the peer's close frame comes", closed, 'closed', ['end-events', 'closed']],
    ['draining', 'the socket breaks', broken, 'closed', ['end-events', 'closed']],
    ['draining', 'no close frame comes', timedOut, 'dropping', ['close-socket', 'await-close']],
    ['draining', 'close is asked', close, 'closing', ['end-events', 'close-socket', 'await-close']],
    ['dropping', 'close is asked', close, 'dropping', []],
    ['dropping', "the peer's close frame comes", closed, 'closed', ['end-events', 'closed']],
    ['dropping', 'the socket breaks', broken, 'closed', ['end-events', 'closed']],
    ['dropping', 'no answer comes', timedOut, 'closed', ['terminate-socket', 'end-events', 'closed']],
    ['closing', 'a frame comes', harmless, 'closing', []],
    ['closing', 'close is asked again', close, 'closing', []],
    ['closing', 'the answer comes', closed, 'closed', ['end-events', 'closed']],
    ['closing', 'the socket breaks', broken, 'closed', ['end-events', 'closed']],
    ['closing', 'no answer comes', timedOut, 'closed', ['terminate-socket', 'end-events', 'closed']],
    ['closed', 'the socket opens', opened, 'closed', []],
    ['closed', 'a frame comes', harmless, 'closed', []],
    ['closed', 'close is asked', close, 'closed', []],
    ['closed', 'a close frame comes', closed, 'closed', []],
    ['closed', 'the socket breaks', broken, 'closed', []],
    ['closed', 'an old timer rings', timedOut, 'closed', []],
  ]
  for (const [from, what, input, to, effects] of transitions) {
    test(`connection machine: ${from}, ${what} → ${to}`, () => {
      assert.equal(run(ways[from]).state.phase, from)
      assert.equal(run([...ways[from], input]).state.phase, to)
      assert.deepEqual(lastEffects(...ways[from], input), effects)
    })
  }

  test('connection machine: the initiator is whoever ended it', () => {
    const initiator = (...inputs: readonly ConnectionInput[]): unknown => infoOf(opened, ...inputs)
    assert.deepEqual(initiator(closed), { code: 1001, reason: 'bye', initiator: 'remote' })
    assert.deepEqual(initiator(broken), { code: 1006, reason: 'gone', initiator: 'error' })
    assert.deepEqual(initiator(close, closed), { code: 1001, reason: 'bye', initiator: 'local' })
    assert.deepEqual(initiator(close, broken), { code: 1006, reason: 'gone', initiator: 'local' })
    assert.deepEqual(initiator(fatal, closed), { code: 1001, reason: 'bye', initiator: 'remote' })
    assert.deepEqual(initiator(fatal, timedOut, closed), { code: 1001, reason: 'bye', initiator: 'error' })
  })
})

const callFrame = (callId: string, name: string): object => ({
  type: 'conversation.item.done',
  item: { id: `item_${callId}`, type: 'function_call', name, call_id: callId, arguments: '{"prompt":"go"}' },
})
const anyFrame = fc.oneof(
  fc.record({ type: fc.constantFrom('session.created', 'session.updated'), session: fc.object() }),
  fc.record({ type: fc.constantFrom('response.output_audio.delta', 'brand.new'), delta: fc.anything() }),
  fc
    .tuple(fc.constantFrom('c1', 'c2'), fc.constantFrom('background_agent', 'remain_silent', 'weather'))
    .map(([callId, name]) => callFrame(callId, name)),
  fc.record({ type: fc.constant('error'), error: fc.oneof(fc.object(), fc.string()) }),
  fc.record({
    type: fc.constant('conversation.handoff.requested'),
    handoff_id: fc.constantFrom('h1', 'h2'),
    item_id: fc.string(),
    input_transcript: fc.string(),
  }),
)
const anyInput: fc.Arbitrary<ConnectionInput> = fc.oneof(
  fc.constantFrom(opened, closed, close, timedOut, broken, fatal, harmless),
  fc.constant<ConnectionInput>({ type: 'binary-received' }),
  fc.oneof(fc.string(), fc.json()).map((raw): ConnectionInput => ({ type: 'text-received', text: raw })),
  anyFrame.map(text),
  fc.constant<ConnectionInput>({ type: 'frame-requested', frame: { type: 'response.create' } }),
  fc.string().map((handoffId): ConnectionInput => ({ type: 'handoff-finished', handoffId, text: 'done' })),
)

describe('connection machine, any inputs', () => {
  for (const dialect of [realtime, createQuicksilverDialect()]) {
    test(`${dialect.name}: no input throws; it ends once; nothing is delivered or sent after the end`, () => {
      fc.assert(
        fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
          const effects = run(inputs, dialect).effects.map((effect) => effect.type)
          const end = effects.indexOf('end-events')
          const after = end < 0 ? [] : effects.slice(end)
          assert.ok(!after.includes('deliver') && !after.includes('send'), after.join())
          assert.ok(effects.filter((type) => type === 'closed').length <= 1)
        }),
        { numRuns: 500 },
      )
    })

    test(`${dialect.name}: each call is delivered at most once`, () => {
      fc.assert(
        fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
          const ids = run([opened, ...inputs], dialect).effects.flatMap((effect) => {
            if (effect.type !== 'deliver') return []
            if (effect.event.type === 'handoff_requested') return [effect.event.handoffId]
            const isCall = effect.event.type === 'function_call' || effect.event.type === 'noop_requested'
            return isCall ? [String(effect.event.callId)] : []
          })
          assert.equal(new Set(ids).size, ids.length)
        }),
        { numRuns: 500 },
      )
    })
  }
})
