import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import type { Agent } from './agent.js'
import type { AudioChunk } from './audio-sink.js'
import type { Conversation, ConversationOptions } from './conversation.js'
import { createConversation } from './conversation-driver.js'
import type { ConversationEvent } from './conversation-event.js'
import { findReplayDifferences } from './conversation-log.js'
import type { RecordedStep } from './conversation-log.js'
import { createMemoryJournal } from './memory-journal.js'
import { createFakeClock } from './testing/fake-clock.js'
import { createFakeConnection } from './testing/fake-connection.js'
import type { FakeConnection } from './testing/fake-connection.js'
import { audioEvent, handoffEvent } from './testing/machine-bench.js'
import { createScriptedAgent } from './testing/scripted-agent.js'

const finishing = () =>
  createScriptedAgent([
    { type: 'update', text: 'looking', channel: 'silent' },
    { type: 'ended', outcome: 'finished', result: 'Three files.' },
  ])

function open(options: Partial<ConversationOptions> = {}) {
  const connection = createFakeConnection()
  const clock = createFakeClock()
  const conversation = createConversation({ connection, clock, agent: finishing(), ...options })
  return { connection, clock, conversation }
}

/** The model says that it begins, and calls the tool. */
function announce(connection: FakeConnection, callId: string, request: string): void {
  connection.deliver(
    { type: 'response_created', responseId: 'r1' },
    audioEvent('i1', 20),
    { type: 'output_transcript_done', text: 'I will look.', itemId: 'i1' },
    handoffEvent(callId, request),
    { type: 'response_done', responseId: 'r1', status: 'completed' },
  )
}

/** Reads until an event fits; the iteration stays open for the next reader. */
async function until(
  conversation: Conversation,
  fits: (event: ConversationEvent) => boolean,
): Promise<readonly ConversationEvent[]> {
  const seen: ConversationEvent[] = []
  const events = conversation.events[Symbol.asyncIterator]()
  for (;;) {
    const next = await events.next()
    assert.ok(next.done !== true, `ended after ${JSON.stringify(seen.map(({ type }) => type))}`)
    seen.push(next.value)
    if (fits(next.value)) return seen
  }
}

const isTask = (phase: string) => (event: ConversationEvent) => event.type === 'task' && event.phase === phase
const isDelivery = (phase: string) => (event: ConversationEvent) => event.type === 'delivery' && event.phase === phase

test('handoff: from the call over the agent to the ear, every step shown', async () => {
  const { connection, conversation } = open()
  announce(connection, 'c1', 'list the files')
  const first = await until(conversation, isDelivery('sent'))
  connection.deliver({ type: 'response_created', responseId: 'r2' }, audioEvent('i2', 200))
  connection.deliver({ type: 'output_transcript_done', text: 'There are three.', itemId: 'i2' })
  connection.deliver({ type: 'response_done', responseId: 'r2', status: 'completed' })
  const second = await until(conversation, isDelivery('spoken'))
  conversation.reportPlayed('i2', 200)
  const third = await until(conversation, isDelivery('heard'))
  const result = first.filter(({ type }) => !['audio', 'transcript', 'reply'].includes(type))
  const types = [...result, ...second, ...third].map((event) =>
    event.type === 'task' || event.type === 'delivery' ? `${event.type} ${event.phase}` : event.type,
  )
  assert.deepEqual(types, [
    ...['handoff', 'task accepted', 'task running', 'update', 'task finished', 'delivery pending', 'delivery sent'],
    ...['audio', 'transcript', 'delivery spoken', 'reply', 'delivery heard'],
  ])
  await conversation.close()
})

test('handoff: an agent that never answers holds up neither audio nor the next request', async () => {
  const played: AudioChunk[] = []
  const sink = { play: (chunk: AudioChunk) => void played.push(chunk), stop: () => {} }
  const { connection, conversation } = open({ agent: createScriptedAgent([{ type: 'hang' }]), sink, policy: 'queue' })
  connection.deliver(handoffEvent('c1', 'wait'))
  await until(conversation, isTask('running'))
  connection.deliver(audioEvent('i1', 20), handoffEvent('c2', 'list the files'))
  await until(conversation, isTask('accepted'))
  assert.equal(played.length, 1)
  conversation.sendAudio({ data: new Uint8Array(960), sampleRate: 24_000, numChannels: 1 })
  assert.equal(connection.audio.length, 1)
  await conversation.close()
})

test('handoff: an agent that floods leaves room for audio between its updates', { timeout: 20_000 }, async () => {
  let wasPlayed = false
  const sink = {
    play: () => {
      wasPlayed = true
    },
    stop: () => {},
  }
  const flooding: Agent = {
    name: 'flooding',
    describe: () => ({ name: 'flooding', canSteer: false, canAnswer: false }),
    start: () => {
      async function* events() {
        for (let count = 0; !wasPlayed; count++)
          yield { type: 'update', text: `line ${count}`, channel: 'silent' } as const
        yield { type: 'ended', outcome: 'finished', result: 'seen' } as const
      }
      return { runId: 'run_1', events: events(), cancel: async () => {} }
    },
  }
  const { connection, conversation } = open({ agent: flooding, sink })
  connection.deliver(handoffEvent('c1', 'flood'))
  await until(conversation, ({ type }) => type === 'update')
  connection.deliver(audioEvent('i1', 20))
  await until(conversation, isTask('finished'))
  await conversation.close()
})

