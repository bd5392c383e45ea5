import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { decodeAgentLine } from './decode-agent-line.js'
import { initialLinesState, stepLines } from './lines-machine.js'
import type { LinesEffect, LinesState } from './lines-machine.js'

const all = { canAnswer: true, canReply: true, canResume: true }
const none = { canAnswer: false, canReply: false, canResume: false }
const hello = '{"type":"hello","parley":1}'

function run(
  lines: readonly (string | object)[],
  abilities = all,
): { readonly state: LinesState; readonly effects: readonly LinesEffect[] } {
  let state = initialLinesState
  const effects: LinesEffect[] = []
  for (const line of lines) {
    const text = typeof line === 'string' ? line : JSON.stringify(line)
    const step = stepLines(state, { type: 'line', line: text }, abilities)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

const events = (effects: readonly LinesEffect[]): readonly unknown[] =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [effect.event] : []))

test('agent lines: before hello every line is text, whatever it looks like', () => {
  const lines = [
    '{"type":"result","result":"done"}',
    '{"type":"permission","id":"p","kind":"execute","title":"May I?"}',
    '{"type":"error","message":"no"}',
  ]
  const { state, effects } = run(lines)
  assert.deepEqual(
    events(effects),
    lines.map((text) => ({ type: 'update', text, channel: 'silent' })),
  )
  assert.equal(effects.length, 3)
  assert.deepEqual({ ...state }, { ...initialLinesState, strayCount: 3, firstStray: lines[0] })
})

test('agent lines: each message becomes its event', () => {
  const { effects } = run([
    hello,
    { type: 'update', text: 'a\nb' },
    { type: 'update', text: 'hear', channel: 'speakable' },
    { type: 'progress', text: 'half' },
    { type: 'plan', steps: [{ text: 'one', status: 'done' }, { text: 'two' }, { text: 3 }] },
    { type: 'tool-started', id: 't', name: 'ls', title: 'List', kind: 'read' },
    { type: 'tool-ended', id: 't', outcome: 'failed' },
    { type: 'diff', diff: '+a' },
    { type: 'permission', id: 'p', kind: 'edit', title: 'Write', outside: true, details: { paths: ['x'], diff: 7 } },
    { type: 'permission-withdrawn', id: 'p' },
    { type: 'question', id: 'q', question: 'Which?', choices: ['a', 1, 'b'], secret: true },
    { type: 'question-withdrawn', id: 'q' },
    { type: 'usage', inputTokens: 3, outputTokens: -1 },
    { type: 'resumable', resumeId: 'r' },
  ])
  assert.deepEqual(events(effects), [
    { type: 'update', text: 'a\nb', channel: 'silent' },
    { type: 'update', text: 'hear', channel: 'speakable' },
    { type: 'progress', text: 'half' },
    {
      type: 'plan',
      steps: [
        { text: 'one', status: 'done' },
        { text: 'two', status: 'pending' },
      ],
    },
    { type: 'tool-started', toolId: 't', name: 'ls', title: 'List', kind: 'read' },
    { type: 'tool-ended', toolId: 't', outcome: 'failed' },
    { type: 'diff', diff: '+a' },
    {
      ...{ type: 'permission-requested', permissionId: 'p', toolKind: 'edit', title: 'Write', isOutside: true },
      details: { paths: ['x'] },
    },
    { type: 'permission-withdrawn', permissionId: 'p' },
    { type: 'needs-input', questionId: 'q', question: 'Which?', choices: ['a', 'b'], isSecret: true },
    { type: 'input-withdrawn', questionId: 'q' },
    { type: 'usage', inputTokens: 3 },
    { type: 'resumable', resumeId: 'r' },
  ])
})

test('agent lines: result and error end the work, once; what comes after does nothing', () => {
  const { state, effects } = run([
    hello,
    { type: 'result', result: 'all', spoken: 'short' },
    { type: 'error', message: 'late' },
    { type: 'update', text: 'late' },
    'late',
  ])
  const end = { type: 'ended', outcome: 'finished', result: 'all', spoken: 'short' }
  assert.deepEqual(effects, [{ type: 'over', end }])
  assert.equal(state.phase, 'over')
  assert.deepEqual(run([hello, { type: 'error', message: 'no paper' }]).effects, [
    { type: 'over', end: { type: 'ended', outcome: 'failed', error: 'no paper' } },
  ])
})

