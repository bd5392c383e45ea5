import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createQuicksilverDialect } from './dialects/quicksilver/dialect.js'
import { createRealtimeDialect } from './dialects/realtime/dialect.js'
import { isFatalError, toErrorEvent } from './error-event.js'
import { readFields } from './testing/read-event.js'

const dialects = [createQuicksilverDialect(), createRealtimeDialect()]

/** Every form in which servers send an error, and what a reader sees. */
const forms: readonly (readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>])[] = [
  [{ error: { message: 'no' } }, { message: 'no' }],
  [
    { error: { message: 'no', code: 'c', event_id: 'e', param: 'p', type: 't' } },
    { message: 'no', code: 'c', eventId: 'e' },
  ],
  [{ error: { message: 'no', code: null, event_id: null } }, { message: 'no' }],
  [{ error: { message: 'no', code: 429 } }, { message: 'no', code: '429' }],
  [{ error: { message: 'inner' }, message: 'outer' }, { message: 'inner' }],
  [
    { message: 'outer', code: 'c' },
    { message: 'outer', code: 'c' },
  ],
  [{ error: {}, message: 'outer' }, { message: 'outer' }],
  [{ error: 'just text' }, { message: 'just text' }],
  [{ error: { code: 'c' } }, { message: '{"code":"c"}', code: 'c' }],
  [{ error: ['a', 1] }, { message: '["a",1]' }],
  [{ error: 7 }, { message: '7' }],
]

const fatal: readonly (readonly [code: string | undefined, type: string | undefined])[] = [
  ['session_expired', 'server_error'],
  ['invalid_api_key', 'invalid_request_error'],
  ['insufficient_quota', undefined],
  [undefined, 'insufficient_quota'],
  [undefined, 'authentication_error'],
  [undefined, 'permission_error'],
  ['permission_denied', undefined],
]
const harmless: readonly (readonly [code: string | undefined, type: string | undefined])[] = [
  ['conversation_already_has_active_response', 'invalid_request_error'],
  ['rate_limit_exceeded', 'rate_limit_error'],
  ['input_audio_buffer_commit_empty', 'invalid_request_error'],
  [undefined, 'server_error'],
  [undefined, 'invalid_request_error'],
  [undefined, undefined],
]

describe('error events', () => {
  for (const [fields, expected] of forms) {
    test(`${JSON.stringify(fields)} says ${String(expected['message'])}, in both dialects`, () => {
      for (const dialect of dialects) {
        const event = readFields(dialect, { type: 'error', ...fields })
        assert.deepEqual(event, { type: 'error', fatal: false, ...expected }, dialect.name)
      }
    })
  }

  for (const fields of [{}, { error: null }, { error: '' }, { message: '' }]) {
    test(`${JSON.stringify(fields)} says nothing and is malformed`, () => {
      for (const dialect of dialects) assert.equal(dialect.readFrame({ type: 'error', ...fields }).kind, 'malformed')
    })
  }

  for (const [code, type] of fatal) {
    test(`code ${code ?? 'absent'} of type ${type ?? 'absent'} ends the session`, () => {
      assert.equal(isFatalError(code, type), true)
      assert.equal(toErrorEvent({ type: 'error', error: { message: 'x', code, type } })?.fatal, true)
    })
  }

  for (const [code, type] of harmless) {
    test(`code ${code ?? 'absent'} of type ${type ?? 'absent'} is an event like any other`, () => {
      assert.equal(isFatalError(code, type), false)
    })
  }

  test('an error that cannot be shown as text is an event all the same', () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    assert.equal(typeof toErrorEvent({ type: 'error', error: circular })?.message, 'string')
  })
})
