import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { emptyResponseQueue, stepResponseQueue } from './response-queue-machine.js'
import type { ResponseQueueInput, ResponseQueueOutput, ResponseQueueState } from './response-queue-machine.js'

const limits = { askedMs: 100, activeMs: 1000 }
const delivery = (deliveryId: string) => ({ type: 'wanted', want: { reason: 'delivery', deliveryId } }) as const
const text = { type: 'wanted', want: { reason: 'text' } } as const
const floor = (nowMs = 0) => ({ type: 'floor-free', nowMs }) as const
const created = (responseId: string, nowMs = 0) => ({ type: 'created', responseId, nowMs }) as const
const ended = (responseId: string) => ({ type: 'ended', responseId }) as const

function run(inputs: readonly ResponseQueueInput[]): {
  readonly state: ResponseQueueState
  readonly outputs: readonly ResponseQueueOutput[]
} {
  let state = emptyResponseQueue
  const outputs: ResponseQueueOutput[] = []
  for (const input of inputs) {
    const step = stepResponseQueue(state, input, limits)
    state = step.state
    outputs.push(...step.outputs)
  }
  return { state, outputs }
}

test('response queue: a want with a free floor becomes one request', () => {
  const { state, outputs } = run([text, floor()])
  assert.deepEqual(outputs, [{ type: 'ask', eventId: 'parley_response_1', wants: [{ reason: 'text' }] }])
  assert.equal(state.phase.type, 'asked')
})

test('response queue: two wants during one response become one further response', () => {
  const { outputs } = run([text, floor(), created('r1'), delivery('a'), delivery('b'), floor(), ended('r1'), floor()])
  assert.deepEqual(
    outputs.filter(({ type }) => type === 'ask').map((output) => (output.type === 'ask' ? output.wants.length : 0)),
    [1, 2],
  )
})

test('response queue: what is wanted twice is wanted once', () => {
  assert.equal(run([delivery('a'), delivery('a'), text, text]).state.wanted.length, 2)
})

test('response queue: nothing is asked while the server runs a response of its own', () => {
  const before = run([created('vad'), text, floor()])
  assert.deepEqual(before.outputs, [])
  const after = run([created('vad'), text, floor(), ended('vad'), floor()])
  assert.deepEqual(
    after.outputs.map(({ type }) => type),
    ['response-ended', 'ask'],
  )
})

test('response queue: an ended response hands back what it carried', () => {
  const { outputs } = run([delivery('a'), floor(), created('r1'), ended('r1')])
  assert.deepEqual(outputs.at(-1), {
    type: 'response-ended',
    wants: [{ reason: 'delivery', deliveryId: 'a' }],
    lost: false,
  })
})

test('response queue: a refused request is made again after the response that was in its way', () => {
  const refused = { type: 'refused', eventId: 'parley_response_1', nowMs: 0 } as const
  for (const order of [
    [refused, created('vad')],
    [created('vad'), refused],
    [refused],
  ] satisfies ResponseQueueInput[][]) {
    const { outputs } = run([delivery('a'), floor(), ...order, floor(), ended('vad'), floor()])
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['ask', 'response-ended', 'ask'],
    )
    assert.deepEqual(outputs[1], { type: 'response-ended', wants: [], lost: false })
    assert.deepEqual(outputs[2], {
      type: 'ask',
      eventId: 'parley_response_2',
      wants: [{ reason: 'delivery', deliveryId: 'a' }],
    })
  }
})

test('response queue: a refusal of another request changes nothing', () => {
  const before = run([text, floor()]).state
  const refused = { type: 'refused', eventId: 'somebody_else', nowMs: 0 } as const
  assert.equal(stepResponseQueue(before, refused, limits).state, before)
  assert.equal(stepResponseQueue(emptyResponseQueue, refused, limits).state, emptyResponseQueue)
})

test('response queue: a request that nobody answers is made again after its deadline', () => {
  const { outputs } = run([text, floor(0), { type: 'tick', nowMs: 99 }, { type: 'tick', nowMs: 100 }, floor(100)])
  assert.deepEqual(
    outputs.map(({ type }) => type),
    ['ask', 'request-lost', 'ask'],
  )
})

