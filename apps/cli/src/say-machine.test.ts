import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ShownEvent } from '@parley/conversation'
import { createSayState, stepSay } from './say-machine.js'
import type { SayInput, SayLimits, SayState } from './say-machine.js'

const limits: SayLimits = { taskMs: 1000, answerMs: 200, settleMs: 50 }

function run(inputs: readonly SayInput[]): SayState {
  return inputs.reduce((state, input) => stepSay(state, input, limits), createSayState())
}

function at(nowMs: number, event: ShownEvent): SayInput {
  return { type: 'event', event, nowMs }
}

const words = at(10, { type: 'transcript', role: 'user', text: 'list the files', itemId: 'item_1' })
const accepted = at(20, { type: 'task', taskId: 'task_1', number: 1, phase: 'accepted' })
const sent: SayInput = { type: 'audio-sent', nowMs: 30 }
const finished = at(40, {
  type: 'task',
  taskId: 'task_1',
  number: 1,
  phase: 'finished',
  result: 'two',
  error: undefined,
})
const failed = at(40, { type: 'task', taskId: 'task_1', number: 1, phase: 'failed', result: undefined, error: 'no' })
const delivery = (nowMs: number, phase: 'pending' | 'sent' | 'spoken' | 'missed'): SayInput =>
  at(nowMs, { type: 'delivery', taskId: 'task_1', deliveryId: 'delivery_1', kind: 'result', phase })
const reply = at(60, {
  type: 'reply',
  text: 'two files',
  audioMs: 900,
  itemId: 'item_2',
  responseId: 'resp_1',
  deliveries: ['task_1'],
  isCut: false,
})
const tick = (nowMs: number): SayInput => ({ type: 'tick', nowMs })

describe('a spoken turn on the command line', () => {
  it('ends well once the task has finished, its result was spoken and a short quiet has passed', () => {
    const settling = run([
      words,
      accepted,
      sent,
      finished,
      delivery(41, 'pending'),
      delivery(45, 'sent'),
      reply,
      delivery(61, 'spoken'),
    ])
    assert.equal(settling.phase, 'settling')
    assert.equal(stepSay(settling, tick(110), limits).phase, 'settling')
    assert.deepEqual(stepSay(settling, tick(111), limits).outcome, { ok: true, problem: undefined })
  })

  it('waits for the result to be spoken, however early the task finished', () => {
    const state = run([words, accepted, finished, delivery(41, 'pending'), sent, tick(100)])
    assert.equal(state.phase, 'waiting')
  })

  it('does not end while the file is still being spoken', () => {
    assert.equal(run([words, accepted, finished, reply, tick(10_000)]).phase, 'speaking')
  })

  it('ends badly, with the phase, when the task failed', () => {
    const state = run([words, accepted, sent, failed, reply, tick(200)])
    assert.deepEqual(state.outcome, { ok: false, problem: 'task_1 ended as failed' })
  })

  it('ends badly when nothing was understood', () => {
    const state = run([sent, tick(231)])
    assert.deepEqual(state.outcome, { ok: false, problem: 'nothing came back: no speech was understood in the file' })
  })

  it('ends badly when the voice answered though no words were understood', () => {
    const state = run([sent, reply, tick(111)])
    assert.equal(state.outcome?.ok, false)
  })

  it('ends well without a task where the words were understood and answered', () => {
    assert.equal(run([words, sent, reply, tick(111)]).outcome?.ok, true)
  })

  it('gives the task its time limit and says so when it passes', () => {
    const state = run([words, accepted, sent, tick(1029)])
    assert.equal(state.phase, 'waiting')
    assert.match(stepSay(state, tick(1030), limits).outcome?.problem ?? '', /--timeout/)
  })

  it('says when a result was never spoken', () => {
    const state = run([words, accepted, sent, finished, delivery(41, 'pending'), tick(241)])
    assert.deepEqual(state.outcome, { ok: false, problem: 'the result was not spoken' })
  })

  it('ends at once when the connection closes, by a fatal error or by the user', () => {
    assert.match(run([words, at(20, { type: 'closed', reason: 'gone' })]).outcome?.problem ?? '', /gone/)
    const fatal = at(20, { type: 'error', message: 'expired', code: 'session_expired', isFatal: true })
    assert.deepEqual(run([words, fatal]).outcome, { ok: false, problem: 'expired' })
    assert.deepEqual(run([words, { type: 'interrupted' }]).outcome, { ok: false, problem: 'interrupted' })
  })

  it('changes nothing after its end', () => {
    const ended = run([sent, tick(231)])
    assert.equal(stepSay(ended, words, limits), ended)
  })

  it('gives no more time to a server that is asked again and again and never answers', () => {
    const asked = run([words, accepted, sent, finished, delivery(41, 'pending'), delivery(45, 'sent')])
    const error = { type: 'error', message: 'asked again', code: 'timeout', isFatal: false } as const
    const again = [at(150, error), delivery(160, 'pending'), delivery(170, 'sent'), tick(300)]
    const state = again.reduce((before, input) => stepSay(before, input, limits), asked)
    assert.deepEqual(state.outcome, { ok: false, problem: 'the result was not spoken' })
  })
})
