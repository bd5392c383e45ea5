import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { WireFrame } from '@parley/wire'
import { field, textField, textOnly, typed, typesOf, update, withTools } from './testing/frames.js'
import type { TestClient } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }
const ask = { type: 'response.create' } as const

async function refusal(client: TestClient, frame: WireFrame): Promise<readonly [code: unknown, message: string]> {
  client.send({ ...frame, event_id: 'mine' })
  const { error } = await client.next('error')
  assert.equal(field(error, 'event_id'), 'mine')
  return [field(error, 'code'), textField(error, 'message')]
}

test('embedded server: items take the place that previous_item_id names, and root is the first', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(typed('b', 'b'))
    client.send({ ...typed('d', 'd'), previous_item_id: 'b' })
    client.send({ ...typed('c', 'c'), previous_item_id: 'b' })
    client.send({ ...typed('a', 'a'), previous_item_id: 'root' })
    client.send(typed('e', 'e'))
    const previous: unknown[] = []
    for (let count = 0; count < 5; count++)
      previous.push((await client.next('conversation.item.added'))['previous_item_id'])
    assert.deepEqual(previous, [null, 'b', 'b', null, 'd'])
    assert.equal((await client.next('conversation.item.done'))['previous_item_id'], 'd')
    await client.close()
  }),
)

test('embedded server: items are acknowledged at once, retrieved and deleted', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(typed('hello', 'one'))
    client.send({ type: 'conversation.item.retrieve', item_id: 'one' })
    client.send({ type: 'conversation.item.delete', item_id: 'one' })
    const frames = await client.until('conversation.item.deleted')
    assert.deepEqual(typesOf(frames), [
      'session.created',
      'conversation.item.added',
      'conversation.item.done',
      'conversation.item.retrieved',
      'conversation.item.deleted',
    ])
    assert.deepEqual(frames[3]?.['item'], {
      id: 'one',
      object: 'realtime.item',
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_text', text: 'hello' }],
    })
    await client.close()
  }),
)

test('embedded server: what cannot be done with an item is refused in the words of the real server', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(typed('hello', 'one'))
    assert.deepEqual(await refusal(client, typed('again', 'one')), [
      'item_create_duplicate_item_id',
      "Error adding item: an item with id 'one' already exists in the conversation.",
    ])
    assert.deepEqual(await refusal(client, { ...typed('x'), previous_item_id: 'no' }), [
      'item_create_invalid_previous_item_id',
      "Error adding item: the previous item with id 'no' does not exist.",
    ])
    assert.deepEqual(await refusal(client, { type: 'conversation.item.retrieve', item_id: 'no' }), [
      'item_retrieve_invalid_item_id',
      "Error retrieving item: the item with id 'no' does not exist.",
    ])
    assert.deepEqual(await refusal(client, { type: 'conversation.item.delete', item_id: 'no' }), [
      'item_delete_invalid_item_id',
      "Error deleting item: the item with id 'no' does not exist.",
    ])
    const output = { type: 'function_call_output', call_id: 'no', output: 'x' }
    assert.deepEqual(await refusal(client, { type: 'conversation.item.create', item: output }), [
      'invalid_tool_call_id',
      "Tool call ID 'no' not found in conversation.",
    ])
    const wrongPart = { type: 'message', role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }
    const [code] = await refusal(client, { type: 'conversation.item.create', item: wrongPart })
    assert.equal(code, 'invalid_value')
    await client.close()
  }),
)

test(
  'embedded server: truncation shortens the sound and removes the transcript, within the real length only',
  time,
  () =>
    withServer({}, async ({ connect }) => {
      const client = await connect()
      client.send(typed('hello', 'one'))
      client.send(ask)
      const done = await client.next('response.done')
      const itemId = textField(done, 'response', 'output', 0, 'id')
      const truncate = (item_id: string, audio_end_ms: number): WireFrame => ({
        type: 'conversation.item.truncate',
        item_id,
        content_index: 0,
        audio_end_ms,
      })
      const [, tooLong] = await refusal(client, truncate(itemId, 999_999))
      assert.match(tooLong, /^Audio content of \d+ms is already shorter than 999999ms$/)
      const [code] = await refusal(client, truncate('no', 0))
      assert.equal(code, 'item_truncate_invalid_item_id')
      const [, notSound] = await refusal(client, truncate('one', 0))
      assert.equal(notSound, 'Only model output audio messages can be truncated.')
      client.send(truncate(itemId, 120))
      const truncated = await client.next('conversation.item.truncated')
      assert.equal(truncated['audio_end_ms'], 120)
      client.send({ type: 'conversation.item.retrieve', item_id: itemId })
      const { item } = await client.next('conversation.item.retrieved')
      assert.deepEqual(field(item, 'content'), [{ type: 'output_audio' }])
      const [, alreadyShorter] = await refusal(client, truncate(itemId, 121))
      assert.equal(alreadyShorter, 'Audio content of 120ms is already shorter than 121ms')
      await client.close()
    }),
)

