import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConversationView } from '@parley/wire'
import { callWords } from '../view/call-words.js'
import type { PageEffect, PageInput } from './page-input.js'
import { stepPage } from './page-machine.js'
import { newPage } from './page-state.js'
import type { PageState } from './page-state.js'

const view: ConversationView = {
  ...{ conversationId: 'c1', createdAtMs: 0, sequence: 5, voice: null, microphone: { isOwner: false, isTaken: false } },
  ...{ transcript: [], tasks: [], approvals: [], questions: [], deliveries: [], usage: null },
}
const line = (phase: PageState['line']['phase']): PageInput => ({ type: 'line', phase })
const started: PageInput = {
  ...{ type: 'answer-came', method: 'conversation/start', params: {}, result: { conversation: view } },
}
const resumed: PageInput = {
  ...{ type: 'answer-came', method: 'conversation/resume' },
  ...{ params: { conversationId: 'c1' }, result: { conversation: view } },
}
/** The gateway was killed and has brought the conversation back, its voice not. */
const back: PageInput = {
  ...{ type: 'answer-came', method: 'conversation/resume', params: { conversationId: 'c1' } },
  result: { conversation: { ...view, sequence: 2000 } },
}
const subscribed: PageInput = {
  ...{ type: 'answer-came', method: 'conversation/subscribe' },
  ...{ params: { conversationId: 'c1' }, result: { sequence: 5, replayed: 0, gap: null } },
}
const event = (sequence: number, body: { readonly type: string }): PageInput => ({
  type: 'notification',
  notification: { method: 'conversation/event', params: { conversationId: 'c1', sequence, atMs: 1, event: body } },
})
const ours: PageInput = {
  type: 'notification',
  notification: { method: 'conversation/microphone', params: { conversationId: 'c1', isOwner: true } },
}

function run(inputs: readonly PageInput[]): { readonly state: PageState; readonly effects: readonly PageEffect[] } {
  return inputs.reduce<{ state: PageState; effects: readonly PageEffect[] }>(
    ({ state, effects }, input) => {
      const next = stepPage(state, input)
      return { state: next.state, effects: [...effects, ...next.effects] }
    },
    { state: newPage, effects: [] },
  )
}

const methodsOf = (effects: readonly PageEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'call' ? [effect.method] : []))

const inCall: readonly PageInput[] = [
  line('open'),
  { type: 'start-call' },
  ...[started, resumed, subscribed, { type: 'media-opened' } as const],
  event(6, { type: 'voice-started' }),
  ours,
]

test('page state: one press begins a conversation, its feed and a voice, once each', () => {
  const { state, effects } = run(inCall)
  assert.deepEqual(methodsOf(effects), [
    'thread/realtime/listVoices',
    'conversation/start',
    'conversation/resume',
    'conversation/subscribe',
    'conversation/subscribe',
    'thread/realtime/start',
  ])
  assert.deepEqual(effects.at(-1), { type: 'send-microphone', isOn: true })
  assert.equal(callWords(state).title, 'Listening')
})

test('page state: after a lost line the call is taken up again without a press', () => {
  const { state, effects } = run([...inCall, line('waiting'), line('connecting'), line('open'), back, subscribed])
  assert.equal(methodsOf(effects).filter((method) => method === 'thread/realtime/start').length, 2)
  assert.equal(state.isCallWanted, true)
  assert.equal(callWords(run([...inCall, line('waiting')]).state).title, 'Offline')
})

test('page state: muted, nothing goes out until the talk key is held', () => {
  const muted: readonly PageInput[] = [...inCall, { type: 'mute', isMuted: true }]
  assert.deepEqual(run(muted).effects.at(-1), { type: 'send-microphone', isOn: false })
  const held = run([...muted, { type: 'talk-key', isDown: true }])
  assert.deepEqual(held.effects.at(-1), { type: 'send-microphone', isOn: true })
  const released = run([...muted, { type: 'talk-key', isDown: true }, { type: 'talk-key', isDown: false }])
  assert.deepEqual(released.effects.at(-1), { type: 'send-microphone', isOn: false })
})

test('page state: the two stops are two: one ends speech, the other all work', () => {
  assert.equal(methodsOf(run([...inCall, { type: 'stop-speaking' }]).effects).at(-1), 'conversation/stopSpeaking')
  assert.equal(methodsOf(run([...inCall, { type: 'stop-all' }]).effects).at(-1), 'conversation/stopAll')
})

test('page state: a microphone that was taken by another window ends the call here and there not', () => {
  const taken: PageInput = {
    type: 'notification',
    notification: { method: 'conversation/microphone', params: { conversationId: 'c1', isOwner: false } },
  }
  const { state, effects } = run([...inCall, taken])
  assert.equal(state.isCallWanted, false)
  assert.equal(methodsOf(effects).includes('thread/realtime/stop'), false)
  assert.deepEqual(
    state.notices.map(({ text }) => text),
    ['The call goes on in another window.'],
  )
})

test('page state: typed words wait for a voice model and are sent once', () => {
  const typed: readonly PageInput[] = [
    ...[line('open'), { type: 'send-text', text: 'hello' } as const, started, resumed, subscribed],
  ]
  assert.equal(methodsOf(run(typed).effects).at(-1), 'thread/realtime/start')
  const { state, effects } = run([...typed, event(6, { type: 'voice-started' }), event(7, { type: 'usage' })])
  assert.equal(methodsOf(effects).filter((method) => method === 'conversation/sendText').length, 1)
  assert.deepEqual(state.pendingTexts, [])
})

test('page state: events of kinds that are not known change nothing', () => {
  const { state } = run(inCall)
  const after = stepPage(state, event(99, { type: 'something-of-the-future' }))
  assert.deepEqual(after.state, state)
})
