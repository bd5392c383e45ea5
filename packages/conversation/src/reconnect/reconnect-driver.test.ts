import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import type { ReconnectingConversationOptions } from '../conversation.js'
import { createConversation } from '../conversation-driver.js'
import type { ConversationEvent } from '../conversation-event.js'
import { findReplayDifferences } from '../conversation-log.js'
import type { RecordedStep } from '../conversation-log.js'
import type { AudioFrame } from '../realtime-connection.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import type { FakeConnection } from '../testing/fake-connection.js'
import { audioEvent, handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'
import type { ConnectRequest } from './connection-source.js'

const hanging = () => createScriptedAgent([{ type: 'hang' }])
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve()
}

function open(options: Partial<ReconnectingConversationOptions> = {}) {
  const lines: FakeConnection[] = []
  const requests: ConnectRequest[] = []
  const recording: RecordedStep[] = []
  const seen: ConversationEvent[] = []
  const clock = createFakeClock()
  const conversation = createConversation({
    ...{ agent: hanging(), clock, jitter: () => 0, record: (step: RecordedStep) => void recording.push(step) },
    connect: async (request) => {
      requests.push(request)
      const line = createFakeConnection()
      lines.push(line)
      return line
    },
    ...options,
  })
  const reading = (async () => {
    for await (const event of conversation.events) seen.push(event)
  })()
  return { ...{ lines, requests, recording, seen, clock, conversation, reading } }
}

const frame = (ms: number): AudioFrame => ({
  ...{ data: new Uint8Array((24_000 * 2 * ms) / 1000), sampleRate: 24_000, numChannels: 1 },
})
const phases = (seen: readonly ConversationEvent[], type: 'delivery' | 'task') =>
  seen.flatMap((event) => (event.type === type ? [event.phase] : []))
const sent = (line: FakeConnection | undefined): string => JSON.stringify(line?.calls)

test('reconnect: dropped in the middle of a response, the next line is told all of it and asked for no repetition', async () => {
  const { lines, clock, conversation, seen, recording } = open()
  await turns()
  lines[0]?.deliver(
    { type: 'input_transcript_done', text: 'tell me a story', itemId: 'u1' },
    { type: 'response_created', responseId: 'r1' },
    audioEvent('i1', 100),
    { type: 'output_transcript_delta', delta: 'Once upon a', itemId: 'i1' },
  )
  await turns()
  clock.advance(20_000)
  lines[0]?.end({ code: 1006, initiator: 'error' })
  await turns()
  assert.equal(lines.length, 2)
  assert.deepEqual(lines[1]?.calls, [
    { method: 'sendText', text: 'tell me a story', role: 'user' },
    { method: 'sendText', text: 'Once upon a …', role: 'assistant' },
  ])
  assert.deepEqual(
    conversation.transcript.map(({ role, text, isInterrupted }) => ({ role, text, isInterrupted })),
    [
      { role: 'user', text: 'tell me a story', isInterrupted: false },
      { role: 'assistant', text: 'Once upon a', isInterrupted: true },
    ],
  )
  await conversation.close()
  assert.ok(seen.some((event) => event.type === 'reply' && event.isCut))
  assert.deepEqual(findReplayDifferences(conversation.settings, recording), [])
})

test('reconnect: dropped in the middle of a handoff, the request runs once and its result is said on the next line', async () => {
  const agent = hanging()
  const { lines, clock, conversation, seen } = open({ agent })
  await turns()
  lines[0]?.deliver(handoffEvent('c1', 'list the files'))
  await turns()
  lines[0]?.end()
  await turns()
  clock.advance(300)
  await turns()
  assert.equal(agent.runs.length, 1)
  lines[1]?.deliver(handoffEvent('c1', 'list the files'))
  agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Three files.' })
  await turns()
  lines[1]?.deliver({ type: 'response_created', responseId: 'r0' }, audioEvent('i0', 10))
  lines[1]?.deliver({ type: 'response_done', responseId: 'r0', status: 'completed' })
  await turns()
  assert.equal(agent.runs.length, 1)
  assert.match(sent(lines[1]), /\[BACKEND\] Three files\./)
  await conversation.close()
  assert.deepEqual(phases(seen, 'task'), ['accepted', 'running', 'finished'])
})

