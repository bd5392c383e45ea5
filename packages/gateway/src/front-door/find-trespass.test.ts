import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDoorNames } from './door-names.js'
import { findTrespass } from './find-trespass.js'
import type { Approach } from './find-trespass.js'

const names = createDoorNames({
  host: '127.0.0.1',
  port: 8787,
  allowedHosts: ['parley.example'],
  allowedOrigins: ['https://parley.example'],
})
const hosts = ['127.0.0.1:8787', 'localhost:8787', '[::1]:8787', 'parley.example']
const origins = ['http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787', 'https://parley.example']

function approach(headers: Readonly<Record<string, string>>, rest: Partial<Approach> = {}): Approach {
  return { target: '/app', headers, rawHeaders: Object.entries(headers).flat(), isRead: false, ...rest }
}

/** Values that resemble the right ones: glued, cut, in other case, with another port, and any text. */
function near(values: readonly string[]): fc.Arbitrary<string> {
  const value = fc.constantFrom(...values)
  const bit = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('.', ':', '@', '/', '.evil.test', ' ', '\t', ',', '#', '%00', '0'),
  )
  return fc.oneof(
    value,
    fc.tuple(value, bit).map(([text, more]) => text + more),
    fc.tuple(bit, value).map(([more, text]) => more + text),
    fc.tuple(value, fc.nat(30)).map(([text, at]) => text.slice(0, at)),
    fc.tuple(value, value).map(([one, other]) => `${one},${other}`),
    value.map((text) => text.toUpperCase()),
    fc.domain().map((name) => `https://${name}`),
    fc.string(),
  )
}

test('front door: whatever the Host header says, only an exact name of ours is let on', () => {
  fc.assert(
    fc.property(near(hosts), (host) => {
      const trespass = findTrespass(approach({ host, authorization: 'Bearer x' }), names)
      assert.equal(trespass === undefined, hosts.includes(host.toLowerCase()), host)
      if (trespass !== undefined) assert.equal(trespass.status, 421)
    }),
    { numRuns: 2000 },
  )
})

test('front door: whatever the Origin header says, only an exact origin of ours is let on', () => {
  fc.assert(
    fc.property(near(origins), fc.boolean(), (origin, isRead) => {
      const trespass = findTrespass(
        approach({ host: 'localhost:8787', origin, authorization: 'Bearer x' }, { isRead }),
        names,
      )
      assert.equal(trespass === undefined, origins.includes(origin), origin)
      if (trespass !== undefined) assert.equal(trespass.status, 403)
    }),
    { numRuns: 2000 },
  )
})

test('front door: no combination of headers lets a page of another origin, or of none, open a socket or change anything', () => {
  const headers = fc.record(
    {
      host: near(hosts),
      origin: fc.oneof(near(origins), fc.constantFrom('null', 'https://evil.test')),
      'sec-fetch-site': fc.constantFrom('same-origin', 'none', 'same-site', 'cross-site', ''),
      'sec-fetch-mode': fc.string(),
      cookie: fc.string(),
      referer: near(origins),
      'x-forwarded-host': near(hosts),
      forwarded: near(hosts),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(headers, (given) => {
      const sent: Record<string, string> = { ...given }
      if (findTrespass(approach(sent), names) !== undefined) return
      assert.ok(hosts.includes((sent['host'] ?? '').toLowerCase()))
      assert.ok(origins.includes(sent['origin'] ?? ''))
    }),
    { numRuns: 2000 },
  )
})

test('front door: on port 80 the names have no port, as browsers write them', () => {
  const plain = createDoorNames({ host: '127.0.0.1', port: 80, allowedHosts: [], allowedOrigins: [] })
  assert.equal(findTrespass(approach({ host: 'localhost', origin: 'http://localhost' }), plain), undefined)
})
