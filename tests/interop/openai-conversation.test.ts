import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { backgroundAgent } from './support/background-tool.js'
import { openEmbeddedServer } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { openOpenAiSession } from './support/openai-session.js'
import type { OpenAiSession } from './support/openai-session.js'
import { loudnessOf, msOf, soundOf } from './support/sounds.js'

describe('interop: openai, items and responses', { timeout: 60_000 }, () => {
  let embedded: EmbeddedServer

  before(async () => {
    embedded = await openEmbeddedServer()
  })
  after(() => embedded.close())

  const open = (): Promise<OpenAiSession> => openOpenAiSession({ url: embedded.server.url })

  function say(session: OpenAiSession, id: string, text: string, previous?: string): void {
    session.send({
      type: 'conversation.item.create',
      ...(previous === undefined ? {} : { previous_item_id: previous }),
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    })
  }

  it('interop: openai types a turn and reads the tool output as text', async () => {
    const session = await open()
    session.send({
      type: 'session.update',
      session: { type: 'realtime', output_modalities: ['text'], tools: [backgroundAgent], tool_choice: 'auto' },
    })
    await session.next('session.updated')
    say(session, 'item_typed', 'What is the status of the build?')
    session.send({ type: 'response.create' })
    const call = await session.next('response.function_call_arguments.done')
    assert.deepEqual(JSON.parse(call.arguments), { prompt: 'What is the status of the build?' })
    await session.next('response.done')
    session.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call.call_id, output: 'The build is green.' },
    })
    session.send({ type: 'response.create' })
    const events = await session.until('response.done')
    const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
    assert.equal(deltas.join(''), 'The build is green.')
    assert.ok(!events.some((event) => event.type.startsWith('response.output_audio')), 'no sound in a text session')
    const done = events.at(-1)
    assert.ok(done?.type === 'response.done')
    const [item] = done.response.output ?? []
    assert.ok(item?.type === 'message' && item.role === 'assistant')
    assert.deepEqual([item.content[0]?.type, item.content[0]?.text], ['output_text', 'The build is green.'])
    assert.equal(done.response.usage?.output_token_details?.audio_tokens ?? 0, 0)
    assert.deepEqual(session.errors, [])
    await session.close()
  })

  it('interop: openai asks for an answer beside the conversation and gets its metadata back', async () => {
    const session = await open()
    say(session, 'item_in', 'Nobody hears this.')
    await session.next('conversation.item.done')
    session.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        metadata: { topic: 'greeting' },
        output_modalities: ['audio'],
        instructions: 'Say exactly: Good morning, everybody.',
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Greet them.' }] }],
      },
    })
    const events = await session.until('response.done')
    assert.ok(!events.some((event) => event.type.startsWith('conversation.item.')), 'the conversation stays as it was')
    const done = events.at(-1)
    assert.ok(done?.type === 'response.done')
    assert.deepEqual(done.response.metadata, { topic: 'greeting' })
    assert.equal(done.response.conversation_id ?? null, null)
    const [item] = done.response.output ?? []
    assert.ok(item?.type === 'message' && item.role === 'assistant')
    assert.equal(item.content[0]?.transcript, 'Good morning, everybody.')
    const sound = soundOf(
      events.flatMap((event) => (event.type === 'response.output_audio.delta' ? [event.delta] : [])),
    )
    assert.ok(loudnessOf(sound) > 0.02 && msOf(sound) > 800)
    await session.close()
  })

  it('interop: openai creates, orders, retrieves, truncates and deletes items', async () => {
    const session = await open()
    say(session, 'item_b', 'second')
    await session.next('conversation.item.done')
    say(session, 'item_c', 'third', 'item_b')
    assert.equal((await session.next('conversation.item.done')).previous_item_id, 'item_b')
    say(session, 'item_a', 'first', 'root')
    assert.equal((await session.next('conversation.item.done')).previous_item_id, null)

    session.send({ type: 'conversation.item.retrieve', item_id: 'item_b' })
    const { item } = await session.next('conversation.item.retrieved')
    assert.ok(item.type === 'message' && item.role === 'user')
    assert.equal(item.content[0]?.text, 'second')

    session.send({ type: 'conversation.item.delete', item_id: 'item_b' })
    assert.equal((await session.next('conversation.item.deleted')).item_id, 'item_b')
    session.send({ type: 'conversation.item.retrieve', item_id: 'item_b', event_id: 'event_gone' })
    const { error } = await session.next('error')
    assert.equal(error.event_id, 'event_gone')
    assert.equal(error.type, 'invalid_request_error')
    await session.close()
  })

  it('interop: openai truncates a spoken answer at what was heard, not beyond it', async () => {
    const session = await open()
    session.send({ type: 'response.create', response: { instructions: 'Say exactly: One, two, three, four, five.' } })
    const { item_id } = await session.next('response.output_audio.delta')
    await session.next('response.done')
    session.send({
      type: 'conversation.item.truncate',
      event_id: 'event_long',
      item_id,
      content_index: 0,
      audio_end_ms: 3_600_000,
    })
    assert.equal((await session.next('error')).error.event_id, 'event_long')
    session.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 700 })
    assert.equal((await session.next('conversation.item.truncated')).audio_end_ms, 700)
    session.send({ type: 'conversation.item.retrieve', item_id })
    const { item } = await session.next('conversation.item.retrieved')
    assert.ok(item.type === 'message' && item.role === 'assistant')
    assert.ok(!item.content[0]?.transcript?.includes('five'), 'what nobody heard is not in the transcript')
    await session.close()
  })

  it('interop: openai gets its mistakes back as error events, each with its event id, and goes on', async () => {
    const session = await open()
    const mistakes = [
      { frame: { type: 'session.upgrade', event_id: 'event_1' }, code: 'invalid_value', param: 'type' },
      { frame: { type: 'input_audio_buffer.commit', event_id: 'event_2' }, code: 'input_audio_buffer_commit_empty' },
      { frame: { type: 'response.cancel', event_id: 'event_3' }, code: 'response_cancel_not_active' },
      {
        frame: { type: 'conversation.item.delete', item_id: 'item_none', event_id: 'event_4' },
        code: 'item_delete_invalid_item_id',
      },
      {
        frame: {
          type: 'session.update',
          event_id: 'event_5',
          session: { type: 'realtime', output_modalities: ['smell'] },
        },
        code: 'invalid_value',
      },
    ]
    for (const { frame, code } of mistakes) {
      session.sendRaw(JSON.stringify(frame))
      const { error } = await session.next('error')
      assert.equal(error.event_id, frame.event_id)
      assert.equal(error.type, 'invalid_request_error')
      assert.equal(error.code, code, error.message)
    }
    session.sendRaw('this is no JSON')
    assert.equal((await session.next('error')).error.type, 'invalid_request_error')
    assert.equal(session.errors.length, mistakes.length + 1, 'the package reports each of them')
    say(session, 'item_after', 'still here')
    assert.equal((await session.next('conversation.item.done')).item.id, 'item_after')
    await session.close()
  })
})