test('agent lines: another version is refused with both numbers', () => {
  const [effect] = run(['{"type":"hello","parley":2}']).effects
  assert.ok(effect?.type === 'over' && effect.end.outcome === 'failed')
  assert.match(effect.end.error ?? '', /version 2 .* version 1/)
})

test('agent lines: what is no message, or makes no sense, is text and is counted', () => {
  const lines = [
    ...['plain words', '[1]', 'null', '{"type":"hello","parley":1}', '{"type":"constructor"}', '{"type":"unknown"}'],
    ...['{"type":"result"}', '{"type":"permission","id":"p"}', '{"type":"question","id":"","question":"x"}', '{}'],
  ]
  const { state, effects } = run([hello, ...lines, '', '   '])
  assert.equal(state.strayCount, lines.length)
  assert.equal(state.phase, 'working')
  assert.deepEqual(
    events(effects),
    lines.map((text) => ({ type: 'update', text, channel: 'silent' })),
  )
})

test('agent lines: an open question is asked once, and 32 may be open at a time', () => {
  const ask = (id: number): object => ({ type: 'permission', id: String(id), title: 'May I?' })
  const asks = Array.from({ length: 40 }, (_, index) => ask(index))
  const { state, effects } = run([hello, ask(0), ...asks])
  assert.equal(state.openPermissions.length, 32)
  assert.equal(
    effects.filter((effect) => effect.type === 'tell' && effect.event.type === 'permission-requested').length,
    32,
  )
  assert.equal(state.strayCount, 9)
})

test('agent lines: where nobody can answer, a question is denied at once and shown', () => {
  const { state, effects } = run(
    [
      hello,
      { type: 'permission', id: 'p', title: 'May I?' },
      { type: 'question', id: 'q', question: 'Which?' },
      { type: 'resumable', resumeId: 'r' },
    ],
    none,
  )
  assert.deepEqual(events(effects), [
    { type: 'update', text: 'Denied, for nobody can answer: May I?', channel: 'silent' },
    { type: 'update', text: 'Nobody can answer: Which?', channel: 'silent' },
  ])
  assert.deepEqual(
    effects.filter(({ type }) => type !== 'tell'),
    [
      { type: 'deny', permissionId: 'p' },
      { type: 'leave-unanswered', questionId: 'q' },
    ],
  )
  assert.deepEqual(state.openPermissions, [])
})

test('agent lines: the words of a message cannot carry terminal sequences or turn text around', () => {
  const { effects } = run([
    hello,
    {
      type: 'permission',
      id: 'p',
      kind: 'nuke',
      title: 'rm \u202excod\u202c\n\u001b[31m-rf\u0007 /',
      details: { command: 'a\u001b[2Jb' },
    },
  ])
  assert.deepEqual(events(effects), [
    {
      ...{ type: 'permission-requested', permissionId: 'p', toolKind: 'other', title: 'rm \uFFFDxcod\uFFFD -rf /' },
      details: { command: 'ab' },
    },
  ])
})

test('agent lines: no line makes it throw, and only its own messages open questions or end the work', () => {
  const id = fc.constantFrom('a', 'b', 'c')
  const type = fc.constantFrom(
    ...[
      'hello',
      'update',
      'permission',
      'permission-withdrawn',
      'question',
      'result',
      'error',
      'plan',
      'usage',
      '__proto__',
    ],
  )
  const message = fc
    .record({
      type,
      id,
      title: fc.string(),
      question: fc.jsonValue(),
      parley: fc.constantFrom(1, 2, 'x'),
      text: fc.string(),
    })
    .map((fields) => JSON.stringify(fields))
  const line = fc.oneof(fc.string(), fc.json(), message, fc.constant(hello))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      let state = initialLinesState
      for (const text of lines) {
        const { state: next, effects } = stepLines(state, { type: 'line', line: text }, all)
        const decoded = decodeAgentLine(text)
        const isHello = decoded?.type === 'hello'
        if (state.phase === 'greeting') assert.deepEqual(next.openPermissions, [])
        if (next.phase !== state.phase) assert.ok(isHello || decoded?.type === 'error')
        if (state.phase === 'over') assert.deepEqual(effects, [])
        assert.ok(next.openPermissions.length <= 32 && next.openQuestions.length <= 32)
        assert.ok(effects.filter((effect) => effect.type === 'over').length <= 1)
        state = next
      }
    }),
  )
})