test('embedded server: a typed line waits for response.create, one marked [USER] does not', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(withTools)
    client.send(typed('plain words'))
    client.send({ type: 'input_audio_buffer.clear' })
    assert.ok(!typesOf(await client.until('input_audio_buffer.cleared')).includes('response.created'))
    client.send(ask)
    let call = await client.next('response.function_call_arguments.done')
    assert.equal(call['arguments'], '{"prompt":"plain words"}')
    await client.next('response.done')
    client.send(typed('[USER] marked words'))
    call = await client.next('response.function_call_arguments.done')
    assert.equal(call['arguments'], '{"prompt":"marked words"}')
    await client.close()
  }),
)

test('embedded server: [BACKEND] messages are spoken together when a response is asked for, and only then', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(withTools)
    client.send(textOnly)
    client.send(typed('[BACKEND] I will look.'))
    client.send(typed('[BACKEND] There is one file.'))
    client.send({ type: 'input_audio_buffer.clear' })
    assert.ok(!typesOf(await client.until('input_audio_buffer.cleared')).includes('response.created'))
    client.send(ask)
    const { text } = await client.next('response.output_text.done')
    assert.equal(text, 'I will look. There is one file.')
    await client.close()
  }),
)

test('embedded server: without a tool for requests it says plainly that it has nobody to ask', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(update({ output_modalities: ['text'] }))
    client.send(typed('list the files'))
    client.send(ask)
    const { text } = await client.next('response.output_text.done')
    assert.match(String(text), /nobody to ask/)
    await client.close()
  }),
)

const given = (item: Readonly<Record<string, unknown>>): WireFrame => ({ type: 'conversation.item.create', item })
const givenReply = (text: string): WireFrame =>
  given({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] })
const givenCall = (call_id: string, output: string): readonly WireFrame[] => [
  given({ type: 'function_call', call_id, name: 'background_agent', arguments: '{"prompt":"count"}' }),
  given({ type: 'function_call_output', call_id, output }),
]
const lookedAfter: readonly WireFrame[] = [typed('Count the files.'), ...givenCall('old', 'Accepted as task 1.')]
const result = typed('[BACKEND] There are nine.')

/** What a session that was given these items says first when it is asked to. */
async function firstAnswer(client: TestClient, frames: readonly WireFrame[]): Promise<unknown> {
  for (const frame of [withTools, textOnly, ...frames, ask]) client.send(frame)
  const done = await client.next('response.done')
  return field(done, 'response', 'output', 0, 'content', 0, 'text')
}

describe('embedded server: a conversation that is given back is not answered again', () => {
  const cases: readonly (readonly [title: string, frames: readonly WireFrame[]])[] = [
    ['words with an answer', [typed('Hello.'), givenReply('Hi.'), result]],
    ['a call with its output', [...lookedAfter, result]],
    ['a call with its output and what was said of it', [...lookedAfter, givenReply('I am on it.'), result]],
    [
      'an answer that is put before what is new',
      [typed('Hello.', 'a'), result, { ...givenReply('Hi.'), previous_item_id: 'a' }],
    ],
  ]
  for (const [title, frames] of cases) {
    test(`embedded server: only what is new is said after ${title}`, time, () =>
      withServer({}, async ({ connect }) => {
        const client = await connect()
        assert.equal(await firstAnswer(client, frames), 'There are nine.')
        await client.close()
      }),
    )
  }

  test('embedded server: words behind all that was given back are a request', time, () =>
    withServer({}, async ({ connect }) => {
      const client = await connect()
      for (const frame of [withTools, ...lookedAfter, givenReply('I am on it.'), typed('And the folders.'), ask])
        client.send(frame)
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'output', 0, 'arguments'), '{"prompt":"And the folders."}')
      assert.equal(field(done, 'response', 'output', 1), undefined)
      await client.close()
    }),
  )
})
