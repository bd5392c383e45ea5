import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backgroundAgentTool, remainSilentTool } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import { field, textField, typed, typesOf } from './testing/frames.js'
import { createHeldSynthesizer, speechWith } from './testing/held-engines.js'
import { speech24k, utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }
const codex = { headers: { originator: 'my_app', 'thread-id': 'thread-1', 'user-agent': 'my_app/0.169.0' } }
const ask = { type: 'response.create' } as const

/** What Codex sends first, with our own words in it. */
const firstFrame: WireFrame = {
  type: 'session.update',
  session: {
    type: 'realtime',
    instructions: 'Help.',
    output_modalities: ['audio'],
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24_000 },
        noise_reduction: { type: 'near_field' },
        transcription: { model: 'gpt-4o-mini-transcribe' },
        turn_detection: {
          type: 'server_vad',
          interrupt_response: true,
          create_response: true,
          silence_duration_ms: 500,
        },
      },
      output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin' },
    },
    tools: [backgroundAgentTool, remainSilentTool],
    tool_choice: 'auto',
  },
}

test(
  'embedded server: for Codex a handoff goes round: transcript, call, [BACKEND] messages, output, speech',
  time,
  () =>
    withServer({ fakes: { script: ['list the files'] } }, async ({ connect }) => {
      const client = await connect(codex)
      client.send(firstFrame)
      client.sendAudio(utterance24k())
      const spoken = await client.until('response.done')
      const types = typesOf(spoken)
      const callIndex = spoken.findIndex(
        ({ item }) => field(item, 'type') === 'function_call' && field(item, 'status') === 'completed',
      )
      assert.ok(types.indexOf('conversation.item.input_audio_transcription.completed') < callIndex)
      const calls = spoken.filter(
        (frame) => frame.type === 'conversation.item.done' && field(frame, 'item', 'type') === 'function_call',
      )
      assert.equal(calls.length, 1)
      client.send(typed('[BACKEND] I will look.'))
      client.send(typed('[BACKEND] There is one file.'))
      client.send({
        type: 'conversation.item.create',
        item: {
          type: 'function_call_output',
          call_id: textField(calls[0], 'item', 'call_id'),
          output: 'Background agent finished. Use the preceding [BACKEND] messages as the result.',
        },
      })
      client.send(ask)
      const { transcript } = await client.next('response.output_audio_transcript.done')
      assert.equal(transcript, 'I will look. There is one file.')
      await client.close()
    }),
)

test('embedded server: for Codex no recoverable fault becomes an error event', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect(codex)
    client.send(firstFrame)
    client.sendRaw('{')
    client.sendRaw(Buffer.from([1]))
    client.send({ type: 'no.such' })
    client.send({ type: 'response.cancel' })
    client.send({ type: 'conversation.item.delete', item_id: 'no' })
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'older', output: 'Filed under an older call.' },
    })
    client.send(ask)
    await client.next('response.done')
    assert.ok(!typesOf(client.received).includes('error'))
    await client.close()
  }),
)

test(
  'embedded server: for Codex every response.create is answered, several during a response by one',
  time,
  async () => {
    const synthesizer = createHeldSynthesizer()
    await withServer({ speech: speechWith({ synthesizer }) }, async ({ connect }) => {
      const client = await connect(codex)
      client.send(ask)
      await client.next('response.created')
      client.send(typed('[BACKEND] Later.'))
      client.send(ask)
      client.send(ask)
      await client.next('conversation.item.done')
      for (let count = 0; count < 10; count++) synthesizer.release()
      await client.next('response.done')
      await client.next('response.created')
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'Later.')
      client.send({ type: 'input_audio_buffer.clear' })
      assert.ok(!typesOf(await client.until('input_audio_buffer.cleared')).includes('response.created'))
      await client.close()
    })
  },
)

test('embedded server: for Codex speech_started names no item, so that it truncates', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect({ headers: { originator: 'codex_cli_rs' } })
    client.sendAudio(speech24k(300))
    const started = await client.next('input_audio_buffer.speech_started')
    assert.ok(!('item_id' in started))
    client.terminate()
    assert.equal((await client.closed).code, 1006)
  }),
)

test('embedded server: the option codexCompatible treats every client so', time, () =>
  withServer({ codexCompatible: true }, async ({ connect }) => {
    const client = await connect()
    client.sendAudio(speech24k(300))
    assert.ok(!('item_id' in (await client.next('input_audio_buffer.speech_started'))))
    await client.close()
  }),
)
