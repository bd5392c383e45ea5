import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodePcm16 } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import { decodeServerEvent } from '@parley/wire/quicksilver'
import { field, textField, typed, typesOf } from '../testing/frames.js'
import { createHeldSynthesizer, speechWith } from '../testing/held-engines.js'
import type { TestClient } from '../testing/test-client.js'
import { speech24k, utterance24k } from '../testing/test-client.js'
import { withServer } from '../testing/with-server.js'
import type { FixtureOptions } from '../testing/with-server.js'

const time = { timeout: 20_000 }
const path = '/v1/realtime?intent=quicksilver&model=m'

const firstFrame: WireFrame = {
  type: 'session.update',
  session: {
    type: 'quicksilver',
    instructions: 'Help.',
    audio: { input: { format: { type: 'audio/pcm', rate: 24_000 } }, output: { voice: 'cove' } },
  },
}

const append = (output_text: string, handoff_id = 'codex'): WireFrame => ({
  type: 'conversation.handoff.append',
  handoff_id,
  output_text,
})

const withClient = (options: FixtureOptions, use: (client: TestClient) => Promise<void>): Promise<void> =>
  withServer(options, async ({ connect }) => {
    const client = await connect({ path, headers: { 'openai-alpha': 'quicksilver=v1' } })
    client.send(firstFrame)
    const { session } = await client.next('session.updated')
    assert.equal(client.received[0]?.type, 'session.updated')
    assert.equal(field(session, 'instructions'), 'Help.')
    assert.match(textField(session, 'id'), /^sess_/)
    await use(client)
    for (const frame of client.received) assert.equal(decodeServerEvent(frame).kind, 'event', JSON.stringify(frame))
    await client.close()
  })

test('embedded server: on quicksilver a spoken turn is written down and handed over', time, () =>
  withClient({ fakes: { script: ['please list the files'] } }, async (client) => {
    client.sendAudio(utterance24k())
    const frames = await client.until('conversation.handoff.requested')
    const deltas = frames.filter(({ type }) => type === 'conversation.input_transcript.delta')
    assert.equal(deltas.map((frame) => textField(frame, 'delta')).join(''), 'please list the files')
    const marked = frames.find(({ type }) => type === 'conversation.input_transcript.turn_marked')
    assert.equal(marked?.['transcript'], 'please list the files')
    const handoff = frames.at(-1)
    assert.equal(handoff?.['input_transcript'], 'please list the files')
    assert.match(textField(handoff, 'handoff_id'), /^handoff_/)
    assert.match(textField(handoff, 'item_id'), /^item_/)
  }),
)

test('embedded server: on quicksilver the words of a handoff are spoken, the final marker is not', time, () =>
  withClient({}, async (client) => {
    client.send(append('"Agent Final Message":\n\nThere is **one** file.', 'handoff_1'))
    const frames = await client.until('response.output_audio_transcript.done')
    assert.equal(frames.at(-1)?.['transcript'], 'There is one file.')
    const audio = frames.filter(({ type }) => type === 'conversation.output_audio.delta')
    for (const frame of audio) {
      assert.equal(frame['sample_rate'], 24_000)
      assert.equal(frame['channels'], 1)
      assert.equal(decodePcm16(textField(frame, 'delta'))?.length, frame['samples_per_channel'])
    }
    const words = frames.filter(({ type }) => type === 'conversation.output_transcript.delta')
    assert.equal(words.map((frame) => textField(frame, 'delta')).join(''), 'There is one file.')
  }),
)

test('embedded server: on quicksilver progress is said only into silence, the end always', time, async () => {
  const synthesizer = createHeldSynthesizer()
  await withClient({ speech: speechWith({ synthesizer }) }, async (client) => {
    client.send(append('Starting.', 'handoff_1'))
    client.send(append('Working.', 'handoff_1'))
    client.send(append('"Agent Final Message":\n\nDone.', 'handoff_1'))
    client.send(append('Unprompted.'))
    const said: unknown[] = []
    for (let count = 0; count < 3; count++) {
      synthesizer.release()
      said.push((await client.next('response.output_audio_transcript.done'))['transcript'])
    }
    assert.deepEqual(said, ['Starting.', 'Done.', 'Unprompted.'])
  })
})

test('embedded server: on quicksilver a typed line of the user is a turn, those of others are context', time, () =>
  withClient({}, async (client) => {
    const item = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'context' }] }
    client.send({ type: 'conversation.item.create', item })
    client.send(typed('list the files'))
    const frames = await client.until('conversation.handoff.requested')
    assert.deepEqual(typesOf(frames), [
      'conversation.item.added',
      'conversation.item.done',
      'conversation.item.added',
      'conversation.item.done',
      'conversation.handoff.requested',
    ])
    assert.equal(frames.at(-1)?.['input_transcript'], 'list the files')
  }),
)

test(
  'embedded server: on quicksilver speech of the user ends the answer, and what waits is said afterwards',
  time,
  async () => {
    const synthesizer = createHeldSynthesizer()
    await withClient({ speech: speechWith({ synthesizer }) }, async (client) => {
      client.send(append('One two three.'))
      client.send(append('Four.'))
      synthesizer.release()
      await client.next('conversation.output_audio.delta')
      client.sendAudio(speech24k(300))
      const cut = await client.next('response.output_audio_transcript.done')
      assert.equal(cut['transcript'], 'One ')
      client.sendAudio(new Int16Array(24 * 800))
      for (let count = 0; count < 20; count++) synthesizer.release()
      const next = await client.next('response.output_audio_transcript.done')
      assert.equal(next['transcript'], 'Four.')
    })
  },
)

test('embedded server: on quicksilver an error of the client is an event, and the session goes on', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect({ path })
    client.send({ type: 'response.create', event_id: 'mine' })
    const { error } = await client.next('error')
    assert.equal(field(error, 'event_id'), 'mine')
    client.send(firstFrame)
    await client.next('session.updated')
    await client.close()
  }),
)