test('response queue: a response whose end got lost opens the queue after a silence, not before', () => {
  const { outputs } = run([
    ...[text, floor(0), created('r1', 0)],
    ...([
      { type: 'activity', nowMs: 900 },
      { type: 'tick', nowMs: 1899 },
      { type: 'tick', nowMs: 1900 },
    ] as const),
  ])
  assert.deepEqual(outputs.at(-1), { type: 'response-ended', wants: [{ reason: 'text' }], lost: true })
})

test('response queue: the end of another response does not end ours', () => {
  assert.equal(run([text, floor(), created('r1'), ended('r0')]).state.phase.type, 'active')
})

test('response queue: what is unwanted is not asked for', () => {
  assert.deepEqual(run([delivery('a'), { type: 'unwanted', deliveryId: 'a' }, floor()]).outputs, [])
})

const anyInput: fc.Arbitrary<ResponseQueueInput> = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(delivery),
  fc.constant(text),
  fc.nat(5000).map(floor),
  fc.tuple(fc.constantFrom('r1', 'r2'), fc.nat(5000)).map(([id, nowMs]) => created(id, nowMs)),
  fc.constantFrom('r1', 'r2').map(ended),
  fc.nat(5000).map((nowMs) => ({ type: 'tick', nowMs }) as const),
  fc
    .tuple(
      fc.option(
        fc.nat(5).map((n) => `parley_response_${n}`),
        { nil: undefined },
      ),
      fc.nat(5000),
    )
    .map(([eventId, nowMs]) => ({ type: 'refused', eventId, nowMs }) as const),
)

test('response queue: never two requests without an end, a refusal or a loss between; no want disappears', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
      let state = emptyResponseQueue
      for (const input of inputs) {
        const before = state
        const { state: after, outputs } = stepResponseQueue(state, input, limits)
        state = after
        if (outputs.some(({ type }) => type === 'ask')) assert.equal(before.phase.type, 'free')
        const known = [...wantsOf(after), ...outputs.flatMap((output) => ('wants' in output ? output.wants : []))]
        for (const want of wantsOf(before)) {
          assert.ok(known.some((other) => JSON.stringify(other) === JSON.stringify(want)))
        }
      }
    }),
  )
})

function wantsOf({ phase, wanted }: ResponseQueueState) {
  return phase.type === 'free' ? wanted : [...phase.wants, ...wanted]
}

const named = (responseId: string, requestId: string) => ({ type: 'created', responseId, requestId, nowMs: 0 }) as const

test('response queue: where the server names requests, a response of its own is not taken for ours', () => {
  const begun = [text, floor(), named('r1', 'parley_response_1'), ended('r1'), delivery('a'), floor()] as const
  const other = run([...begun, created('vad')])
  assert.deepEqual(other.state.phase, { type: 'active', responseId: 'vad', eventId: undefined, wants: [] })
  assert.deepEqual(other.state.wanted, [{ reason: 'delivery', deliveryId: 'a' }])
  // The refusal of our request changes nothing any more.
  const { outputs } = run([
    ...begun,
    created('vad'),
    { type: 'refused', eventId: 'parley_response_2', nowMs: 0 },
    ended('vad'),
    floor(),
  ])
  assert.deepEqual(outputs.slice(-2), [
    { type: 'response-ended', wants: [], lost: false },
    { type: 'ask', eventId: 'parley_response_3', wants: [{ reason: 'delivery', deliveryId: 'a' }] },
  ])
})

test('response queue: a response that answers an older request of ours is not taken for the newest', () => {
  const { state } = run([text, floor(), { type: 'tick', nowMs: 100 }, floor(100), named('r1', 'parley_response_1')])
  assert.deepEqual(state.wanted, [{ reason: 'text' }])
})

test('response queue: a server that names no requests, and the one of the next connection, count by order', () => {
  const byOrder = run([text, floor(), created('r1')]).state.phase
  assert.equal(byOrder.type === 'active' && byOrder.wants.length, 1)
  const next = run([text, floor(), named('r1', 'parley_response_1'), { type: 'disconnected', hasSpoken: true }])
  assert.equal(next.state.isNaming, false)
})
