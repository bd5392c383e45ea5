import fc from 'fast-check'
import type { FuzzInput } from '../fuzz-target.js'
import { anyBytes, mutatedTexts } from './mutated-texts.js'

/** Replaced at the last moment by the server's own name with its port. */
export const HOST_MARK = '{HOST}'
/** Replaced by the token that opens the door. */
export const TOKEN_MARK = '{TOKEN}'

const methods = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PRI', 'get', '')
const targets = fc.oneof(
  fc.constantFrom(
    '/',
    '/echo',
    '/status',
    '/app',
    '/v1/realtime',
    '/v1/realtime/calls',
    '/healthz',
    '/ticket',
    '*',
    '//',
  ),
  fc.constantFrom(
    'http://evil.test/',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/a?b=c#d',
    '/\0',
    '/'.repeat(9000),
  ),
  fc.webPath(),
)
const hosts = fc.oneof(
  { weight: 6, arbitrary: fc.constant(HOST_MARK) },
  { weight: 1, arbitrary: fc.constantFrom('evil.test', '', '127.0.0.1', `${HOST_MARK}.`, `${HOST_MARK}, evil.test`) },
)
const headers = fc.oneof(
  fc.constantFrom(
    `Authorization: Bearer ${TOKEN_MARK}`,
    'Authorization: Bearer wrong',
    'Authorization:',
    'Content-Type: application/json',
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding : chunked',
    'Expect: 100-continue',
    'Connection: Upgrade',
    'Connection: keep-alive',
    'Upgrade: websocket',
    'Upgrade: h2c',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: parley.v1, parley.ticket.x',
    'Origin: null',
    `Origin: http://${HOST_MARK}`,
    'Origin: https://evil.test',
    'Sec-Fetch-Site: cross-site',
    ' folded: yes',
    `X: ${'y'.repeat(9000)}`,
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
)
const bodies = fc.oneof(
  fc.constantFrom(
    '',
    'hello',
    '{}',
    '{"a":',
    `${'['.repeat(500)}`,
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffff\r\n',
    '-1\r\nx\r\n',
  ),
  anyBytes(60),
)

function requests(): fc.Arbitrary<string> {
  return fc
    .tuple(methods, targets, hosts, fc.array(headers, { maxLength: 6 }), bodies)
    .map(([method, target, host, lines, body]) =>
      [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...lines, '', body].join('\r\n'),
    )
}

/** Requests as no client sends them, in the pieces in which they are written. */
export function httpInputs(): fc.Arbitrary<FuzzInput> {
  const samples = fc.sample(requests(), { seed: 2, numRuns: 80 })
  const text = fc.oneof(
    { weight: 5, arbitrary: requests() },
    { weight: 3, arbitrary: mutatedTexts(samples, 0xff) },
    { weight: 1, arbitrary: anyBytes() },
  )
  return fc.array(text, { minLength: 1, maxLength: 3 })
}
