import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AudioSink } from '../audio-sink.js'
import type { Conversation, ConversationOptions } from '../conversation.js'
import { createConversation } from '../conversation-driver.js'
import type { ConversationEvent } from '../conversation-event.js'
import { findReplayDifferences } from '../conversation-log.js'
import type { RecordedStep } from '../conversation-log.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import { audioEvent, handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'

/** A loudspeaker that has played so many samples of each item as a test says. */
function createSpeaker(playedSamples: number) {
  const deeds: string[] = []
  let itemId = ''
  const sink: AudioSink = {
    play: (chunk) => {
      itemId = chunk.itemId
      deeds.push(`play ${chunk.itemId}`)
    },
    stop: () => void deeds.push('stop'),
    resume: (item, fromMs) => void deeds.push(`resume ${item} ${fromMs}`),
    position: () => ({ itemId, playedSamples, sampleRate: 24_000 }),
  }
  return { sink, deeds }
}

function open(options: Partial<ConversationOptions> = {}) {
  const connection = createFakeConnection()
  const clock = createFakeClock()
  const agent = createScriptedAgent([{ type: 'hang' }], { canAnswer: true })
  const conversation = createConversation({ connection, clock, agent, ...options })
  return { connection, clock, agent, conversation }
}

async function until(conversation: Conversation, fits: (event: ConversationEvent) => boolean): Promise<void> {
  const events = conversation.events[Symbol.asyncIterator]()
  for (;;) {
    const next = await events.next()
    assert.ok(next.done !== true)
    if (fits(next.value)) return
  }
}

test('barge-in: the player is asked for its samples before the item is cut', async () => {
  const { sink, deeds } = createSpeaker(12_000)
  const recording: RecordedStep[] = []
  const { connection, conversation } = open({ sink, record: (step) => recording.push(step) })
  connection.deliver({ type: 'response_created', responseId: 'r1' }, audioEvent('a1', 2000))
  connection.deliver({ type: 'response_done', responseId: 'r1', status: 'completed' })
  connection.deliver({ type: 'input_audio_speech_started', itemId: 'u1' })
  await until(conversation, ({ type }) => type === 'heard-until')
  assert.deepEqual(connection.calls, [
    { method: 'truncate', point: { itemId: 'a1', contentIndex: 0, audioEndMs: 500 } },
  ])
  assert.deepEqual(deeds, ['play a1', 'stop'])
  connection.deliver({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  connection.deliver({ type: 'input_transcript_done', text: 'mhm', itemId: 'u1' })
  await until(conversation, ({ type }) => type === 'playback-resumed')
  assert.equal(deeds.at(-1), 'resume a1 500')
  await conversation.close()
  assert.deepEqual(findReplayDifferences(conversation.settings, recording), [])
})

test('barge-in: who plays the audio events is told to stop', async () => {
  const { connection, conversation } = open()
  connection.deliver({ type: 'response_created', responseId: 'r1' }, audioEvent('a1', 2000))
  connection.deliver({ type: 'input_audio_speech_started', itemId: 'u1' })
  await until(conversation, ({ type }) => type === 'playback-stopped')
  await conversation.close()
})

test('stops: stopping all cancels the runs, and the conversation goes on', async () => {
  const { connection, conversation, agent } = open()
  connection.deliver(handoffEvent('c1', 'wait'))
  await until(conversation, (event) => event.type === 'task' && event.phase === 'running')
  conversation.stopAll()
  await until(conversation, (event) => event.type === 'task' && event.phase === 'cancelled')
  assert.equal(agent.runs[0]?.isEnded, true)
  await conversation.close()
})

test('approvals: an answer from the screen reaches the run, once', async () => {
  const { connection, conversation, agent } = open()
  connection.deliver(handoffEvent('c1', 'clean up'))
  await until(conversation, (event) => event.type === 'task' && event.phase === 'running')
  agent.runs[0]?.say({ type: 'permission-requested', permissionId: 'p1', toolKind: 'delete', title: 'Delete all logs' })
  await until(conversation, ({ type }) => type === 'permission')
  assert.deepEqual(
    conversation.approvals.map(({ title, phase, way }) => [title, phase, way]),
    [['Delete all logs', 'asked', 'screen']],
  )
  conversation.answerPermission('task_c1', 'p1', 'granted')
  conversation.answerPermission('task_c1', 'p1', 'denied')
  await until(conversation, ({ type }) => type === 'permission-answered')
  assert.deepEqual(agent.runs[0]?.answers, [{ permissionId: 'p1', decision: 'granted' }])
  await conversation.close()
})
