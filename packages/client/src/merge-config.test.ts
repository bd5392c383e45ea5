import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import type { RealtimeSessionConfig } from '@parley/wire'
import { mergeConfig } from './merge-config.js'

const config: RealtimeSessionConfig = { dialect: 'realtime', model: 'm', voice: 'cedar', instructions: 'Be brief.' }

test('client: updateSession keeps what it does not name', () => {
  assert.deepEqual(mergeConfig(config, { instructions: 'Be long.' }), { ...config, instructions: 'Be long.' })
})

test('client: updateSession merges settings of the same kind key by key, in either spelling', () => {
  const before = mergeConfig(config, { turnDetection: { type: 'server_vad', threshold: 0.7, silenceDurationMs: 300 } })
  const after = mergeConfig(before, { turnDetection: { silence_duration_ms: 900 } })
  assert.deepEqual(after.turnDetection, { type: 'server_vad', threshold: 0.7, silence_duration_ms: 900 })
  const again = mergeConfig(after, { turnDetection: { silenceDurationMs: 100 } })
  assert.deepEqual(again.turnDetection, { type: 'server_vad', threshold: 0.7, silence_duration_ms: 100 })
})

test('client: updateSession replaces settings of another kind, and null switches them off and stays', () => {
  const before = mergeConfig(config, { turnDetection: { type: 'server_vad', threshold: 0.7 } })
  assert.deepEqual(mergeConfig(before, { turnDetection: { type: 'semantic_vad' } }).turnDetection, {
    type: 'semantic_vad',
  })
  const off = mergeConfig(before, { turnDetection: null })
  assert.equal(off.turnDetection, null)
  assert.equal(mergeConfig(off, { voice: 'marin' }).turnDetection, null)
})

test('client: updateSession merges providerData deeply', () => {
  const before = mergeConfig(config, { providerData: { a: { b: 1, c: 2 } } })
  assert.deepEqual(mergeConfig(before, { providerData: { a: { c: 3 } } }).providerData, { a: { b: 1, c: 3 } })
})

test('client: updateSession takes undefined for nothing asked', () => {
  const partial: Record<string, undefined> = { voice: undefined }
  assert.equal(mergeConfig(config, partial).voice, 'cedar')
})

test('client: updateSession refuses to change the dialect, the model and the session id', () => {
  for (const partial of [{ dialect: 'quicksilver' }, { model: 'other' }, { sessionId: 's' }] as const) {
    assert.throws(
      () => mergeConfig(config, partial),
      (error) => error instanceof ParleyError && error.code === 'config',
    )
  }
  assert.deepEqual(mergeConfig(config, { dialect: 'realtime', model: 'm' }), config)
})
