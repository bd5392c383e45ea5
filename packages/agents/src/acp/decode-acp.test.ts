import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAcpStream } from './acp-stream.js'
import {
  decodeFileRead,
  decodeFileWrite,
  decodeIntroduction,
  decodeOpenedSession,
  decodePermissionRequest,
  decodePromptAnswer,
} from './decode-acp-answers.js'
import { decodeSessionUpdate } from './decode-acp-news.js'
import { plainLine } from './plain-text.js'

/** Seen from OpenCode 1.18.33. */
const OPENCODE_ASKS = {
  sessionId: 'ses_1',
  toolCall: {
    toolCallId: 'call_1',
    title: '/work/c.txt',
    kind: 'edit',
    status: 'pending',
    locations: [{ path: '/work/c.txt' }],
    rawInput: { filepath: '/work/c.txt', diff: 'Index: …' },
    content: [{ type: 'diff', path: '/work/c.txt', oldText: '', newText: 'x\n' }],
  },
  options: [
    { optionId: 'once', kind: 'allow_once', name: 'Allow once' },
    { optionId: 'always', kind: 'allow_always', name: 'Always allow' },
    { optionId: 'reject', kind: 'reject_once', name: 'Reject' },
  ],
}

/** Seen from codex-acp 0.16.0, cut. */
const CODEX_ACP_ASKS = {
  sessionId: 's',
  toolCall: {
    toolCallId: 'call_1',
    kind: 'execute',
    status: 'pending',
    title: 'echo done',
    content: [{ type: 'content', content: { type: 'text', text: 'Proposed Amendment: …' } }],
    rawInput: { command: ['/bin/bash', '-lc', 'echo done'], cwd: '/work', parsed_cmd: [{ type: 'unknown' }] },
  },
  options: [{ optionId: 'approved', name: 'Yes, proceed', kind: 'allow_once' }],
}

test('acp decoding: a permission of OpenCode', () => {
  const decoded = decodePermissionRequest(OPENCODE_ASKS)
  assert.deepEqual(decoded?.request.offers, {
    ...{ allowOnce: 'once', allowAlways: 'always', rejectOnce: 'reject', rejectAlways: undefined },
  })
  const { kind, paths, changes } = decoded.request.tool
  assert.deepEqual([kind, paths], ['edit', ['/work/c.txt']])
  assert.deepEqual(changes, [{ path: '/work/c.txt', oldText: '', newText: 'x\n' }])
})

test('acp decoding: a permission of codex-acp, with the script that its shell gets', () => {
  const tool = decodePermissionRequest(CODEX_ACP_ASKS)?.request.tool
  assert.equal(tool?.command, 'echo done')
  assert.equal(tool.workingDirectory, '/work')
  assert.equal(tool.reason, 'Proposed Amendment: …')
})

test('acp decoding: an introduction with its logins', () => {
  const introduction = decodeIntroduction({
    protocolVersion: 1,
    agentCapabilities: { loadSession: true, sessionCapabilities: { close: {}, resume: {} } },
    authMethods: [
      { id: 'login', name: 'Login', description: 'Run `opencode auth login`' },
      { id: 'x', name: 'Key' },
    ],
    agentInfo: { name: 'OpenCode', version: '1.18.33' },
  })
  assert.deepEqual(introduction, {
    ...{ protocolVersion: 1, title: 'OpenCode', canLoad: true, canResume: true },
    logins: ['Login (Run `opencode auth login`)', 'Key'],
  })
})

test('acp decoding: models and modes to choose from, grouped or not, in the new way and the old', () => {
  const select = (id: string, options: unknown) => ({ id, category: id, type: 'select', name: id, options })
  const session = decodeOpenedSession(
    {
      sessionId: 's',
      configOptions: [
        select('model', [{ group: 'g', name: 'G', options: [{ value: 'a/b', name: 'B' }] }]),
        select('mode', [{ value: 'build', name: 'build' }]),
        { id: 'x', category: 'thought_level', type: 'select', options: [] },
      ],
      modes: { currentModeId: 'build', availableModes: [{ id: 'build', name: 'build' }] },
    },
    undefined,
  )
  assert.deepEqual(session?.choices, [
    { what: 'model', configId: 'model', values: ['a/b'] },
    { what: 'mode', configId: 'mode', values: ['build'] },
    { what: 'mode', configId: undefined, values: ['build'] },
  ])
})

