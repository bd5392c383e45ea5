import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createConversation } from '../conversation-driver.js'
import type { AudioFrame } from '../realtime-connection.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'
import { createKeptAudio } from './kept-audio.js'

const frame = (ms: number, sampleRate = 24_000): AudioFrame => ({
  ...{ data: new Uint8Array((sampleRate * 2 * ms) / 1000), sampleRate, numChannels: 1 },
})

test('backpressure: kept audio of the microphone drops its oldest and counts what it dropped', () => {
  const kept = createKeptAudio(100)
  for (const ms of [10, 20, 30, 40, 50]) kept.keep(frame(ms))
  assert.deepEqual([kept.keptMs, kept.droppedMs], [90, 60])
  assert.deepEqual(
    kept.take().map(({ data }) => data.length / 48),
    [40, 50],
  )
  assert.deepEqual([kept.keptMs, kept.take().length], [0, 0])
})

test('backpressure: base64 counts by its length of sound, and frames that hold nothing are bounded as well', () => {
  const kept = createKeptAudio(1000, 3)
  kept.keep({ data: Buffer.alloc(4800).toString('base64'), sampleRate: 24_000, numChannels: 1 })
  assert.equal(kept.keptMs, 100)
  for (let count = 0; count < 5; count++) kept.keep({ data: '', sampleRate: 0, numChannels: 1 })
  assert.equal(kept.take().length, 3)
})

test('backpressure: whatever is kept, it never exceeds its length and nothing goes uncounted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 })), fc.integer({ min: 1, max: 500 }), (lengths, maxMs) => {
      const kept = createKeptAudio(maxMs)
      for (const ms of lengths) kept.keep(frame(ms))
      assert.ok(kept.keptMs <= maxMs)
      const sum = lengths.reduce((all, ms) => all + ms, 0)
      assert.equal(kept.keptMs + kept.droppedMs, sum)
    }),
  )
})

test('backpressure: how full everything is can be read at any time', async () => {
  const clock = createFakeClock()
  const conversation = createConversation({
    ...{ connection: createFakeConnection(), clock, agent: createScriptedAgent([]) },
  })
  conversation.sendText('hello')
  assert.deepEqual(conversation.stats, {
    ...{ depth: 1, droppedAudio: 0, droppedUpdates: 0, keptAudioMs: 0, droppedMicrophoneMs: 0 },
    ...{ wantedResponses: 0, pendingDeliveries: 0, savingRecords: 0, outgoingBytes: 0 },
  })
  await conversation.close()
})

test('backpressure: a given connection that has ended refuses audio loudly', async () => {
  const broken = {
    ...createFakeConnection(),
    sendAudio: () => {
      throw new Error('closed')
    },
  }
  const clock = createFakeClock()
  const conversation = createConversation({ connection: broken, clock, agent: createScriptedAgent([]) })
  assert.throws(() => {
    conversation.sendAudio(frame(20))
  }, /closed/)
  await conversation.close()
})
