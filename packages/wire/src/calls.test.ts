import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { callIdFromLocation, decodeCallForm, encodeCallForm } from './calls.js'
import { anyText, jsonValues } from './testing/hostile-values.js'

const sdp = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n'
const session = { type: 'quicksilver', instructions: 'one\r\ntwo', model: 'm' }

describe('call form', () => {
  test('is multipart with the offer and the session, every line ended by CR LF', () => {
    assert.deepEqual(encodeCallForm({ sdp, session, boundary: 'b' }), {
      contentType: 'multipart/form-data; boundary=b',
      body: [
        '--b',
        'Content-Disposition: form-data; name="sdp"',
        'Content-Type: application/sdp',
        '',
        sdp,
        '--b',
        'Content-Disposition: form-data; name="session"',
        'Content-Type: application/json',
        '',
        '{"type":"quicksilver","instructions":"one\\r\\ntwo","model":"m"}',
        '--b--',
        '',
      ].join('\r\n'),
    })
  })

  test('decodes to what was encoded, also when the content holds the boundary', () => {
    const offers = fc
      .array(fc.oneof(fc.string(), fc.constantFrom('\r\n', '--b', '\r\n--b--\r\n', '--b-1', 'v=0')), { minLength: 1 })
      .map((parts) => `v=0${parts.join('')}`)
    const sessions = fc.dictionary(fc.string(), jsonValues(), { noNullPrototype: true })
    fc.assert(
      fc.property(offers, sessions, fc.constantFrom('b', 'parley'), (offer, given, boundary) => {
        const form = encodeCallForm({ sdp: offer, session: given, boundary })
        assert.deepEqual(decodeCallForm(form.contentType, form.body), { ok: true, sdp: offer, session: given })
        const bytes = new TextEncoder().encode(form.body)
        assert.deepEqual(decodeCallForm(form.contentType, bytes), { ok: true, sdp: offer, session: given })
      }),
    )
  })

  const accepted: readonly (readonly [what: string, contentType: string, body: string, session: unknown])[] = [
    ['the offer alone', 'application/sdp', sdp, undefined],
    ['the offer alone, with parameters and in other letters', 'Application/SDP; charset=utf-8', sdp, undefined],
    ['JSON', 'application/json', JSON.stringify({ sdp, session }), session],
    ['JSON without a session', 'application/json', JSON.stringify({ sdp, session: null }), undefined],
    [
      'multipart without a session',
      'multipart/form-data; boundary="b c"',
      `--b c\r\nContent-Disposition: form-data; name="sdp"\r\n\r\n${sdp}\r\n--b c--\r\n`,
      undefined,
    ],
    [
      'multipart with a preamble, other parts, other headers, and the session first',
      'multipart/form-data; charset=utf-8; boundary=b',
      [
        'preamble',
        '--b',
        'Content-Type: application/json',
        'content-disposition: form-data; filename="session.json"; name=session',
        '',
        JSON.stringify(session),
        '--b  ',
        'Content-Disposition: form-data; name="more"',
        '',
        'x',
        '--b',
        'Content-Disposition: form-data; name="sdp"; filename="offer.sdp"',
        '',
        sdp,
        '--b--',
        'epilogue',
      ].join('\r\n'),
      session,
    ],
  ]
  for (const [what, contentType, body, expected] of accepted) {
    test(`a server takes ${what}`, () => {
      assert.deepEqual(decodeCallForm(contentType, body), { ok: true, sdp, session: expected })
    })
  }

  const part = (name: string, content: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`
  const multipart = 'multipart/form-data; boundary=b'
  const refused: readonly (readonly [what: string, contentType: string | undefined, body: string, param: string])[] = [
    ['no content type', undefined, sdp, 'content-type'],
    ['plain text', 'text/plain', sdp, 'content-type'],
    ['multipart without a boundary', 'multipart/form-data', sdp, 'content-type'],
    ['an empty offer', 'application/sdp', ' \r\n', 'sdp'],
    ['JSON that is none', 'application/json', '{', 'sdp'],
    ['JSON without an offer', 'application/json', '{"session":{}}', 'sdp'],
    ['JSON with a session that is a list', 'application/json', JSON.stringify({ sdp, session: [] }), 'session'],
    ['multipart without an offer', multipart, `${part('session', '{}')}--b--`, 'sdp'],
    ['multipart with a broken session', multipart, `${part('sdp', sdp)}${part('session', '{')}--b--`, 'session'],
    ['multipart with nothing in it', multipart, '--b--', 'sdp'],
    ['multipart whose offer comes after the end', multipart, `--b--\r\n${part('sdp', sdp)}`, 'sdp'],
  ]
  for (const [what, contentType, body, param] of refused) {
    test(`a server refuses ${what} and names ${param}`, () => {
      const decoded = decodeCallForm(contentType, body)
      assert.equal(decoded.ok ? 'taken' : decoded.param, param)
    })
  }
})

const locations: readonly (readonly [location: string | null | undefined, callId: string | undefined])[] = [
  ['/v1/realtime/calls/rtc_probe', 'rtc_probe'],
  ['http://127.0.0.1/anything/calls/rtc_abc-123?x=1', 'rtc_abc-123'],
  ['https://api.example/v1/realtime/calls/rtc_x/accept#part', 'rtc_x'],
  ['//host/rtc_x', 'rtc_x'],
  ['rtc_x', 'rtc_x'],
  ['calls/rtc_x/', 'rtc_x'],
  ['/rtc_first/rtc_second', 'rtc_first'],
  ['https://rtc_host/calls', undefined],
  ['/calls?id=rtc_x', undefined],
  ['/calls#/rtc_x', undefined],
  ['/calls/xrtc_x', undefined],
  ['/calls/rtc_', undefined],
  ['/calls/rtc_a b', undefined],
  ['/calls/rtc_a%2Fb', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
]

describe('call id', () => {
  for (const [location, callId] of locations) {
    test(`${String(location)} is of call ${callId ?? 'unknown'}`, () => {
      assert.equal(callIdFromLocation(location), callId)
    })
  }

  test('no location makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.webUrl()), (location) => {
        callIdFromLocation(location)
      }),
    )
  })
})
