import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { callsUrl, socketUrl } from './request-url.js'
import type { UrlParts } from './request-url.js'

const parts = (baseUrl: string, more: Partial<UrlParts> = {}): UrlParts => ({
  baseUrl,
  intent: undefined,
  model: undefined,
  query: {},
  ...more,
})
const pathOf = (baseUrl: string): string => new URL(socketUrl(parts(baseUrl))).pathname

describe('client: URL path', () => {
  const paths: readonly (readonly [base: string, path: string, rule: string])[] = [
    ['http://h', '/v1/realtime', 'an empty path becomes /v1/realtime'],
    ['http://h/', '/v1/realtime', 'the path / becomes /v1/realtime'],
    ['http://h/v1', '/v1/realtime', 'a path that ends in /v1 gets /realtime'],
    ['http://h/v1/', '/v1/realtime', 'a path that ends in /v1/ gets realtime'],
    ['http://h/proxy/v1', '/proxy/v1/realtime', 'a longer path that ends in /v1 gets /realtime'],
    ['http://h/v1/realtime', '/v1/realtime', 'a path that ends in /realtime stays'],
    ['http://h/v1/realtime/', '/v1/realtime/', 'a path that ends in /realtime/ stays, with its slash'],
    ['http://h/realtime', '/realtime', 'the path /realtime stays'],
    ['http://h/custom/path', '/custom/path', 'any other path stays'],
    ['http://h/custom/', '/custom/', 'any other path stays, with its slash'],
    ['http://h/v12', '/v12', 'a path that merely begins with /v1 stays'],
    ['http://h/unrealtime', '/unrealtime', 'a path whose last word ends in realtime stays'],
  ]
  for (const [base, path, rule] of paths) {
    test(`client: ${rule} (${base})`, () => {
      assert.equal(pathOf(base), path)
    })
  }
})

describe('client: URL scheme', () => {
  for (const [from, to] of [
    ['http', 'ws'],
    ['https', 'wss'],
    ['ws', 'ws'],
    ['wss', 'wss'],
  ] as const) {
    test(`client: ${from} becomes ${to}`, () => {
      assert.equal(socketUrl(parts(`${from}://h:8787/v1`)), `${to}://h:8787/v1/realtime`)
    })
  }

  for (const [base, name] of [
    ['ftp://h/v1', 'ftp:'],
    ['localhost:8080', 'localhost:'],
  ] as const) {
    test(`client: the scheme of ${base} is refused with its name`, () => {
      assert.throws(
        () => socketUrl(parts(base)),
        (error) => error instanceof ParleyError && error.code === 'config' && error.message.includes(`'${name}'`),
      )
    })
  }

  test('client: a baseUrl that is no URL is named in the error, a key in it is not', () => {
    assert.throws(
      () => socketUrl(parts('//nowhere?key=sk-abcdefgh12345')),
      (error) => error instanceof ParleyError && error.code === 'config' && !error.message.includes('abcdefgh'),
    )
  })
})

describe('client: URL query', () => {
  test('client: intent=quicksilver goes first, then the model, then the query', () => {
    const url = socketUrl(parts('http://h', { intent: 'quicksilver', model: 'm', query: { b: '2', a: '1' } }))
    assert.equal(url, 'ws://h/v1/realtime?intent=quicksilver&model=m&b=2&a=1')
  })

  test('client: an intent of the query is dropped, for both dialects', () => {
    assert.equal(socketUrl(parts('http://h', { query: { intent: 'x', a: '1' } })), 'ws://h/v1/realtime?a=1')
    const quicksilver = socketUrl(parts('http://h', { intent: 'quicksilver', query: { intent: 'x' } }))
    assert.equal(quicksilver, 'ws://h/v1/realtime?intent=quicksilver')
  })

  test('client: a model of the query is dropped when the config has one, and stays when it has none', () => {
    assert.equal(
      socketUrl(parts('http://h', { model: 'mine', query: { model: 'theirs' } })),
      'ws://h/v1/realtime?model=mine',
    )
    assert.equal(socketUrl(parts('http://h', { query: { model: 'theirs' } })), 'ws://h/v1/realtime?model=theirs')
  })

  test('client: a call_id of the query stays on a connection that is no sideband', () => {
    assert.equal(socketUrl(parts('http://h', { query: { call_id: 'rtc_q' } })), 'ws://h/v1/realtime?call_id=rtc_q')
  })

  test('sideband: the call id goes last and the model is left out, also that of the query', () => {
    const url = socketUrl(
      parts('http://h', {
        intent: 'quicksilver',
        model: 'm',
        query: { model: 'q', call_id: 'rtc_other', a: '1' },
        callId: 'rtc_1',
      }),
    )
    assert.equal(url, 'ws://h/v1/realtime?intent=quicksilver&a=1&call_id=rtc_1')
  })

  test('client: the query of baseUrl is kept behind the model, the own query wins over it', () => {
    const url = socketUrl(parts('http://h/v1?a=base&b=2&intent=x', { model: 'm', query: { a: 'mine' } }))
    assert.equal(url, 'ws://h/v1/realtime?model=m&a=mine&b=2')
  })

  test('client: names and values are escaped', () => {
    const url = socketUrl(parts('http://h', { model: 'a b&c=d', query: { 'x&y': 'ü' } }))
    assert.equal(url, 'ws://h/v1/realtime?model=a%20b%26c%3Dd&x%26y=%C3%BC')
  })
})

describe('client: URL of call creation', () => {
  test('sideband: a call is created at the realtime path with /calls, by http', () => {
    assert.equal(callsUrl(parts('wss://h/v1', { model: 'm' })), 'https://h/v1/realtime/calls')
    assert.equal(callsUrl(parts('http://h/v1/realtime/', {})), 'http://h/v1/realtime/calls')
  })

  test('sideband: a quicksilver call names its intent and architecture', () => {
    const url = callsUrl(parts('http://h', { intent: 'quicksilver', query: { a: '1' } }))
    assert.equal(url, 'http://h/v1/realtime/calls?intent=quicksilver&architecture=avas&a=1')
  })
})
