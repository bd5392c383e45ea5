import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareTurns } from './compare-turns.js'
import type { HeardTurn } from './turn-watch.js'

const turn = (endMs: number, soundHash: string): HeardTurn => ({
  startMs: endMs - 500,
  endMs,
  soundHash,
  soundBytes: 1,
})
const reference = [turn(1_000, 'a'), turn(3_000, 'b')]

test('bench: a session that was heard like the reference lost nothing', () => {
  assert.deepEqual(compareTurns(reference, reference), { comparedTurns: 2, differentTurns: 0, lostFrames: 0 })
})

test('bench: a lost frame shows in the places of the turns behind it', () => {
  const heard = [turn(1_000, 'a'), turn(2_980, 'b')]
  assert.deepEqual(compareTurns(heard, reference), { comparedTurns: 2, differentTurns: 1, lostFrames: 1 })
})

test('bench: frames out of order show in the sound', () => {
  assert.equal(compareTurns([turn(1_000, 'x'), turn(3_000, 'b')], reference).differentTurns, 1)
})

test('bench: a turn that never came is a different one', () => {
  assert.equal(compareTurns(reference.slice(0, 1), reference).differentTurns, 1)
})
