import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { encodeCallForm, encodeDelegation, encodeWav, isRecord } from '@parley/wire'
import type { FuzzInput } from '../fuzz-target.js'
import { HOST_MARK } from './http-cases.js'
import { anyBytes, mutatedTexts } from './mutated-texts.js'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')

const OFFER = [
  ...['v=0', 'o=- 4611731400430051336 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'],
  ...['m=audio 9 UDP/TLS/RTP/SAVPF 111 63', 'c=IN IP4 0.0.0.0', 'a=rtcp:9 IN IP4 0.0.0.0', 'a=ice-ufrag:x8Qd'],
  ...[
    'a=ice-pwd:0123456789abcdef01234567',
    `a=fingerprint:sha-256 ${'AB:'.repeat(31)}AB`,
    'a=setup:actpass',
    'a=mid:0',
  ],
  ...['a=sendrecv', 'a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1'],
  ...['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:1', 'a=sctp-port:5000', ''],
].join('\r\n')

/** SDP offers, alone and in the forms that a call comes in: content type and body. */
export function callInputs(): fc.Arbitrary<FuzzInput> {
  const form = encodeCallForm({ sdp: OFFER, session: { type: 'realtime', model: 'x' } })
  const body = mutatedTexts(
    [OFFER, Buffer.from(form.body).toString('latin1'), JSON.stringify({ sdp: OFFER, session: { type: 'realtime' } })],
    0xff,
  )
  const contentType = mutatedTexts(['application/sdp', 'application/json', form.contentType, 'multipart/form-data'])
  return fc.tuple(contentType, body)
}

/** The same as requests to the server that is called, with the length that they have. */
export function callRequestInputs(): fc.Arbitrary<FuzzInput> {
  return callInputs().map(([contentType = '', body = '']) => {
    // A line break would end the header: what stands in headers is the work of another target.
    const type = contentType.replace(/[^\x20-\x7e]/g, '').slice(0, 2000)
    const head = [
      ...['POST /v1/realtime/calls HTTP/1.1', `Host: ${HOST_MARK}`, `Content-Type: ${type}`],
      ...[`Content-Length: ${body.length}`, 'Connection: close', '', ''],
    ]
    return [head.join('\r\n') + body]
  })
}

/** WAV files. */
export function wavInputs(): fc.Arbitrary<FuzzInput> {
  const tone = Int16Array.from({ length: 600 }, (_none, index) => index * 50)
  const files = [encodeWav(tone, 16_000, 1), encodeWav(tone, 48_000, 2), encodeWav(new Int16Array(0), 8000, 1)]
  const samples = files.map((file) => Buffer.from(file).toString('latin1'))
  return fc.oneof({ weight: 4, arbitrary: mutatedTexts(samples, 0xff) }, anyBytes()).map((text) => [text])
}

/** Sound as bytes and as base64. */
export function soundInputs(): fc.Arbitrary<FuzzInput> {
  return fc.tuple(anyBytes(900), mutatedTexts(['AAAA', 'AAA=', 'AA==', 'A', '', 'AAAAAAAAAAAAAAAA', 'a-_b', 'AA\nAA']))
}

/** Delegation envelopes and addresses of calls. */
export function envelopeInputs(): fc.Arbitrary<FuzzInput> {
  const transcript = [{ role: 'user', text: 'list <them> & go' }] as const
  const samples = [encodeDelegation({ input: 'x', transcript, source: 'y' }), 'https://h/v1/realtime/calls/rtc_abc?x#y']
  return mutatedTexts(samples).map((text) => [text])
}

function manyLines(samples: readonly string[]): fc.Arbitrary<FuzzInput> {
  return fc.array(mutatedTexts(samples), { minLength: 1, maxLength: 40 })
}

/** What a program prints that speaks agent lines. */
export function agentLineInputs(): fc.Arbitrary<FuzzInput> {
  const page = readFileSync(join(ROOT, 'docs', 'protocol', 'agent-lines.md'), 'utf8')
  const shown = page.split('\n').filter((line) => line.startsWith('{'))
  return manyLines([
    ...shown,
    ...[...page.matchAll(/`(\{"[^`]+\})`/g)].map(([, text = '']) => text),
    '{"parley":1}',
    'plain text',
    '\u001b[31mred\u001b[0m',
  ])
}

/** What `codex app-server` prints, as recorded. */
export function codexInputs(): fc.Arbitrary<FuzzInput> {
  const folder = join(ROOT, 'packages', 'agents', 'fixtures', 'codex')
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  const printed = lines.flatMap((line) => printedLine(line))
  return manyLines([
    ...new Set(printed.map((line) => line.slice(0, 5000))),
    '{"id":1,"result":{"userAgent":"x"}}',
    '{"id":2,"result":{"thread":{"id":"t1"}}}',
  ])
}

/** Recordings hold one object per line, with what was printed as text or as JSON in it. */
function printedLine(line: string): readonly string[] {
  if (line.trim() === '') return []
  const value: unknown = JSON.parse(line)
  if (!isRecord(value)) return []
  const inner = value['message'] ?? value['line'] ?? value['payload'] ?? value
  return [typeof inner === 'string' ? inner : JSON.stringify(inner)]
}

/** What an ACP agent prints. */
export function acpInputs(): fc.Arbitrary<FuzzInput> {
  const update = (update: object) =>
    JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's1', update } })
  const ask = {
    sessionId: 's1',
    toolCall: { toolCallId: 't' },
    options: [{ optionId: 'a', name: 'A', kind: 'allow_once' }],
  }
  return manyLines([
    '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":1,"agentCapabilities":{"loadSession":true}}}',
    '{"jsonrpc":"2.0","id":1,"result":{"sessionId":"s1"}}',
    '{"jsonrpc":"2.0","id":2,"result":{"stopReason":"end_turn"}}',
    update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Hello.' } }),
    update({ sessionUpdate: 'tool_call', toolCallId: 't', title: 'Read', kind: 'read', status: 'pending' }),
    update({ sessionUpdate: 'plan', entries: [{ content: 'one', priority: 'high', status: 'pending' }] }),
    JSON.stringify({ jsonrpc: '2.0', id: 'p', method: 'session/request_permission', params: ask }),
    '{"jsonrpc":"2.0","id":7,"method":"fs/read_text_file","params":{"sessionId":"s1","path":"/etc/passwd"}}',
  ])
}

/** Journals of a release, damaged. */
export function journalInputs(name: 'journal.jsonl' | 'journal.db'): fc.Arbitrary<FuzzInput> {
  const file = readFileSync(join(ROOT, 'tests', 'security', 'fixtures', '0.1', name)).toString('latin1')
  return mutatedTexts([file], 0xff).map((text) => [text])
}

/** Configuration files. */
export function configInputs(): fc.Arbitrary<FuzzInput> {
  return mutatedTexts([
    '{ "agent": "codex", "approvals": { "rules": { "execute": "screen" } } }',
    '{ "agents": { "mine": { "kind": "command", "command": ["cat"] } }, "agent": "mine", "apiKey": "sk-test" }',
    '// a comment\n{ "realtime": { "url": "http://127.0.0.1:1" }, }',
    '{}',
    '[1]',
  ]).map((text) => [text])
}
