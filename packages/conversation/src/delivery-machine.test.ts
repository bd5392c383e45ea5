import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { stepDelivery } from './delivery-machine.js'
import type { Delivery, DeliveryInput } from './delivery-machine.js'

const pending: Delivery = {
  ...{ deliveryId: 'd1', taskId: 't1', kind: 'result', text: 'three files', phase: 'pending', offers: 0 },
  ...{ isInConversation: false, sentAtMs: undefined, carrier: undefined },
}
const offered = { type: 'offered', nowMs: 1 } as const
const spoken = { type: 'spoken', carrier: { itemId: 'i1', audioMs: 900 } } as const
const cut = { type: 'cut' } as const
const givenUp = { type: 'given-up' } as const
const played = (playedMs: number, itemId = 'i1') => ({ type: 'played', itemId, playedMs }) as const
const run = (...inputs: readonly DeliveryInput[]): Delivery => inputs.reduce(stepDelivery, pending)

test('delivery: pending → sent → spoken → heard', () => {
  assert.equal(run(offered).phase, 'sent')
  assert.equal(run(offered, spoken).phase, 'spoken')
  assert.equal(run(offered, spoken, played(900)).phase, 'heard')
})

test('delivery: heard is what was played to the end, of that very item', () => {
  assert.equal(run(offered, spoken, played(800)).phase, 'spoken')
  assert.equal(run(offered, spoken, played(900, 'other')).phase, 'spoken')
  assert.equal(run(offered, played(900)).phase, 'sent')
})

test('delivery: words without audio are spoken and never claimed to be heard', () => {
  assert.equal(run(offered, { type: 'spoken', carrier: undefined }, played(900)).phase, 'spoken')
})

test('delivery: one that was cut off is offered again, without its text being sent twice', () => {
  const again = run(offered, cut)
  assert.equal(again.phase, 'pending')
  assert.equal(again.isInConversation, true)
  assert.equal(run(offered, cut, offered, spoken).phase, 'spoken')
})

test('delivery: after three offers that nobody said it is missed', () => {
  assert.equal(run(offered, cut, offered, cut, offered, cut).phase, 'missed')
})

test('delivery: giving up misses what was not said and leaves what was', () => {
  assert.equal(run(givenUp).phase, 'missed')
  assert.equal(run(offered, givenUp).phase, 'missed')
  assert.equal(run(offered, spoken, givenUp).phase, 'spoken')
})

test('delivery: never both heard and missed, whatever happens', () => {
  const anyInput = fc.constantFrom<DeliveryInput>(offered, spoken, cut, givenUp, played(900), played(10))
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
      let delivery = pending
      for (const input of inputs) {
        const before = delivery.phase
        delivery = stepDelivery(delivery, input)
        if (before === 'heard' || before === 'missed') assert.equal(delivery.phase, before)
      }
    }),
  )
})
