import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backgroundAgentTool, decodePcm16, remainSilentTool } from '@parley/wire'
import { decodeServerEvent } from '@parley/wire/realtime'
import type { ResponderContext, ResponderEvent, ResponderFactory } from './responder/responder.js'
import { field, textField, textOnly, typed, typesOf, update, withTools } from './testing/frames.js'
import { createBrokenSynthesizer, createHeldSynthesizer, latinOnly, speechWith } from './testing/held-engines.js'
import { speech24k, utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }
const ask = { type: 'response.create' } as const

const answering =
  (decide: (context: ResponderContext) => readonly ResponderEvent[]): ResponderFactory =>
  () => ({
    async *respond(context) {
      yield* decide(context)
    },
  })
const saying = (...texts: readonly string[]): ResponderFactory =>
  answering(() => texts.map((delta) => ({ type: 'text', delta })))

test('embedded server: sound goes out in deltas of at most 100 ms, and together they are all of it', time, () =>
  withServer({ responder: saying('Twenty-five characters ok.') }, async ({ connect }) => {
    const client = await connect()
    client.send(ask)
    const frames = await client.until('response.done')
    const lengths = frames
      .filter(({ type }) => type === 'response.output_audio.delta')
      .map((frame) => (decodePcm16(textField(frame, 'delta'))?.length ?? 0) / 24)
    assert.ok(lengths.every((ms) => ms > 0 && ms <= 100))
    assert.equal(
      lengths.reduce((sum, ms) => sum + ms, 0),
      260,
    )
    await client.close()
  }),
)

test('embedded server: every event of a session is one that the GA protocol knows', time, () =>
  withServer({ fakes: { script: ['list the files'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(withTools)
    client.sendAudio(utterance24k())
    await client.next('rate_limits.updated')
    client.send(textOnly)
    client.send(ask)
    await client.next('rate_limits.updated')
    for (const frame of client.received) {
      assert.equal(decodeServerEvent(frame).kind, 'event', JSON.stringify(frame))
      assert.match(textField(frame, 'event_id'), /^event_/)
    }
    const ids = client.received.map((frame) => frame['event_id'])
    assert.equal(new Set(ids).size, ids.length)
    await client.close()
  }),
)

test('embedded server: a written answer comes as text deltas and leaves the synthesizer alone', time, () =>
  withServer(
    { responder: saying('One. ', 'Two.'), speech: speechWith({ synthesizer: createBrokenSynthesizer() }) },
    async ({ connect }) => {
      const client = await connect()
      client.send(textOnly)
      await client.next('session.updated')
      client.send(ask)
      const frames = await client.until('rate_limits.updated')
      assert.deepEqual(typesOf(frames), [
        'response.created',
        'response.output_item.added',
        'conversation.item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'conversation.item.done',
        'response.done',
        'rate_limits.updated',
      ])
      assert.equal(frames[6]?.['text'], 'One. Two.')
      assert.deepEqual(field(frames[10], 'response', 'output', 0, 'content'), [
        { type: 'output_text', text: 'One. Two.' },
      ])
      await client.close()
    },
  ),
)

test(
  'embedded server: a second response.create during a response is refused with the real code and message',
  time,
  async () => {
    const synthesizer = createHeldSynthesizer()
    await withServer({ responder: saying('Hello.'), speech: speechWith({ synthesizer }) }, async ({ connect }) => {
      const client = await connect()
      client.send(ask)
      const created = await client.next('response.created')
      client.send({ ...ask, event_id: 'second' })
      const { error } = await client.next('error')
      assert.deepEqual(error, {
        type: 'invalid_request_error',
        code: 'conversation_already_has_active_response',
        message: `Conversation already has an active response in progress: ${textField(created, 'response', 'id')}. Wait until the response is finished before creating a new one.`,
        param: null,
        event_id: 'second',
      })
      synthesizer.release()
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'status'), 'completed')
      await client.close()
    })
  },
)

