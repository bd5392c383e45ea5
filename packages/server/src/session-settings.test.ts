import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRecord } from '@parley/wire'
import { decodeServerEvent } from '@parley/wire/realtime'
import { field, manualMode, typed, update } from './testing/frames.js'
import { createFakeClock } from './testing/fake-clock.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }

test('embedded server: session.created comes first and shows every default of the real server', time, () =>
  withServer({ clock: createFakeClock(1_700_000_000_000) }, async ({ connect }) => {
    const client = await connect({ path: '/v1/realtime?model=gpt-realtime' })
    const created = await client.next('session.created')
    assert.equal(client.received[0], created)
    assert.equal(decodeServerEvent(created).kind, 'event')
    assert.ok(isRecord(created['session']))
    const { id, ...session } = created['session']
    assert.match(String(id), /^sess_\w+$/)
    assert.deepEqual(session, {
      type: 'realtime',
      object: 'realtime.session',
      model: 'gpt-realtime',
      expires_at: 1_700_003_600,
      output_modalities: ['audio'],
      instructions: '',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      parallel_tool_calls: true,
      tracing: null,
      truncation: 'auto',
      prompt: null,
      include: null,
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: true,
          },
        },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin', speed: 1 },
      },
    })
    await client.close()
  }),
)

test('embedded server: session.update is merged deeply and answered with the whole session', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(update({ audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 900 } } } }))
    const { session } = await client.next('session.updated')
    assert.equal(field(session, 'audio', 'input', 'turn_detection', 'silence_duration_ms'), 900)
    assert.equal(field(session, 'audio', 'input', 'turn_detection', 'prefix_padding_ms'), 300)
    assert.equal(field(session, 'audio', 'output', 'voice'), 'marin')
    await client.close()
  }),
)

test('embedded server: a turn detection or format of another type leaves nothing of the old one behind', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(
      update({ audio: { input: { turn_detection: { type: 'semantic_vad' }, format: { type: 'audio/pcmu' } } } }),
    )
    const { session } = await client.next('session.updated')
    assert.deepEqual(field(session, 'audio', 'input', 'turn_detection'), {
      type: 'semantic_vad',
      eagerness: 'auto',
      create_response: true,
      interrupt_response: true,
    })
    assert.deepEqual(field(session, 'audio', 'input', 'format'), { type: 'audio/pcmu' })
    await client.close()
  }),
)

test('embedded server: an empty string clears instructions, an empty list tools, null turn detection', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(update({ instructions: 'Be kind.', tools: [{ type: 'function', name: 'look' }] }))
    await client.next('session.updated')
    client.send(update({ instructions: '', tools: [] }))
    client.send(manualMode)
    await client.next('session.updated')
    const { session } = await client.next('session.updated')
    assert.equal(field(session, 'instructions'), '')
    assert.deepEqual(field(session, 'tools'), [])
    assert.equal(field(session, 'audio', 'input', 'turn_detection'), null)
    await client.close()
  }),
)

test('embedded server: a wrong session.update changes nothing and says which parameter is wrong', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    const refused = async (session: Record<string, unknown>): Promise<readonly unknown[]> => {
      client.send({ type: 'session.update', event_id: 'mine', session })
      const { error } = await client.next('error')
      assert.equal(field(error, 'event_id'), 'mine')
      return [field(error, 'code'), field(error, 'param')]
    }
    assert.deepEqual(await refused({ instructions: 'x' }), ['missing_required_parameter', 'session.type'])
    assert.deepEqual(await refused({ type: 'realtime', modalities: ['text'] }), [
      'unknown_parameter',
      'session.modalities',
    ])
    assert.deepEqual(await refused({ type: 'realtime', audio: { output: { speed: 9 } } }), [
      'invalid_value',
      'session.audio.output.speed',
    ])
    client.send(update({ instructions: 'good', model: 'another' }))
    const { session } = await client.next('session.updated')
    assert.equal(field(session, 'model'), 'another')
    client.send(typed('hello'))
    assert.deepEqual(await refused({ type: 'realtime', model: 'a third' }), ['invalid_value', 'session.model'])
    assert.equal(field(session, 'audio', 'output', 'speed'), 1)
    assert.deepEqual(await refused({ type: 'transcription' }), ['invalid_value', 'session.type'])
    await client.close()
  }),
)

test('embedded server: the voice cannot be changed after it was heard', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send(update({ audio: { output: { voice: 'cedar' } } }))
    await client.next('session.updated')
    client.send({ type: 'response.create' })
    await client.next('response.done')
    client.send(update({ audio: { output: { voice: 'ash' } } }))
    const { error } = await client.next('error')
    assert.equal(field(error, 'code'), 'cannot_update_voice')
    client.send(update({ audio: { output: { voice: 'cedar' } } }))
    await client.next('session.updated')
    await client.close()
  }),
)

test('embedded server: a session ends with session_expired and 1001 when its time is up', time, async () => {
  const clock = createFakeClock()
  await withServer({ clock, pingIntervalMs: 1e9 }, async ({ connect }) => {
    const client = await connect()
    await client.next('session.created')
    clock.advance(3_600_000)
    const { error } = await client.next('error')
    assert.equal(field(error, 'code'), 'session_expired')
    assert.deepEqual(await client.closed, {
      code: 1001,
      reason: 'Your session hit the maximum duration of 60 minutes.',
    })
  })
})

test('embedded server: a transcription session shows no output', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect({ path: '/v1/realtime?intent=transcription' })
    const { session: created } = await client.next('session.created')
    const audio = { input: { format: { type: 'audio/pcm', rate: 24_000 } } }
    client.send({ type: 'session.update', session: { type: 'transcription', audio } })
    const { session: updated } = await client.next('session.updated')
    for (const session of [created, updated]) assert.equal(field(session, 'audio', 'output'), undefined)
    await client.close()
  }),
)