test('handoff: agents that break their rules end as failed, and say why', async () => {
  const describe = () => ({ name: 'odd', canSteer: false, canAnswer: false })
  async function* nothing() {}
  async function* breaking() {
    yield { type: 'progress', text: 'x' } as const
    throw new Error('pipe broke')
  }
  const cancel = async (): Promise<void> => {}
  const odd: readonly (readonly [Agent['start'], RegExp])[] = [
    [() => ({ runId: 'r', events: nothing(), cancel }), /without saying how/],
    [() => ({ runId: 'r', events: breaking(), cancel }), /pipe broke/],
    [
      () => {
        throw new Error('no such thing')
      },
      /did not start: no such thing/,
    ],
  ]
  for (const [start, words] of odd) {
    const { connection, conversation } = open({ agent: { name: 'odd', describe, start } })
    connection.deliver(handoffEvent('c1', 'x'))
    const ended = (await until(conversation, isTask('failed'))).at(-1)
    assert.match(JSON.stringify(ended), words)
    await conversation.close()
  }
})

test('handoff: guidance reaches the running agent', async () => {
  const agent = createScriptedAgent([{ type: 'hang' }], { canSteer: true })
  const { connection, conversation } = open({ agent })
  connection.deliver(handoffEvent('c1', 'list the files'))
  await until(conversation, isTask('running'))
  connection.deliver(handoffEvent('c2', 'only big ones'))
  await until(conversation, (event) => event.type === 'handoff' && event.disposition === 'steer')
  assert.match(agent.runs[0]?.steeredWith[0] ?? '', /only big ones/)
  await conversation.close()
})

test('handoff: a journal that fails refuses the work', async () => {
  const journal = {
    ...createMemoryJournal(),
    append: () => Promise.reject(new ParleyError('unavailable', 'disk full')),
  }
  const { connection, conversation } = open({ journal })
  connection.deliver(handoffEvent('c1', 'list the files'))
  const events = await until(conversation, ({ type }) => type === 'handoff-refused')
  assert.match(JSON.stringify(events), /disk full/)
  await conversation.close()
})

test('task: its time limit is kept by the clock', async () => {
  const agent = createScriptedAgent([{ type: 'hang' }])
  const { connection, conversation, clock } = open({ agent, limits: { taskMs: 5000 } })
  connection.deliver(handoffEvent('c1', 'wait'))
  await until(conversation, isTask('running'))
  clock.advance(5000)
  await until(conversation, isTask('timed-out'))
  assert.equal(agent.runs[0]?.isEnded, true)
  await conversation.close()
})

test('close: work is cancelled, the connection closed, the events end, no timer stays', async () => {
  const agent = createScriptedAgent([{ type: 'hang' }])
  const { connection, conversation, clock } = open({ agent })
  connection.deliver(handoffEvent('c1', 'wait'))
  await until(conversation, isTask('running'))
  await Promise.all([conversation.close(), conversation.close()])
  const rest: ConversationEvent[] = []
  for await (const event of conversation.events) rest.push(event)
  assert.deepEqual(
    rest.map((event) => (event.type === 'task' ? `task ${event.phase}` : event.type)),
    ['task cancelled', 'closed'],
  )
  assert.equal(clock.timerCount, 0)
  assert.equal((await connection.closed).initiator, 'local')
})

test('connection: when the server hangs up, the task still ends and its result is shown as missed', async () => {
  const agent = createScriptedAgent([{ type: 'hang' }])
  const { connection, conversation } = open({ agent })
  connection.deliver(handoffEvent('c1', 'wait'))
  await until(conversation, isTask('running'))
  connection.end({ reason: 'server gone' })
  agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Three files.' })
  await until(conversation, isDelivery('missed'))
  assert.equal((await conversation.ended).reason, 'server gone')
})

test('text: typed words are sent, shown and answered', async () => {
  const { connection, conversation } = open()
  conversation.sendText('hello')
  await until(conversation, ({ type }) => type === 'transcript')
  assert.deepEqual(
    connection.calls.map(({ method }) => method),
    ['sendText', 'createResponse'],
  )
  await conversation.close()
})

test('replay: a recorded conversation gives the same effects again', async () => {
  const recording: RecordedStep[] = []
  const { connection, conversation, clock } = open({ record: (step) => recording.push(step) })
  announce(connection, 'c1', 'list the files')
  await until(conversation, isDelivery('sent'))
  clock.advance(20_000)
  conversation.stopSpeaking()
  await conversation.close()
  const stored: typeof recording = decodeJson(JSON.stringify(recording))
  assert.ok(stored.length > 8)
  assert.deepEqual(findReplayDifferences(conversation.settings, stored), [])
  assert.doesNotMatch(JSON.stringify(stored), /"pcm"|"data"/)
})

function decodeJson<T>(text: string): T {
  return JSON.parse(text) as T
}