test(
  'embedded server: response.cancel ends the response as client_cancelled, and nothing of it comes afterwards',
  time,
  async () => {
    const synthesizer = createHeldSynthesizer()
    await withServer({ responder: saying('One two.'), speech: speechWith({ synthesizer }) }, async ({ connect }) => {
      const client = await connect()
      client.send(ask)
      synthesizer.release()
      await client.next('response.output_audio.delta')
      client.send({ type: 'response.cancel' })
      const frames = await client.until('response.done')
      const response = frames.at(-1)?.['response']
      assert.equal(field(response, 'status'), 'cancelled')
      assert.deepEqual(field(response, 'status_details'), { type: 'cancelled', reason: 'client_cancelled' })
      assert.equal(field(response, 'output', 0, 'status'), 'incomplete')
      synthesizer.release()
      client.send({ type: 'response.cancel', response_id: 'resp_x', event_id: 'late' })
      const later = await client.until('error')
      assert.deepEqual(typesOf(later), ['rate_limits.updated', 'error'])
      assert.equal(field(later[1], 'error', 'code'), 'response_cancel_not_active')
      await client.close()
    })
  },
)

test('embedded server: speech of the user cuts the answer off as turn_detected', time, async () => {
  const synthesizer = createHeldSynthesizer()
  await withServer(
    { responder: saying('One two three.'), speech: speechWith({ synthesizer }) },
    async ({ connect }) => {
      const client = await connect()
      client.send(ask)
      synthesizer.release()
      const added = await client.next('response.output_item.added')
      await client.next('response.output_audio.delta')
      client.sendAudio(speech24k(300))
      const started = await client.next('input_audio_buffer.speech_started')
      assert.notEqual(started['item_id'], field(added, 'item', 'id'))
      const done = await client.next('response.done')
      assert.deepEqual(field(done, 'response', 'status_details'), { type: 'cancelled', reason: 'turn_detected' })
      assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'One ')
      synthesizer.release()
      client.send({ type: 'input_audio_buffer.clear' })
      const later = await client.until('input_audio_buffer.cleared')
      assert.ok(!typesOf(later).some((type) => type.startsWith('response.')))
      await client.close()
    },
  )
})

test(
  'embedded server: with interrupt_response off the answer goes on, and the turn is answered after it',
  time,
  async () => {
    const synthesizer = createHeldSynthesizer()
    await withServer({ speech: speechWith({ synthesizer }) }, async ({ connect }) => {
      const client = await connect()
      client.send(update({ audio: { input: { turn_detection: { interrupt_response: false } } } }))
      client.send(ask)
      const first = await client.next('response.created')
      client.sendAudio(utterance24k())
      await client.next('conversation.item.added')
      for (let index = 0; index < 40; index++) synthesizer.release()
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'id'), field(first, 'response', 'id'))
      assert.equal(field(done, 'response', 'status'), 'completed')
      await client.next('response.created')
      await client.close()
    })
  },
)

test('embedded server: an answer that has used up max_output_tokens is incomplete', time, () =>
  withServer({ responder: saying('A rather long answer, ', 'longer than allowed.') }, async ({ connect }) => {
    const client = await connect()
    client.send({ ...ask, response: { output_modalities: ['text'], max_output_tokens: 3 } })
    const done = await client.next('response.done')
    assert.equal(field(done, 'response', 'status'), 'incomplete')
    assert.deepEqual(field(done, 'response', 'status_details'), { type: 'incomplete', reason: 'max_output_tokens' })
    assert.equal(field(done, 'response', 'output', 0, 'status'), 'incomplete')
    await client.close()
  }),
)

test('embedded server: a response out of band runs beside the conversation and leaves it as it is', time, async () => {
  const synthesizer = createHeldSynthesizer()
  const responder = answering(({ items }) => [
    { type: 'text', delta: items.map((item) => 'text' in item && item.text).join('+') },
  ])
  await withServer({ responder, speech: speechWith({ synthesizer }) }, async ({ connect }) => {
    const client = await connect()
    client.send(typed('one', 'item_one'))
    client.send(ask)
    await client.next('response.created')
    client.send({
      ...ask,
      response: {
        conversation: 'none',
        output_modalities: ['text'],
        metadata: { topic: 'side' },
        input: [{ type: 'item_reference', id: 'item_one' }, typed('two')['item']],
      },
    })
    const frames = await client.until('response.done')
    const response = frames.at(-1)?.['response']
    assert.deepEqual(field(response, 'metadata'), { topic: 'side' })
    assert.equal(field(response, 'conversation_id'), null)
    assert.equal(field(response, 'output', 0, 'content', 0, 'text'), 'one+two')
    assert.ok(!typesOf(frames).includes('conversation.item.added'))
    synthesizer.release()
    const done = await client.next('response.done')
    assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'one')
    await client.close()
  })
})

