import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import fc from 'fast-check'
import { createLogger } from './logger.js'
import type { LogFields } from './logger.js'
import { createRedactor } from './redact.js'
import { Secret } from './secret.js'

function logged(fields: LogFields, secrets: readonly Secret[] = [], event = 'event'): string {
  const lines: string[] = []
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) }, secrets })
  logger.error(event, fields)
  assert.equal(lines.length, 1)
  return lines.join('')
}

test('secrets: a secret shows itself in no way of printing a value', () => {
  const secret = new Secret('hunter2')
  const shown = [
    ['in ', secret, ' text'].join(''),
    String(secret),
    JSON.stringify({ secret, list: [secret] }),
    inspect(secret, { showHidden: true, depth: null }),
    inspect(secret, { customInspect: false, showHidden: true, depth: null }),
    inspect({ deep: { secret } }),
    format('%s %o %O %j', secret, secret, secret, secret),
    Object.entries(secret).join(),
    new Error(`failed with ${String(secret)}`).stack ?? '',
  ]
  for (const text of shown) assert.ok(!text.includes('hunter2'), text)
  assert.equal(String(secret), '[secret]')
  assert.equal(secret.reveal(), 'hunter2')
})

const forms = [
  'sk-proj-abcdefghijklmnop',
  'ek_abcdefghijklmnop',
  'Bearer abcdefghijklmnop',
  'basic dXNlcjpwYXNz',
  'parley_token_abcdefghijkl',
  'parley.ticket.parley_ticket_abcdefghijkl',
  'openai-insecure-api-key.abcdefghijkl',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.abcdefgh',
  'AKIAIOSFODNN7EXAMPLE',
  'aws_secret_access_key = wJalrXUtnFEMIK7MDENG',
  'ghp_abcdefghijklmnopqrstuvwxyz',
  'xoxb-1234567890-abcdefghijk',
  'AIzaSyabcdefghijklmnopqrstuvwxyz012345',
  'https://user:abcdefghijkl@example.test/',
  'https://example.test/?access_token=abcdefghijkl&x=1',
  '/app?key=abcdefghijkl',
  '{"client_secret":"abc defghijkl"}',
  '{\\"password\\":\\"abc defghijkl\\"}',
  "x-api-key: 'abcdefghijkl'",
  '-----BEGIN RSA PRIVATE KEY-----\nabcdefghijkl\n-----END RSA PRIVATE KEY-----',
] as const

for (const form of forms) {
  test(`secrets: text of the form ${form.slice(0, 14).replace('\n', ' ')}… is taken out of what is logged`, () => {
    const core = /abc ?defgh\w*|AKIA\w*|wJal\w*|dXNl\w*|eyJ\w{8,}|1234567890/
    assert.match(form, core)
    for (const line of [
      logged({ text: form }),
      logged({ text: `before ${form} behind` }),
      logged({ text: JSON.stringify({ note: `line\n${form}` }) }),
      logged({ text: `a%20${form}` }),
      logged({ error: new Error(form, { cause: new Error(`because ${form}`) }) }),
      logged({ [form]: 1 }),
      logged({}, [], form),
    ]) {
      assert.doesNotMatch(line, core)
      assert.match(line, /\[secret\]/)
    }
  })
}

test('secrets: what is no secret stays readable', () => {
  const fields = {
    usage: { inputTokens: 12, outputTokens: 3 },
    path: '/app',
    reason: 'task-7 is risk-free; the tokenizer said so',
    hasTicket: true,
    at: new Date(0),
    idempotencyKey: 'k1',
  }
  const line: unknown = JSON.parse(logged(fields))
  assert.deepEqual(line, {
    ...{ level: 'error', event: 'event', ...fields, at: '1970-01-01T00:00:00.000Z' },
    time: typeof line === 'object' && line !== null && 'time' in line ? line.time : undefined,
  })
})

test('secrets: speech, bodies, headers and bytes are logged as their size only', () => {
  const line = logged({
    transcript: 'private words',
    call: { sdp: 'v=0 private', headers: { accept: 'private' }, audio: 'private', frame: Buffer.from('private') },
  })
  assert.doesNotMatch(line, /private w|v=0|"private"|cHJpdmF0ZQ/)
  assert.match(line, /\[private: 13 characters\]/)
  assert.match(line, /\[7 bytes\]/)
})