test('reconnect: dropped in the middle of a delivery, the result is said again on the next line and heard once', async () => {
  const agent = createScriptedAgent([{ type: 'ended', outcome: 'finished', result: 'Three files.' }])
  const { lines, clock, conversation, seen } = open({ agent })
  await turns()
  lines[0]?.deliver({ type: 'response_created', responseId: 'r0' }, audioEvent('i0', 10))
  lines[0]?.deliver(handoffEvent('c1', 'list the files'))
  lines[0]?.deliver({ type: 'response_done', responseId: 'r0', status: 'completed' })
  await turns()
  lines[0]?.deliver({ type: 'response_created', responseId: 'r1' }, audioEvent('i1', 100))
  await turns()
  clock.advance(20_000)
  lines[0]?.end({ code: 1006, initiator: 'error' })
  await turns()
  assert.match(sent(lines[1]), /\[BACKEND\] Three files\./)
  lines[1]?.deliver({ type: 'response_created', responseId: 'r2' }, audioEvent('i2', 200))
  lines[1]?.deliver({ type: 'output_transcript_done', text: 'There are three.', itemId: 'i2' })
  lines[1]?.deliver({ type: 'response_done', responseId: 'r2', status: 'completed' })
  await turns()
  conversation.reportPlayed('i2', 200)
  await conversation.close()
  assert.deepEqual(phases(seen, 'delivery'), ['pending', 'sent', 'pending', 'sent', 'spoken', 'heard'])
})

test('reconnect: the microphone is kept while there is no line, and is sent behind the seed and before live audio', async () => {
  let answer: (line: FakeConnection) => void = () => {}
  const line = createFakeConnection()
  const { conversation } = open({ connect: () => new Promise((resolve) => (answer = resolve)) })
  conversation.sendText('hello')
  for (let count = 0; count < 5; count++) conversation.sendAudio(frame(20))
  await turns()
  assert.equal(conversation.stats.keptAudioMs, 100)
  answer(line)
  await turns()
  assert.equal(line.audio.length, 5)
  assert.equal(conversation.stats.keptAudioMs, 0)
  conversation.sendAudio(frame(10))
  assert.deepEqual(
    line.audio.map(({ data }) => data.length),
    [960, 960, 960, 960, 960, 480],
  )
  assert.deepEqual(line.calls[0], { method: 'sendText', text: 'hello', role: 'user' })
  await conversation.close()
})

test('reconnect: failures are waited out with backoff, and a refused key is not tried again', async () => {
  let attempts = 0
  const { clock, conversation, seen } = open({
    connect: () => {
      attempts += 1
      const isRefused = attempts > 3
      return Promise.reject(new ParleyError('refused', 'no', isRefused ? { status: 401 } : { status: 503 }))
    },
  })
  for (const [ms, expected] of [
    [0, 1],
    [299, 1],
    [1, 2],
    [1199, 2],
    [1, 3],
    [2700, 4],
    [60_000, 4],
  ] as const) {
    clock.advance(ms)
    await turns()
    assert.equal(attempts, expected)
  }
  assert.deepEqual(await conversation.ended, { reason: 'no' })
  assert.ok(seen.some((event) => event.type === 'connection' && event.phase === 'given-up'))
  assert.equal(clock.timerCount, 0)
})

test('reconnect: closing while a line is being opened aborts that, and closes it should it open all the same', async () => {
  const line = createFakeConnection()
  let request: ConnectRequest | undefined
  let answer: (line: FakeConnection) => void = () => {}
  const { conversation } = open({
    connect: (asked) => {
      request = asked
      return new Promise((resolve) => (answer = resolve))
    },
  })
  const closing = conversation.close()
  await turns()
  assert.equal(request?.signal.aborted, true)
  answer(line)
  await closing
  assert.equal((await line.closed).initiator, 'local')
})

test('rollover: with a limit of seconds the successor is taken between two turns, and the old line is closed', async () => {
  const { lines, requests, clock, conversation, seen } = open()
  await turns()
  for (const index of [0, 1, 2]) {
    const line = lines[index]
    line?.deliver({ type: 'session_created', session: { expires_at: clock.now() / 1000 + 6 } })
    line?.deliver({ type: 'input_transcript_done', text: `words ${index}`, itemId: `u${index}` })
    line?.deliver({ type: 'response_created', responseId: `r${index}` })
    line?.deliver({ type: 'output_transcript_done', text: `answer ${index}`, itemId: `a${index}` })
    line?.deliver({ type: 'response_done', responseId: `r${index}`, status: 'completed' })
    await turns()
    clock.advance(4000)
    await turns()
    assert.equal(lines.length, index + 2)
    assert.equal(line === undefined ? '' : (await line.closed).initiator, 'local')
  }
  assert.deepEqual(
    requests.map(({ purpose }) => purpose),
    ['first', 'rollover', 'rollover', 'rollover'],
  )
  assert.equal(conversation.transcript.length, 6)
  assert.equal(lines[3]?.calls.length, 6)
  await conversation.close()
  assert.ok(!seen.some(({ type }) => type === 'error'))
})