test('acp decoding: a kind that is new to us is other, one that is not told stays open', () => {
  const kindOf = (kind: unknown) => {
    const update = { sessionUpdate: 'tool_call', toolCallId: 't', title: 'T', kind }
    const news = decodeSessionUpdate({ sessionId: 's', update })?.news
    return news?.type === 'tool' ? news.tool.kind : 'none'
  }
  assert.deepEqual(['fetch', 'switch_mode', 'teleport', undefined, 'constructor'].map(kindOf), [
    ...['network', 'other', 'other', undefined, 'other'],
  ])
})

test('acp decoding: control characters do not get through', () => {
  assert.equal(plainLine('a\u001b[31m\nb\u0007\u2028c'), 'a [31m b c')
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'a\u001b]0;title\u0007\n\tb' } }
  assert.deepEqual(decodeSessionUpdate({ sessionId: 's', update })?.news, {
    ...{ type: 'text', messageId: undefined, text: 'a]0;title\n\tb' },
  })
})

const updateKinds = [
  'agent_message_chunk',
  'agent_thought_chunk',
  'tool_call',
  'tool_call_update',
  'plan',
  'notice',
  'x',
]
const anyUpdate = fc.record(
  {
    sessionUpdate: fc.constantFrom(...updateKinds),
    content: fc.anything(),
    toolCallId: fc.anything(),
    title: fc.anything(),
    kind: fc.anything(),
    status: fc.anything(),
    locations: fc.anything(),
    rawInput: fc.anything(),
    entries: fc.anything(),
    messageId: fc.anything(),
  },
  { requiredKeys: ['sessionUpdate'] },
)

test('acp decoding: nothing that an agent can send makes a decoder throw', () => {
  fc.assert(
    fc.property(anyUpdate, fc.anything(), (update, value) => {
      decodeSessionUpdate({ sessionId: 's', update })
      decodePermissionRequest({ sessionId: 's', toolCall: update, options: value })
      for (const decode of [decodeSessionUpdate, decodePermissionRequest, decodeIntroduction, decodePromptAnswer]) {
        decode(value)
      }
      for (const decode of [decodeFileRead, decodeFileWrite]) decode(value)
      decodeOpenedSession({ sessionId: 's', configOptions: value, modes: value }, undefined)
    }),
  )
})

async function readAll(...chunks: readonly (string | Buffer)[]): Promise<readonly unknown[]> {
  const output = new PassThrough()
  for (const chunk of chunks) output.write(chunk)
  output.end()
  const found: unknown[] = []
  for await (const message of createAcpStream(output, new PassThrough()).stream.readable) found.push(message)
  return found
}

test('acp stream: messages are lines, however they are cut', async () => {
  const messages = [
    { jsonrpc: '2.0', method: 'a', params: { text: 'ä€🎈' } },
    { jsonrpc: '2.0', id: 1, method: 'b' },
  ]
  const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\r\n`).join('\n'))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place))
      assert.deepEqual(await readAll(...chunks), messages)
    }),
  )
})

test('acp stream: what is no message, and an answer that nobody waits for, is dropped', async () => {
  const lines = ['Hello!', '[]', '{"id":1}', '{"jsonrpc":"2.0","id":7,"result":{}}', '{"jsonrpc":"2.0","method":"x"}']
  assert.deepEqual(await readAll(lines.join('\n')), [])
  assert.deepEqual(await readAll(`${lines.join('\n')}\n`), [{ jsonrpc: '2.0', method: 'x' }])
})
