import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { redactKeys, refusedError } from './remote-error.js'

const refused = (body: string, headers: Readonly<Record<string, string>> = {}): ReturnType<typeof refusedError> =>
  refusedError('wss://h/v1/realtime', 401, body, headers)

test("client: a refusal holds the status, the provider's own text and its own code", () => {
  const error = refused('{"error":{"message":"No such model","code":"model_not_found"}}')
  assert.equal(error.code, 'refused')
  assert.equal(error.status, 401)
  assert.equal(error.remoteCode, 'model_not_found')
  assert.equal(error.message, 'wss://h/v1/realtime was refused with HTTP 401: No such model')
})

test('client: a refusal takes its text from every form that providers use', () => {
  for (const body of ['{"error":"busy"}', '{"message":"busy"}', 'busy\n', '{"error":{"message":"busy"}}']) {
    assert.match(refused(body).message, /HTTP 401: busy$/, body)
  }
  assert.match(refused('').message, /HTTP 401$/)
  assert.match(refused('{"detail":"odd"}').message, /\{"detail":"odd"\}$/)
})

test('client: a long refusal is cut', () => {
  assert.ok(refused('x'.repeat(10_000)).message.length < 600)
})

test('client: a refusal never repeats what the request carried as a key', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_.~-]{3,60}$/),
      fc.constantFrom('authorization', 'X-Api-Key', 'api-key'),
      (key, name) => {
        const header = name === 'authorization' ? `Bearer ${key}` : key
        const { message } = refused(`{"error":{"message":"<<${key}>> is wrong"}}`, { [name]: header })
        assert.ok(!message.includes(`<<${key}>>`), message)
      },
    ),
  )
})

test('client: what looks like a key or a token is cut out wherever it stands', () => {
  const text = 'Incorrect API key: sk-proj-abc***wxyz, ek_123456789, Bearer abc.def, eyJhbGciOi.eyJzdWIi.sig'
  const cut = redactKeys(text)
  for (const secret of ['proj-abc', '123456789', 'abc.def', 'eyJzdWIi']) assert.ok(!cut.includes(secret), cut)
})
