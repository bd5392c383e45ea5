import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clientEventTypes } from '@parley/wire/realtime'
import { createDelegatingResponder } from './responder/delegating-responder.js'
import { stepQuicksilver } from './quicksilver/quicksilver-machine.js'
import { createQuicksilverState } from './quicksilver/quicksilver-state.js'
import type { SessionInput } from './session/session-input.js'
import { stepSession } from './session/session-machine.js'
import { createSessionState } from './session/session-state.js'
import { field, textField, typed } from './testing/frames.js'
import { speechWith } from './testing/held-engines.js'
import { utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 30_000 }

test('embedded server: what is no event is refused by its own words, and the session goes on', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    const refused = async (data: string | Buffer): Promise<readonly unknown[]> => {
      client.sendRaw(data)
      const { error } = await client.next('error')
      assert.equal(field(error, 'type'), 'invalid_request_error')
      return [field(error, 'code'), field(error, 'param')]
    }
    assert.deepEqual(await refused('{'), ['invalid_event', null])
    assert.deepEqual(await refused('[]'), ['invalid_event', null])
    assert.deepEqual(await refused('{"a":1}'), ['invalid_event', 'type'])
    assert.deepEqual(await refused(Buffer.from([1, 2, 3])), ['invalid_event', null])
    assert.deepEqual(await refused('{"type":"no.such"}'), ['invalid_value', 'type'])
    assert.deepEqual(await refused('{"type":"__proto__"}'), ['invalid_value', 'type'])
    assert.deepEqual(await refused('{"type":"conversation.item.delete"}'), ['missing_required_parameter', 'item_id'])
    assert.deepEqual(await refused('{"type":"conversation.item.delete","item_id":7}'), ['invalid_value', 'item_id'])
    client.sendRaw('{"type":"no.such","event_id":"mine"}')
    const { error } = await client.next('error')
    assert.equal(field(error, 'event_id'), 'mine')
    assert.match(textField(error, 'message'), /Supported values are: 'session\.update', /)
    client.sendRaw('{"event_id":"typeless"}')
    assert.equal(field((await client.next('error'))['error'], 'event_id'), 'typeless')
    client.send(typed('still here', 'one'))
    await client.next('conversation.item.added')
    await client.close()
  }),
)

test(
  'embedded server: a client that cuts its connection in the middle of everything leaves the others alone',
  time,
  () =>
    withServer({ fakes: { script: () => 'hello' } }, async ({ server, connect }) => {
      const steady = await connect()
      for (let count = 0; count < 5; count++) {
        const rude = await connect()
        rude.sendAudio(utterance24k())
        rude.send({ type: 'response.create' })
        await rude.next('response.created')
        rude.terminate()
        await rude.closed
      }
      steady.sendAudio(utterance24k())
      await steady.next('response.done')
      await steady.close()
      await server.close()
      assert.equal(server.sessions, 0)
    }),
)

const identity = {
  tag: 'tag',
  type: 'realtime',
  model: 'm',
  isCodex: false,
  expiresAt: 1,
  maxSessionMs: 1000,
} as const

/** Inputs with the shapes of real ones and any contents. */
const anyInput: fc.Arbitrary<SessionInput> = fc.oneof(
  fc
    .record({
      type: fc.constantFrom(...clientEventTypes, 'conversation.handoff.append', 'x'),
      fields: fc.dictionary(
        fc.constantFrom('item', 'session', 'item_id', 'audio', 'response', 'content_index', 'audio_end_ms', 'event_id'),
        fc.jsonValue({ maxDepth: 3 }),
      ),
    })
    .map(({ type, fields }) => ({ type: 'frame', frame: { ...fields, type } }) as const),
  fc
    .record({ startSample: fc.nat(100_000), isSpeech: fc.boolean() })
    .map((frame) => ({ type: 'voice-frame', sampleCount: 320, ...frame }) as const),
  fc.nat(100_000).map((sampleCount) => ({ type: 'audio-appended', sampleCount }) as const),
  fc
    .record({ id: fc.nat(30), text: fc.string() })
    .map(({ id, text }) => ({ type: 'recognized', itemId: `item_tag${id}`, text, audioMs: 1 }) as const),
  fc.constantFrom(
    { type: 'frame', frame: { type: 'response.create' } } as const,
    { type: 'frame', frame: { type: 'response.cancel' } } as const,
    { type: 'frame', frame: { type: 'input_audio_buffer.commit' } } as const,
    { type: 'frame', frame: { type: 'input_audio_buffer.clear' } } as const,
    { type: 'timer', name: 'idle' } as const,
  ),
)

test('embedded server: no input makes a session of either dialect throw, and one input has one outcome', time, () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
      let state = createSessionState(identity)
      let twin = createSessionState(identity)
      let quicksilver = createQuicksilverState(identity)
      for (const input of inputs) {
        const step = stepSession(state, input)
        assert.deepEqual(stepSession(twin, input).effects, step.effects)
        state = step.state
        twin = step.state
        quicksilver = stepQuicksilver(quicksilver, input).state
        const active = state.responses.filter(({ response }) => response.inConversation)
        assert.ok(active.length <= 1)
      }
    }),
    { numRuns: 300 },
  )
})

test('embedded server: a fault in one session closes that one with 1011 and reports it', time, async () => {
  const faults: unknown[] = []
  let broken = true
  const speech = {
    voiceActivity: {
      name: 'broken once',
      open: () => {
        if (!broken) return { push: () => {}, close: async () => {} }
        broken = false
        throw new Error('planted')
      },
      close: async () => {},
    },
  }
  await withServer(
    {
      speech: speechWith(speech),
      responder: createDelegatingResponder,
      log: (entry) => {
        if (entry.event === 'fault') faults.push(entry.cause)
      },
    },
    async ({ connect }) => {
      const first = await connect()
      assert.equal((await first.closed).code, 1011)
      const second = await connect()
      second.send({ type: 'response.create' })
      await second.next('response.done')
      await second.close()
    },
  )
  assert.equal(faults.length, 1)
})
