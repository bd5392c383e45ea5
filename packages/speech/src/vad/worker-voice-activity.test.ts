import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorkerVoiceActivity } from './worker-voice-activity.js'

test('when the worker cannot live, every open stream hears of it once', { timeout: 30_000 }, async () => {
  const engine = createWorkerVoiceActivity('broken', new URL('./no-such-worker.js', import.meta.url))
  const errors: Error[] = []
  const failed = new Promise<void>((resolve) => {
    const listen = { onFrame: () => assert.fail('no frame'), onError: (error: Error) => errors.push(error) }
    const streams = [
      engine.open(listen),
      engine.open({ ...listen, onError: (error) => (errors.push(error), resolve()) }),
    ]
    for (const stream of streams) stream.push(new Int16Array(320))
  })
  await failed
  assert.equal(errors.length, 2)
  for (const error of errors) assert.match(error.message, /broken voice activity detector stopped/)
  await assert.rejects(engine.warmUp(), { code: 'unavailable' })
  await engine.close()
})

test('a stream that closes with audio still queued leaves no detector behind', { timeout: 30_000 }, async () => {
  const workerModule = new URL('../testing/counting-voice-activity-worker.js', import.meta.url)
  const engine = createWorkerVoiceActivity('counting', workerModule)
  const silent = { onFrame: () => assert.fail('a closed stream hears nothing'), onError: assert.fail }
  const closing = engine.open(silent)
  closing.push(new Int16Array(160))
  await closing.close()
  const isSpeech = await new Promise<boolean>((resolve, reject) => {
    const staying = engine.open({ onFrame: (frame) => resolve(frame.isSpeech), onError: reject })
    closing.push(new Int16Array(160))
    staying.push(new Int16Array(160))
  })
  assert.equal(isSpeech, false, 'only the open stream has a detector')
  await engine.close()
})
