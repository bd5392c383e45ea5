import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasSaidSomething, isWordedToTheEnd, noReply, replyText, stepReply } from './reply-machine.js'
import type { ReplyInput } from './reply-machine.js'
import { isSameRequest } from './request-likeness.js'
import { isFloorFree, silentUser, stepUserSpeech, userSpeechDeadline } from './user-speech-machine.js'
import type { UserSpeechInput } from './user-speech-machine.js'

const limits = { longestSpeechMs: 60_000, settleMs: 300 }
const speak = (...inputs: readonly UserSpeechInput[]) =>
  inputs.reduce((state, input) => stepUserSpeech(state, input, limits), silentUser)
const say = (...inputs: readonly ReplyInput[]) => inputs.reduce(stepReply, noReply)

test('user speech: the floor is taken while the user speaks and for a moment after', () => {
  const started = { type: 'started', nowMs: 0 } as const
  const stopped = { type: 'stopped', itemId: 'u1', nowMs: 1000 } as const
  assert.equal(isFloorFree(silentUser), true)
  assert.equal(isFloorFree(speak(started)), false)
  assert.equal(isFloorFree(speak(started, stopped)), false)
  assert.equal(userSpeechDeadline(speak(started, stopped), limits), 1300)
  assert.equal(isFloorFree(speak(started, stopped, { type: 'tick', nowMs: 1300 })), true)
  assert.equal(isFloorFree(speak(started, stopped, { type: 'answered' })), true)
})

test('user speech: an end that never comes frees the floor in time', () => {
  assert.equal(isFloorFree(speak({ type: 'started', nowMs: 0 }, { type: 'tick', nowMs: 60_000 })), true)
})

test('user speech: what was said is awaited until it is written or given up', () => {
  const stop = (itemId: string) => ({ type: 'stopped', itemId, nowMs: 0 }) as const
  assert.deepEqual(speak(stop('u1'), stop('u1'), stop('u2')).unwrittenItemIds, ['u1', 'u2'])
  assert.deepEqual(speak(stop('u1'), stop('u2'), { type: 'written', itemId: 'u1' }).unwrittenItemIds, ['u2'])
  assert.deepEqual(speak(stop('u1'), { type: 'given-up' }).unwrittenItemIds, [])
})

test('reply: deltas append to their item and a final text replaces them', () => {
  const reply = say(
    { type: 'began', responseId: 'r1' },
    { type: 'text-delta', itemId: 'a', text: 'There are ', nowMs: 1 },
    { type: 'text-delta', itemId: 'a', text: 'three', nowMs: 2 },
    { type: 'text-delta', itemId: 'b', text: 'Anything else?', nowMs: 3 },
    { type: 'text-done', itemId: 'a', text: 'There are three files.', nowMs: 4 },
  )
  assert.equal(replyText(reply), 'There are three files. Anything else?')
  assert.equal(isWordedToTheEnd(reply), false)
  assert.equal(reply.startedAtMs, 1)
  assert.equal(reply.lastSaidAtMs, 4)
})

test('reply: audio is counted per item and in all', () => {
  const audio = (itemId: string, audioMs: number) => ({ type: 'audio', itemId, audioMs, nowMs: 1 }) as const
  const reply = say(audio('a', 100), audio('a', 50), audio('b', 20))
  assert.deepEqual(reply.audioItem, { itemId: 'b', audioMs: 20 })
  assert.equal(reply.audioMs, 170)
  assert.equal(hasSaidSomething(reply), true)
  assert.equal(hasSaidSomething(say({ type: 'silence-chosen' })), false)
})

test('handoff: the same request is recognised through case, punctuation and filler words', () => {
  assert.equal(isSameRequest('List the files.', 'um, please list files'), true)
  assert.equal(isSameRequest('Could you run the tests?', 'run the tests'), true)
})

test('handoff: requests that differ by one word that matters are two requests', () => {
  const pairs = [
    ['delete file one', 'delete file two'],
    ['run the tests', 'do not run the tests'],
    ['run the tests in module a of package b', 'run the tests in module a of package c'],
    ['open the door', 'the door open'],
    ['', ''],
    ['please', 'um'],
  ] as const
  for (const [one, other] of pairs) assert.equal(isSameRequest(one, other), false, `${one} / ${other}`)
})
