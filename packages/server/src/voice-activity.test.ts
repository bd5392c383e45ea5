import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnergyVoiceActivity, createFakeSpeech } from '@parley/speech/testing'
import type { SpeechEngines, VoiceActivityEngine } from '@parley/speech'
import { field } from './testing/frames.js'
import { utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

/** The first `deaths` streams die at their first audio, as they do when a worker crashes. */
function dyingVoiceActivity(deaths: number): VoiceActivityEngine {
  const engine = createEnergyVoiceActivity()
  let opened = 0
  return {
    ...engine,
    open(listener, options) {
      opened += 1
      if (opened > deaths) return engine.open(listener, options)
      return {
        push: () => {
          listener.onError(new Error('the detector crashed'))
        },
        close: () => Promise.resolve(),
      }
    },
  }
}

function speechWith(voiceActivity: VoiceActivityEngine): SpeechEngines {
  return { ...createFakeSpeech({ script: ['hello'] }), voiceActivity }
}

test('embedded server: a detector that dies is replaced, and the next words are heard', { timeout: 20_000 }, () =>
  withServer({ speech: speechWith(dyingVoiceActivity(2)) }, async ({ connect }) => {
    const client = await connect()
    await client.next('session.created')
    client.sendAudio(utterance24k())
    await client.next('input_audio_buffer.committed')
    await client.close()
  }),
)

test('embedded server: a detector that always dies is told to the client, once', { timeout: 20_000 }, () =>
  withServer({ speech: speechWith(dyingVoiceActivity(Infinity)) }, async ({ connect }) => {
    const client = await connect()
    await client.next('session.created')
    client.sendAudio(utterance24k())
    const error = await client.next('error')
    assert.equal(field(field(error, 'error'), 'code'), 'voice_activity_failed')
    await client.close()
  }),
)
