import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import { createSessionOpener, quicksilver, sentFrames } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

const isClosedError = (error: unknown): boolean => error instanceof ParleyError && error.code === 'closed'

describe('sending', () => {
  test('client: the first frame of a connection is the session.update', async () => {
    const { peer } = await openMemorySession({ config: { instructions: 'Be brief.' } })
    const [first] = sentFrames(peer)
    assert.equal(first?.['type'], 'session.update')
    assert.match(peer.received[0] ?? '', /"instructions":"Be brief\."/)
  })

  test('client: sendAudio sends base64 as it is and bytes as base64, one frame each', async () => {
    const { connection, sent } = await openMemorySession()
    connection.sendAudio({ data: 'AQID', sampleRate: 24_000, numChannels: 1 })
    connection.sendAudio({ data: new Uint8Array([1, 2, 3]), sampleRate: 24_000, numChannels: 1, samplesPerChannel: 1 })
    const append = { type: 'input_audio_buffer.append', audio: 'AQID' }
    assert.deepEqual(sent(), [append, append])
    assert.equal(connection.stats.misfitAudio, 0)
  })

  test('client: sendAudio sends the part of a buffer that a view shows, and no more', async () => {
    const { connection, sent } = await openMemorySession()
    connection.sendAudio({ data: new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4), sampleRate: 24_000, numChannels: 1 })
    assert.equal(sent()[0]?.['audio'], 'AQID')
  })

  test('client: sendAudio never waits, also when nobody reads', async () => {
    const { connection, tell, sent } = await openMemorySession()
    for (let index = 0; index < 1_000; index++) {
      tell({ type: 'response.output_audio.delta', delta: 'AAAA' })
      connection.sendAudio({ data: 'AAAA', sampleRate: 24_000, numChannels: 1 })
    }
    assert.equal(sent().length, 1_000)
  })

  test('client: sendAudio passes audio of another rate on unchanged and counts it', async () => {
    const { connection, sent } = await openMemorySession()
    connection.sendAudio({ data: 'AQID', sampleRate: 48_000, numChannels: 1 })
    connection.sendAudio({ data: 'AQID', sampleRate: 24_000, numChannels: 2 })
    assert.equal(sent().length, 2)
    assert.equal(connection.stats.misfitAudio, 2)
  })

  test('client: sendText sends a message item whose part fits its role, and asks for no response', async () => {
    const { connection, sent } = await openMemorySession()
    connection.sendText('one')
    connection.sendText('two', { role: 'system' })
    connection.sendText('three', { role: 'assistant' })
    const item = (role: string, type: string, text: string): unknown => ({
      type: 'conversation.item.create',
      item: { type: 'message', role, content: [{ type, text }] },
    })
    assert.deepEqual(sent(), [
      item('user', 'input_text', 'one'),
      item('system', 'input_text', 'two'),
      item('assistant', 'output_text', 'three'),
    ])
  })

  test('realtime: appendHandoff is a [BACKEND] message, finishHandoff the output of the call', async () => {
    const { connection, sent } = await openMemorySession()
    connection.appendHandoff('call_1', 'I will look.')
    connection.finishHandoff('call_1', 'One file.')
    const content = [{ type: 'input_text', text: '[BACKEND] I will look.' }]
    assert.deepEqual(sent(), [
      { type: 'conversation.item.create', item: { type: 'message', role: 'user', content } },
      {
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: 'call_1', output: 'One file.' },
      },
    ])
  })

  test('realtime: finishHandoff of a call that was answered before follows as a [BACKEND] message', async () => {
    const { connection, sent } = await openMemorySession()
    connection.sendFunctionOutput('call_1', 'Accepted as task 1.')
    connection.finishHandoff('call_1', 'One file.')
    connection.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_2', output: 'Accepted.' },
    })
    connection.finishHandoff('call_2', 'Two.')
    connection.finishHandoff('call_3', 'Three.')
    connection.finishHandoff('call_3', 'And more.')
    const kinds = sent().map((frame) => JSON.stringify(frame['item']))
    assert.match(kinds[1] ?? '', /\[BACKEND\] One file\./)
    assert.match(kinds[3] ?? '', /\[BACKEND\] Two\./)
    assert.match(kinds[4] ?? '', /"function_call_output".*Three\./)
    assert.match(kinds[5] ?? '', /\[BACKEND\] And more\./)
  })

  test('quicksilver: appendHandoff and finishHandoff are handoff appends, the final one with its marker', async () => {
    const { connection, sent } = await openMemorySession(quicksilver)
    connection.appendHandoff('handoff_1', 'I will look.')
    connection.finishHandoff('handoff_1', 'One file.')
    const append = { type: 'conversation.handoff.append', handoff_id: 'handoff_1' }
    assert.deepEqual(sent(), [
      { ...append, output_text: 'I will look.' },
      { ...append, output_text: '"Agent Final Message":\n\nOne file.' },
    ])
  })

  test('realtime: createResponse, cancelResponse and truncate are their wire events', async () => {
    const { connection, sent } = await openMemorySession()
    connection.createResponse()
    connection.createResponse({ outputModalities: ['text'], metadata: { topic: 'x' }, eventId: 'e1' })
    connection.cancelResponse()
    connection.cancelResponse('resp_1')
    connection.truncate({ itemId: 'item_1', contentIndex: 0, audioEndMs: 1_200 })
    assert.deepEqual(sent(), [
      { type: 'response.create' },
      { type: 'response.create', event_id: 'e1', response: { output_modalities: ['text'], metadata: { topic: 'x' } } },
      { type: 'response.cancel' },
      { type: 'response.cancel', response_id: 'resp_1' },
      { type: 'conversation.item.truncate', item_id: 'item_1', content_index: 0, audio_end_ms: 1_200 },
    ])
  })

  test('quicksilver: what the dialect does not have is not sent', async () => {
    const { connection, sent } = await openMemorySession(quicksilver)
    connection.createResponse()
    connection.cancelResponse()
    connection.truncate({ itemId: 'item_1', contentIndex: 0, audioEndMs: 1_200 })
    connection.sendFunctionOutput('call_1', 'x')
    assert.deepEqual(sent(), [])
  })

  test('client: updateSession sends the partial merged over all that was configured before', async () => {
    const { connection, sent } = await openMemorySession({ config: { instructions: 'one', voice: 'cedar' } })
    connection.updateSession({ instructions: 'two' })
    connection.updateSession({ outputModality: 'text' })
    const text = JSON.stringify(sent()[1])
    for (const part of ['"instructions":"two"', '"voice":"cedar"', '"output_modalities":["text"]']) {
      assert.ok(text.includes(part), part)
    }
  })

  test('client: updateSession checks the voice before it sends, and a refused one is forgotten', async () => {
    const { connection, sent } = await openMemorySession()
    assert.throws(() => {
      connection.updateSession({ voice: 'nobody' })
    }, /nobody/)
    connection.updateSession({ instructions: 'x' })
    assert.equal(sent().length, 1)
    assert.match(JSON.stringify(sent()[0]), /"voice":"marin"/)
  })

  test('client: send sends any event as it is, and refuses what is no JSON', async () => {
    const { connection, sent } = await openMemorySession()
    connection.send({ type: 'provider.special', value: null })
    assert.deepEqual(sent(), [{ type: 'provider.special', value: null }])
    assert.throws(
      () => {
        connection.send({ type: 'provider.special', value: 1n })
      },
      (error) => error instanceof ParleyError && error.code === 'config',
    )
  })

  test('client: everything that sends throws a closed error after the end', async () => {
    const { connection, peer } = await openMemorySession(quicksilver)
    peer.close(1000)
    const calls: readonly (() => void)[] = [
      () => connection.sendAudio({ data: '', sampleRate: 24_000, numChannels: 1 }),
      () => connection.sendText('x'),
      () => connection.appendHandoff('h', 'x'),
      () => connection.finishHandoff('h', 'x'),
      () => connection.createResponse(),
      () => connection.cancelResponse(),
      () => connection.truncate({ itemId: 'i', contentIndex: 0, audioEndMs: 0 }),
      () => connection.updateSession({}),
      () => connection.send({ type: 'x' }),
    ]
    for (const call of calls) assert.throws(call, isClosedError)
  })

  test('client: no error message repeats the audio that it is about', async () => {
    const { connection, peer } = await openMemorySession()
    const audio = 'U09VTkQ='
    const messages: string[] = []
    const attempt = (call: () => void): void => {
      try {
        call()
      } catch (error) {
        assert.ok(error instanceof ParleyError)
        messages.push(`${error.message} ${String(error.cause)}`)
      }
    }
    attempt(() => connection.send({ type: 'input_audio_buffer.append', audio, odd: 1n }))
    peer.close(1000)
    attempt(() => connection.sendAudio({ data: audio, sampleRate: 24_000, numChannels: 1 }))
    assert.equal(messages.length, 2)
    assert.ok(!messages.join().includes(audio), messages.join())
  })
})