test(
  "embedded server: instructions, tools and tool_choice of one response take the place of the session's",
  time,
  async () => {
    const seen: ResponderContext[] = []
    const responder = answering((context) => {
      seen.push(context)
      return []
    })
    await withServer({ responder }, async ({ connect }) => {
      const client = await connect()
      client.send(update({ instructions: 'Session.', tools: [backgroundAgentTool] }))
      client.send(ask)
      await client.next('response.done')
      const tools = [{ type: 'function', name: 'look', description: 'Looks.' }]
      client.send({
        ...ask,
        response: { instructions: 'Mine.', tools, tool_choice: { type: 'function', name: 'look' } },
      })
      const done = await client.next('response.done')
      assert.deepEqual(field(done, 'response', 'output'), [])
      await client.close()
    })
    assert.equal(seen[0]?.instructions, 'Session.')
    assert.equal(seen[0]?.tools[0]?.name, 'background_agent')
    assert.equal(seen[1]?.instructions, 'Mine.')
    assert.deepEqual(seen[1]?.tools, [{ name: 'look', description: 'Looks.', parameters: undefined }])
    assert.deepEqual(seen[1]?.toolChoice, { kind: 'function', name: 'look' })
  },
)

test('embedded server: usage counts text and sound by the documented rates and adds up', time, () =>
  withServer({ responder: saying('Hello there.') }, async ({ connect }) => {
    const client = await connect()
    client.send(typed('Twelve chars'))
    client.send(ask)
    const done = await client.next('response.done')
    assert.deepEqual(field(done, 'response', 'usage'), {
      total_tokens: 9,
      input_tokens: 3,
      output_tokens: 6,
      input_token_details: {
        text_tokens: 3,
        audio_tokens: 0,
        image_tokens: 0,
        cached_tokens: 0,
        cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
      },
      output_token_details: { text_tokens: 3, audio_tokens: 3 },
    })
    await client.close()
  }),
)

test('embedded server: a synthesizer that breaks fails its response, and the session goes on', time, () =>
  withServer(
    { responder: saying('Hello.'), speech: speechWith({ synthesizer: createBrokenSynthesizer() }) },
    async ({ connect }) => {
      const client = await connect()
      client.send(ask)
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'status'), 'failed')
      assert.deepEqual(field(done, 'response', 'status_details'), {
        type: 'failed',
        error: { type: 'server_error', code: 'internal', message: 'The voice is broken.' },
      })
      client.send({ ...ask, response: { output_modalities: ['text'] } })
      const next = await client.next('response.done')
      assert.equal(field(next, 'response', 'status'), 'completed')
      await client.close()
    },
  ),
)

test(
  'embedded server: a turn that was cut off before any answer is answered together with the next one',
  time,
  async () => {
    const released: (() => void)[] = []
    const responder: ResponderFactory = () => ({
      async *respond({ news }) {
        if (released.length === 0) await new Promise<void>((resolve) => released.push(resolve))
        yield { type: 'text', delta: news.map((item) => ('text' in item ? item.text : '')).join(' and ') }
      },
    })
    await withServer({ responder, fakes: { script: ['first', 'second'] } }, async ({ connect }) => {
      const client = await connect()
      client.sendAudio(utterance24k())
      await client.next('response.created')
      client.sendAudio(utterance24k())
      const cut = await client.next('response.done')
      assert.equal(field(cut, 'response', 'status'), 'cancelled')
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'first and second')
      await client.close()
    })
  },
)

test('embedded server: remain_silent is called where the user asks for quiet', time, () =>
  withServer({ fakes: { script: ['please be quiet'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(update({ tools: [backgroundAgentTool, remainSilentTool] }))
    client.sendAudio(utterance24k())
    const done = await client.next('response.done')
    assert.equal(field(done, 'response', 'output', 0, 'name'), 'remain_silent')
    assert.equal(field(done, 'response', 'output', 0, 'arguments'), '{}')
    await client.close()
  }),
)

test('embedded server: words that the voice has no sounds for are announced, not passed over in silence', time, () =>
  withServer(
    { responder: saying('你好。 ', '世界。'), speech: speechWith({ synthesizer: latinOnly() }) },
    async ({ connect }) => {
      const client = await connect()
      client.send(ask)
      const frames = await client.until('response.done')
      const said = frames.find(({ type }) => type === 'response.output_audio_transcript.done')
      assert.match(textField(said ?? {}, 'transcript'), /cannot say/)
      assert.ok(frames.some(({ type }) => type === 'response.output_audio.delta'))
      await client.close()
    },
  ),
)
