import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnergyVoiceActivity, createFakeSpeech } from '@parley/speech/testing'
import type { SpeechEngines, VoiceActivityEngine } from '@parley/speech'
import { field, typesOf } from './testing/frames.js'
import { silence24k, speech24k, utterance24k } from './testing/test-client.js'
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

/** Goes on reporting speech for 300 ms after its end, as real detectors do. */
function lingeringVoiceActivity(): VoiceActivityEngine {
  const engine = createEnergyVoiceActivity()
  return {
    ...engine,
    open(listener, options) {
      let lastSpeechSample = -Infinity
      const onFrame: typeof listener.onFrame = (frame) => {
        if (frame.isSpeech) lastSpeechSample = frame.startSample
        listener.onFrame({ ...frame, isSpeech: frame.startSample - lastSpeechSample < 0.3 * 16_000 })
      }
      return engine.open({ ...listener, onFrame }, options)
    },
  }
}

test('embedded server: what a detector still holds of cleared speech begins no turn', { timeout: 20_000 }, () =>
  withServer({ speech: speechWith(lingeringVoiceActivity()) }, async ({ connect }) => {
    const client = await connect()
    await client.next('session.created')
    client.sendAudio(speech24k(600))
    client.sendAudio(silence24k(40))
    await client.next('input_audio_buffer.speech_started')
    client.send({ type: 'input_audio_buffer.clear' })
    await client.next('input_audio_buffer.cleared')
    client.sendAudio(silence24k(1000))
    client.send({ type: 'conversation.item.retrieve', item_id: 'none' })
    const frames = await client.until('error')
    assert.deepEqual(typesOf(frames), ['error'])
    await client.close()
  }),
)
