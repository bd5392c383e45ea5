import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { isFatalFailure } from './is-fatal-failure.js'

test('reconnect: a refused key, account or configuration is fatal', () => {
  for (const remoteCode of ['invalid_api_key', 'insufficient_quota', 'authentication_error', 'permission_denied']) {
    assert.ok(isFatalFailure(new ParleyError('refused', 'no', { remoteCode, status: 429 })), remoteCode)
  }
  for (const status of [401, 403]) assert.ok(isFatalFailure(new ParleyError('refused', 'no', { status })))
  assert.ok(isFatalFailure(new ParleyError('config', 'no such voice')))
})

test('reconnect: an expired session, a busy server and a broken line are tried again', () => {
  const session = new ParleyError('remote', 'over', { remoteCode: 'session_expired', status: 401 })
  const busy = new ParleyError('refused', 'busy', { status: 503 })
  for (const cause of [session, busy, new ParleyError('timeout', 'late'), new Error('reset'), 'odd']) {
    assert.ok(!isFatalFailure(cause))
  }
})
