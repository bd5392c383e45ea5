import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeHeaders } from './request-headers.js'

test('client: headers of the call go over those of the client, names compared without case', () => {
  assert.deepEqual(mergeHeaders({ 'X-Team': 'client', a: '1' }, { 'x-team': 'call' }, {}), { 'x-team': 'call', a: '1' })
})

test('client: defaults are added only where a header is still absent', () => {
  const merged = mergeHeaders({ Authorization: 'mine' }, {}, { authorization: 'Bearer key', 'x-session-id': 's' })
  assert.deepEqual(merged, { Authorization: 'mine', 'x-session-id': 's' })
})
