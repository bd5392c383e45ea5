import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utterance24k } from './testing/test-client.js'
import { field, typesOf, withTools } from './testing/frames.js'
import { withServer } from './testing/with-server.js'

test(
  'embedded server: a spoken turn becomes a transcript, then a call of the delegation tool, in the order of the real server',
  { timeout: 20_000 },
  () =>
    withServer({ fakes: { script: ['list the files'] } }, async ({ connect }) => {
      const client = await connect()
      await client.next('session.created')
      client.send(withTools)
      await client.next('session.updated')
      client.sendAudio(utterance24k())
      const frames = await client.until('rate_limits.updated')
      assert.deepEqual(typesOf(frames), [
        'input_audio_buffer.speech_started',
        'input_audio_buffer.speech_stopped',
        'input_audio_buffer.committed',
        'conversation.item.added',
        'conversation.item.input_audio_transcription.delta',
        'conversation.item.input_audio_transcription.completed',
        'conversation.item.done',
        'response.created',
        'response.output_item.added',
        'conversation.item.added',
        'response.function_call_arguments.delta',
        'response.function_call_arguments.done',
        'response.output_item.done',
        'conversation.item.done',
        'response.done',
        'rate_limits.updated',
      ])
      const item = field(frames[13], 'item')
      assert.equal(field(item, 'name'), 'background_agent')
      assert.equal(field(item, 'arguments'), '{"prompt":"list the files"}')
      await client.close()
    }),
)

test(
  'embedded server: a function output is spoken when a response is asked for, with words before their sound',
  { timeout: 20_000 },
  () =>
    withServer({ fakes: { script: ['list the files'] } }, async ({ connect }) => {
      const client = await connect()
      client.send(withTools)
      client.sendAudio(utterance24k())
      const call = field(await client.next('response.output_item.done'), 'item')
      client.send({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: field(call, 'call_id'), output: 'There is one file.' },
      })
      await client.next('rate_limits.updated')
      client.send({ type: 'response.create' })
      const frames = await client.until('rate_limits.updated')
      const types = typesOf(frames).filter((type) => type !== 'response.output_audio.delta')
      assert.deepEqual(types.slice(types.indexOf('response.created')), [
        'response.created',
        'response.output_item.added',
        'conversation.item.added',
        'response.content_part.added',
        'response.output_audio_transcript.delta',
        'response.output_audio.done',
        'response.output_audio_transcript.done',
        'response.content_part.done',
        'response.output_item.done',
        'conversation.item.done',
        'response.done',
        'rate_limits.updated',
      ])
      const done = frames.find(({ type }) => type === 'response.done')
      assert.equal(field(done, 'response', 'status'), 'completed')
      assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'There is one file.')
      await client.close()
    }),
)
