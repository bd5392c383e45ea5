import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { FRAME_SAMPLES } from './opus-codec.js'
import { createVoiceReceiver } from './voice-receiver.js'

/** A packet whose sound tells its number. */
const packet = (sequence: number) => ({
  sequence: sequence & 0xffff,
  payload: Uint8Array.of(sequence & 0xff, (sequence >> 8) & 0xff),
})
const decode = (payload: Uint8Array): Int16Array =>
  new Int16Array(FRAME_SAMPLES).fill((payload[0] ?? 0) + 256 * (payload[1] ?? 0))
const open = () => createVoiceReceiver(decode)

function pullNumbers(receiver: ReturnType<typeof open>, count: number): readonly (number | undefined)[] {
  return Array.from({ length: count }, () => receiver.pull()?.[0])
}

test('calls: before the first packet there is no sound at all', () => {
  assert.deepEqual(pullNumbers(open(), 3), [undefined, undefined, undefined])
})

test('calls: packets out of order are heard in order', () => {
  const receiver = open()
  for (const sequence of [10, 12, 11, 14, 13]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 5), [10, 11, 12, 13, 14])
  assert.equal(receiver.stats.concealedCount, 0)
})

test('calls: a lost packet is covered by a fading copy of the last, and what follows is heard', () => {
  const receiver = open()
  for (const sequence of [100, 101, 103, 104]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 5), [100, 101, 81, 103, 104])
  assert.equal(receiver.stats.concealedCount, 1)
})

test('calls: a sender that pauses is silence, and heard again when it comes back', () => {
  const receiver = open()
  for (const sequence of [1, 2, 3]) receiver.push(packet(1000 + sequence))
  const during = pullNumbers(receiver, 20)
  assert.deepEqual(during.slice(-10), Array(10).fill(0))
  for (const sequence of [4, 5, 6]) receiver.push(packet(1000 + sequence))
  assert.deepEqual(pullNumbers(receiver, 3), [1004, 1005, 1006])
})

test('calls: sequence numbers go round', () => {
  const receiver = open()
  for (const sequence of [65_534, 65_535, 65_536, 65_537]) receiver.push(packet(sequence))
  // As 16-bit samples: 65,534 is -2.
  assert.deepEqual(pullNumbers(receiver, 4), [-2, -1, 0, 1])
})

test('calls: doubles and what comes too late are dropped and counted', () => {
  const receiver = open()
  for (const sequence of [1, 2, 2, 3]) receiver.push(packet(sequence))
  pullNumbers(receiver, 3)
  receiver.push(packet(1))
  assert.equal(receiver.stats.droppedCount, 2)
})

test('calls: whatever a network does, sound never runs backwards and nothing is heard twice', () => {
  const move = fc.oneof(
    fc.integer({ min: 0, max: 45 }).map((sequence) => ({ sequence })),
    fc.constant('pull' as const),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 300 }), (moves) => {
      const receiver = open()
      const heard: number[] = []
      let pushed = 0
      for (const each of moves) {
        if (each !== 'pull') {
          pushed += 1
          receiver.push(packet(each.sequence))
          continue
        }
        const before = receiver.stats.concealedCount
        const [number] = receiver.pull() ?? []
        if (number !== undefined && receiver.stats.concealedCount === before) heard.push(number)
      }
      assert.deepEqual(
        heard,
        [...new Set(heard)].toSorted((a, b) => a - b),
      )
      assert.equal(receiver.stats.receivedCount, pushed)
      assert.ok(heard.length + receiver.stats.droppedCount <= pushed)
    }),
  )
})
