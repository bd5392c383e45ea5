import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { appServerMethods, decodeParams, isAppMethod } from './app-server-protocol.js'
import type { AppMethod } from './app-server-protocol.js'
import { decodeRpc, encodeRpc } from './json-rpc.js'
import { rpcErrorCodes } from './rpc-error.js'

const codeOf = (text: string): number | undefined => {
  const decoded = decodeRpc(text)
  return decoded.kind === 'refused' ? decoded.message.error.code : undefined
}

test('json-rpc: a request needs no jsonrpc member and may have one; it is never written', () => {
  const plain = decodeRpc('{"id":1,"method":"initialize","params":{}}')
  assert.deepEqual(plain, decodeRpc('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'))
  assert.equal(encodeRpc({ id: 1, result: {} }), '{"id":1,"result":{}}')
})

test('json-rpc: ids are texts or whole numbers and come back as they came', () => {
  for (const id of ['a', '', 0, -1, Number.MAX_SAFE_INTEGER]) {
    const decoded = decodeRpc(JSON.stringify({ id, method: 'x' }))
    assert.equal(decoded.kind === 'request' ? decoded.message.id : undefined, id)
  }
  for (const id of ['null', '1.5', '1e300', '{}', '[1]', 'true', `"${'x'.repeat(257)}"`]) {
    assert.equal(codeOf(`{"id":${id},"method":"x"}`), rpcErrorCodes['invalid-request'], id.slice(0, 20))
  }
})

test('json-rpc: a batch is refused with what to do instead', () => {
  const decoded = decodeRpc('  [{"id":1,"method":"x"}]')
  assert.equal(decoded.kind, 'refused')
  assert.match(decoded.kind === 'refused' ? decoded.message.error.message : '', /each message by itself/)
})

test('json-rpc: what is no JSON object, or nested too deep, is a parse error', () => {
  const deep = `{"id":1,"method":"x","params":${'['.repeat(5000)}${']'.repeat(5000)}}`
  for (const text of ['', 'garbage', '{', '"text"', '12', 'null', deep]) assert.equal(codeOf(text), rpcErrorCodes.parse)
})

test('json-rpc: answers are told from requests, and broken ones refused', () => {
  assert.equal(decodeRpc('{"id":1,"result":null}').kind, 'result')
  assert.equal(decodeRpc('{"id":1,"error":{"code":1,"message":"no"}}').kind, 'failure')
  assert.equal(codeOf('{"id":1,"error":"no"}'), rpcErrorCodes['invalid-request'])
  assert.equal(codeOf('{"id":1}'), rpcErrorCodes['invalid-request'])
  assert.equal(codeOf('{"id":1,"method":7}'), rpcErrorCodes['invalid-request'])
  assert.equal(codeOf('{}'), rpcErrorCodes['invalid-request'])
})

test('json-rpc: whatever text comes, it is decoded or refused and never thrown at', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        assert.ok(['request', 'notification', 'result', 'failure', 'refused'].includes(decodeRpc(text).kind))
      },
    ),
  )
})

test('json-rpc: a request comes back from its text', () => {
  const id = fc.oneof(fc.string({ maxLength: 256 }), fc.maxSafeInteger())
  fc.assert(
    fc.property(
      id,
      fc.string({ minLength: 1, maxLength: 100 }),
      fc.jsonValue({ maxDepth: 4 }),
      (id, method, params) => {
        // JSON has one zero.
        fc.pre(!Object.is(id, -0))
        const copied: unknown = JSON.parse(JSON.stringify(params))
        const message = { id, method, params: copied }
        const decoded = decodeRpc(encodeRpc(message))
        assert.deepEqual(decoded, { kind: 'request', message })
      },
    ),
  )
})

test('app server params: members that nobody knows are left out, also __proto__ and constructor', () => {
  const params: unknown = JSON.parse(
    '{"threadId":"t","text":"hi","__proto__":{"polluted":1},"constructor":{"x":1},"more":2}',
  )
  const decoded = decodeParams('thread/realtime/appendText', params)
  assert.deepEqual(decoded, { kind: 'params', params: { threadId: 't', text: 'hi' } })
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
})

test('app server params: a refusal names the member', () => {
  const decoded = decodeParams('thread/realtime/start', { threadId: 't' })
  assert.match(decoded.kind === 'malformed' ? decoded.problem : '', /^outputModality: /)
})

test('app server params: names of Object.prototype are no methods', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) assert.equal(isAppMethod(name), false)
})

test('app server params: whatever comes for whichever method, it is decoded or refused', () => {
  const methods = Object.keys(appServerMethods).filter((name): name is AppMethod => isAppMethod(name))
  fc.assert(
    fc.property(fc.constantFrom(...methods), fc.jsonValue(), (method, params) => {
      assert.ok(['params', 'malformed'].includes(decodeParams(method, params).kind))
    }),
  )
})