test('secrets: a given secret is taken out wherever it stands, whatever its form', () => {
  const line = logged({ note: 'my pass is correct horse!', 'correct horse': 1 }, [new Secret('correct horse')])
  assert.doesNotMatch(line, /correct horse/)
})

test('secrets: circles, depth, breadth, getters that throw and foreign toJSON neither fail nor flood a log line', () => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle['self'] = circle
  let deep: unknown = 'sk-bottombottom'
  for (let level = 0; level < 10_000; level++) deep = { deep }
  const hostile = {
    circle,
    deep,
    wide: Array.from({ length: 100_000 }, (_, index) => index),
    long: 'x'.repeat(1_000_000),
    getter: Object.defineProperty({}, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    }),
    talkative: { toJSON: () => 'sk-abcdefghijklmnop' },
    proxy: new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    ),
  }
  const line = logged({ hostile })
  assert.ok(line.length < 20_000, String(line.length))
  assert.doesNotMatch(line, /sk-[ab]/)
  assert.match(line, /\[circular\]/)
  assert.match(line, /\[unreadable\]/)
})

test('secrets: hostile megabytes take no hostile time to redact', { timeout: 10_000 }, () => {
  const { text } = createRedactor()
  const parts = [
    'token=',
    '"secret": "',
    'Bearer ',
    'a://',
    'eyJaaaaaaaa.',
    'sk-',
    '\\\\\\"',
    '-----BEGIN PRIVATE KEY-----',
    'a',
  ]
  for (const part of parts) assert.ok(text(part.repeat(500_000)).length < 10_000)
})

const CANARY = 'sk-c4n4ryc4n4ryc4n4ry'
const PLAIN_CANARY = 'horse-battery-c4n4ry'

/** The planted text in each place of a value where a text can be. */
const planted: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(CANARY, ` ${CANARY} `, `Bearer ${CANARY}`, new Secret(PLAIN_CANARY), Buffer.from(CANARY)),
    fc.constantFrom<unknown>(
      new URL(`https://${CANARY}@host.test/a/${CANARY}?token=${PLAIN_CANARY}&x=${CANARY}#access_token=${PLAIN_CANARY}`),
      { authorization: PLAIN_CANARY, cookie: [PLAIN_CANARY], 'X-Api-Key': { deep: PLAIN_CANARY }, password: 4 },
      ['sec-websocket-protocol', PLAIN_CANARY],
      new Map([['client_secret', PLAIN_CANARY]]),
      new URLSearchParams({ ticket: PLAIN_CANARY, state: CANARY }),
      JSON.stringify({ refresh_token: PLAIN_CANARY, nested: JSON.stringify({ password: PLAIN_CANARY }) }),
    ),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => new Set(items)),
    fc.dictionary(fc.oneof(fc.string(), fc.constant(CANARY)), tie('node'), { maxKeys: 4 }),
    fc
      .tuple(tie('node'), fc.string())
      .map(([cause, text]) =>
        Object.assign(new Error(`${text} ${CANARY} password=${PLAIN_CANARY}`, { cause }), { extra: cause }),
      ),
    fc.array(tie('node'), { maxLength: 3 }).map((errors) => new AggregateError(errors, CANARY)),
  ),
})).node

test('secrets: canaries planted in every field, message, cause and address never reach a log line', () => {
  fc.assert(
    fc.property(planted, fc.string(), (value, name) => {
      const line = logged({ [name]: value, value })
      assert.ok(!line.includes('c4n4ry'), line)
    }),
    { numRuns: 1000 },
  )
})

test('secrets: lines below the level are not written', () => {
  const lines: string[] = []
  const logger = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } })
  logger.info('quiet')
  logger.warn('loud', { port: 1 })
  assert.equal(lines.length, 1)
  assert.match(lines.join(''), /^\{"level":"warn","time":"[^"]+","port":1,"event":"loud"\}\n$/)
})
