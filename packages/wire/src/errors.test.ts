import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ParleyError } from './errors.js'

describe('ParleyError', () => {
  test('carries its code, its cause and what a peer said', () => {
    const cause = new Error('socket')
    const error = new ParleyError('refused', 'the server said no', {
      cause,
      status: 401,
      remoteCode: 'invalid_api_key',
    })
    assert.equal(String(error), 'ParleyError: the server said no')
    assert.deepEqual([error.code, error.status, error.remoteCode], ['refused', 401, 'invalid_api_key'])
    assert.equal(error.cause, cause)
  })

  test('has no cause where none was given', () => {
    assert.equal('cause' in new ParleyError('closed', 'gone'), false)
  })
})
