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

/** Numbers that are heard at each of so many pulls. */
function pullNumbers(receiver: ReturnType<typeof open>, count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, () => receiver.pull().map(([number]) => number ?? -1))
}

test('calls: before the first packet there is no sound at all', () => {
  assert.deepEqual(pullNumbers(open(), 20).flat(), [])
})

test('calls: packets out of order are heard in order, and all that is there at once', () => {
  const receiver = open()
  for (const sequence of [10, 12, 11, 14, 13]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 2), [[10, 11, 12, 13, 14], []])
  assert.equal(receiver.stats.concealedCount, 0)
})

test('calls: a stall neither tears words apart nor adds delay', () => {
  const receiver = open()
  receiver.push(packet(1))
  assert.deepEqual(pullNumbers(receiver, 9).flat(), [1])
  for (const sequence of [2, 3, 4, 5, 6, 7, 8, 9, 10]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 1), [[2, 3, 4, 5, 6, 7, 8, 9, 10]])
  assert.equal(receiver.stats.concealedCount, 0)
})

test('calls: a lost packet is covered by a fading copy of the last, and what follows is heard', () => {
  const receiver = open()
  for (const sequence of [100, 101, 103, 104]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 1), [[100, 101]], 'it may still come')
  receiver.push(packet(105))
  assert.deepEqual(pullNumbers(receiver, 2), [[81, 103, 104, 105], []])
  assert.equal(receiver.stats.concealedCount, 1)
})

test('calls: a lost packet with nothing behind it is not waited for long', () => {
  const receiver = open()
  for (const sequence of [100, 102]) receiver.push(packet(sequence))
  assert.deepEqual(pullNumbers(receiver, 5), [[100], [], [], [], [80, 102]])
})

test('calls: a sender that pauses is silence as long as it pauses, and heard again when it comes back', () => {
  const receiver = open()
  for (const sequence of [1, 2, 3]) receiver.push(packet(1000 + sequence))
  const [first = [], ...pause] = pullNumbers(receiver, 31)
  assert.equal(first.length, 3)
  assert.equal(pause.flat().length, 30)
  assert.deepEqual(pause.flat().slice(-20), Array(20).fill(0))
  for (const sequence of [4, 5, 6]) receiver.push(packet(1000 + sequence))
  assert.deepEqual(pullNumbers(receiver, 1), [[1004, 1005, 1006]])
})

test('calls: sequence numbers go round', () => {
  const receiver = open()
  for (const sequence of [65_534, 65_535, 65_536, 65_537]) receiver.push(packet(sequence))
  // As 16-bit samples: 65,534 is -2.
  assert.deepEqual(pullNumbers(receiver, 1), [[-2, -1, 0, 1]])
})

test('calls: doubles and what comes too late are dropped and counted', () => {
  const receiver = open()
  for (const sequence of [1, 2, 2, 3]) receiver.push(packet(sequence))
  pullNumbers(receiver, 1)
  receiver.push(packet(1))
  assert.equal(receiver.stats.droppedCount, 2)
})

test('calls: whatever a network does, sound never runs backwards and nothing is heard twice', () => {
  const move = fc.oneof(
    fc.integer({ min: 1, max: 45 }).map((sequence) => ({ sequence })),
    fc.constant('pull' as const),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 300 }), (moves) => {
      const heard: number[] = []
      const receiver = createVoiceReceiver((payload) => {
        heard.push(payload[0] ?? 0)
        return decode(payload)
      })
      let pieces = 0
      let pushed = 0
      for (const each of moves) {
        if (each === 'pull') pieces += receiver.pull().length
        else {
          pushed += 1
          receiver.push(packet(each.sequence))
        }
      }
      assert.deepEqual(
        heard,
        [...new Set(heard)].toSorted((a, b) => a - b),
      )
      assert.equal(receiver.stats.receivedCount, pushed)
      assert.equal(pieces, heard.length + receiver.stats.concealedCount)
      assert.ok(heard.length + receiver.stats.droppedCount <= pushed)
    }),
  )
})
