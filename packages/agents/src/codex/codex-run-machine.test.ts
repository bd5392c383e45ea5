import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@parley/wire'
import type { CodexRunSettings } from './codex-run-state.js'
import { createMachineBench, eventLine } from './testing/replay-run.js'

const THREAD = 'thread_1'
const TURN = 'turn_1'
const ofTurn = { threadId: THREAD, turnId: TURN }

/** A run whose turn has begun. */
function working(settings: Partial<CodexRunSettings> = {}) {
  const bench = createMachineBench(settings)
  bench.open({ isInitialized: true, threadId: THREAD })
  bench.hear({ id: 1, result: { turn: { id: TURN } } })
  return bench
}

const notify = (method: string, params: JsonObject): JsonObject => ({ method, params: { ...ofTurn, ...params } })
const message = (id: string, text: string, phase: string | null = null): JsonObject =>
  notify('item/completed', { item: { type: 'agentMessage', id, text, phase } })
const completed = (status = 'completed', rest: JsonObject = {}): JsonObject =>
  notify('turn/completed', { turn: { id: TURN, status, items: [], ...rest } })
const command = (id: string, text: string): JsonObject =>
  notify('item/started', { item: { type: 'commandExecution', id, command: text, status: 'inProgress' } })
const lines = (bench: ReturnType<typeof working>) => bench.events.map(eventLine)

test('codex: a warm process gets the next task in its thread at once', () => {
  const bench = createMachineBench()
  bench.open({ isInitialized: true, threadId: THREAD, nextRequestId: 9 })
  assert.deepEqual(
    bench.sent.map(({ id, method }) => [id, method]),
    [[9, 'turn/start']],
  )
})

test('codex: without phases the last message is the answer, and those before it are updates', () => {
  const bench = working()
  bench.hear(message('a', 'First I look.'))
  bench.hear(message('b', 'It is done.'))
  bench.hear(completed())
  assert.deepEqual(lines(bench), ['resumable', 'update First I look.', 'finished: It is done.'])
})

test("codex: a message that was begun and not ended is nobody's result", () => {
  const bench = working()
  bench.hear(notify('item/started', { item: { type: 'agentMessage', id: 'a', text: '', phase: 'final_answer' } }))
  bench.hear(notify('item/agentMessage/delta', { itemId: 'a', delta: 'Half a' }))
  bench.hear(completed('interrupted'))
  assert.ok(!lines(bench).some((line) => line.includes('Half a')))
})

test('codex: what another turn or another thread does is not told', () => {
  const bench = working()
  bench.hear({ ...message('a', 'Not mine.'), params: { ...ofTurn, turnId: 'turn_0', item: {} } })
  bench.hear({
    method: 'turn/completed',
    params: { threadId: 'thread_of_a_helper', turn: { id: TURN, status: 'completed' } },
  })
  bench.hear({ method: 'turn/completed', params: { threadId: THREAD, turn: { id: 'turn_0', status: 'completed' } } })
  assert.deepEqual(lines(bench), ['resumable'])
})

test('codex: a permission of an agent that Codex has started is asked all the same', () => {
  const bench = working()
  const params = { threadId: 'thread_of_a_helper', turnId: 'turn_9', itemId: 'x', command: 'make' }
  bench.hear({ id: 'a', method: 'item/commandExecution/requestApproval', params })
  assert.equal(lines(bench).at(-1), 'asks execute: Run the command make')
})

test('codex: a process that dies is replaced, the thread taken up, and the task told again with its guidance', () => {
  const bench = working()
  bench.feed({ type: 'steer', commandId: 'c1', text: 'only the tests' })
  bench.hear({ id: 2, result: { turnId: TURN } })
  bench.feed({ type: 'steer', commandId: 'c2', text: 'and be quick' })
  bench.hear(command('x', 'make'))
  bench.hear({
    id: 0,
    method: 'item/commandExecution/requestApproval',
    params: { ...ofTurn, itemId: 'x', command: 'make' },
  })
  const died = bench.feed({ type: 'died', reason: 'codex was ended by SIGKILL.', isLasting: false })
  assert.deepEqual(
    died.map((effect) => (effect.type === 'emit' ? eventLine(effect.event) : effect.type)),
    [
      'permission-withdrawn',
      'failed',
      'progress codex was ended by SIGKILL. It is started again and goes on.',
      'reopen',
    ],
  )
  const before = bench.sent.length
  bench.open({ lastThreadId: THREAD })
  bench.hear({ id: 1, result: {} })
  bench.hear({ id: 2, result: { thread: { id: THREAD } } })
  bench.hear({ id: 3, result: { turn: { id: 'turn_2' } } })
  const [initialize, , resume, turn, steer] = bench.sent.slice(before)
  assert.deepEqual([initialize?.['method'], resume?.['method']], ['initialize', 'thread/resume'])
  assert.match(JSON.stringify(turn), /ended before it was done.*the envelope.*only the tests/)
  assert.match(JSON.stringify(steer), /turn_2.*and be quick/)
  bench.hear({ id: 4, result: { turnId: 'turn_2' } })
  assert.deepEqual(
    bench.settled.map(({ refusal }) => refusal),
    [undefined, undefined],
  )
})

test('codex: a process that dies once too often is the end, and says so', () => {
  const bench = working({ maxReconnects: 0 })
  bench.feed({ type: 'died', reason: 'codex was ended by SIGKILL.', isLasting: false })
  assert.equal(lines(bench).at(-1), 'failed: codex was ended by SIGKILL.')
})

test('codex: a process that dies before it was ready is not started again', () => {
  const bench = createMachineBench()
  bench.open()
  bench.feed({ type: 'died', reason: 'codex exited with 1: unknown field.', isLasting: false })
  assert.equal(lines(bench).at(-1), 'failed: codex exited with 1: unknown field.')
})

test('codex: a thread that is gone is replaced by a new one, unless the caller has named it', () => {
  const forgetful = createMachineBench()
  forgetful.open({ isInitialized: true, lastThreadId: 'gone' })
  forgetful.hear({ id: 1, error: { code: -32600, message: 'no rollout found' } })
  assert.equal(forgetful.sent.at(-1)?.['method'], 'thread/start')
  const named = createMachineBench({ resumeThreadId: 'gone' })
  named.open({ isInitialized: true })
  named.hear({ id: 1, error: { code: -32600, message: 'no rollout found' } })
  assert.match(
    lines(named).at(-1) ?? '',
    /^failed: The work in thread gone cannot be taken up again. Codex: no rollout/,
  )
})

test('codex: work that is taken up is told what happened, with what has come since', () => {
  const bench = createMachineBench({ resumeThreadId: THREAD, guidance: ['<guidance>'] })
  bench.open({ isInitialized: true })
  bench.hear({ id: 1, result: { thread: { id: THREAD } } })
  assert.match(JSON.stringify(bench.sent.at(-1)), /do nothing twice.*the envelope.*<guidance>/)
})

test('codex: guidance that comes before the turn waits for it', () => {
  const bench = createMachineBench()
  bench.feed({ type: 'steer', commandId: 'c1', text: 'only the tests' })
  bench.open({ isInitialized: true, threadId: THREAD })
  assert.equal(bench.sent.length, 1)
  bench.hear({ id: 1, result: { turn: { id: TURN } } })
  assert.match(JSON.stringify(bench.sent.at(-1)), /turn\/steer.*turn_1.*only the tests/)
})

test('codex: an interrupt that nobody answers ends with the process', () => {
  const bench = working()
  bench.feed({ type: 'cancel', nowMs: 100 })
  bench.feed({ type: 'tick', nowMs: 5099 })
  assert.deepEqual(bench.ends, [])
  bench.feed({ type: 'tick', nowMs: 5100 })
  assert.deepEqual(bench.ends, [{ type: 'ended', outcome: 'cancelled' }])
})

test('codex: a turn that had finished before it could be interrupted has finished', () => {
  const bench = working()
  bench.hear(message('a', 'Done.', 'final_answer'))
  bench.feed({ type: 'cancel', nowMs: 0 })
  bench.hear(completed())
  assert.deepEqual(bench.ends, [{ type: 'ended', outcome: 'finished', result: 'Done.' }])
})

test('codex: while a run is being cancelled nothing is asked and nothing granted', () => {
  const bench = working()
  bench.feed({ type: 'cancel', nowMs: 0 })
  bench.hear({ id: 7, method: 'item/fileChange/requestApproval', params: { ...ofTurn, itemId: 'x' } })
  assert.deepEqual(bench.sent.at(-1), { id: 7, result: { decision: 'decline' } })
})

test('codex: of a flood of requests the first 32 are asked, the rest is denied', () => {
  const bench = working()
  for (let id = 0; id < 40; id += 1) {
    bench.hear({ id, method: 'item/fileChange/requestApproval', params: { ...ofTurn, itemId: 'x' } })
  }
  const denied = bench.sent.filter(({ result }) => JSON.stringify(result) === '{"decision":"decline"}')
  assert.deepEqual([bench.state.openRequests.length, denied.length], [32, 8])
})

test('codex: the same request twice is asked once', () => {
  const bench = working()
  const request = { id: 0, method: 'item/fileChange/requestApproval', params: { ...ofTurn, itemId: 'x' } }
  bench.hear(request)
  const before = bench.effects.length
  bench.hear(request)
  assert.equal(bench.effects.length, before)
})

test('codex: questions of one request are asked one after the other', () => {
  const bench = working()
  const questions = [
    { id: 'name', question: 'Which name?', isSecret: false, options: null },
    { id: 'pass', question: 'Which password?', isSecret: true },
  ]
  bench.hear({ id: 3, method: 'item/tool/requestUserInput', params: { ...ofTurn, questions } })
  const asked = () => bench.events.filter((event) => event.type === 'needs-input')
  assert.equal(asked().length, 1)
  bench.feed({ type: 'reply', commandId: 'c1', questionId: asked()[0]?.questionId ?? '', text: 'Ada' })
  assert.equal(asked()[1]?.isSecret, true)
  bench.feed({ type: 'reply', commandId: 'c2', questionId: asked()[0]?.questionId ?? '', text: 'twice' })
  assert.match(bench.settled[1]?.refusal ?? '', /not open/)
  bench.feed({ type: 'reply', commandId: 'c3', questionId: asked()[1]?.questionId ?? '', text: 'secret' })
  assert.deepEqual(bench.sent.at(-1), {
    id: 3,
    result: { answers: { name: { answers: ['Ada'] }, pass: { answers: ['secret'] } } },
  })
})

test('codex: what was resolved elsewhere is withdrawn, and answering it is refused', () => {
  const bench = working()
  bench.hear({ id: 0, method: 'item/fileChange/requestApproval', params: { ...ofTurn, itemId: 'x' } })
  bench.hear({ method: 'serverRequest/resolved', params: { threadId: THREAD, requestId: 0 } })
  assert.equal(lines(bench).at(-1), 'permission-withdrawn')
  bench.feed({ type: 'answer', commandId: 'c1', permissionId: 'permission_1_0', decision: 'granted' })
  assert.match(bench.settled[0]?.refusal ?? '', /not asked for/)
})

test('codex: every request is answered, also those that nobody can answer here', () => {
  const bench = working()
  const requests = [
    ['item/tool/call', {}],
    ['account/chatgptAuthTokens/refresh', {}],
    ['attestation/generate', {}],
    ['currentTime/read', {}],
    [
      'mcpServer/elicitation/request',
      { serverName: 's', mode: 'url', message: 'Sign in', url: 'https://x', elicitationId: 'e' },
    ],
    ['item/tool/requestUserInput', { questions: [] }],
    ['item/fileChange/requestApproval', { nothing: 'of it' }],
    ['some/thing/new', null],
  ] as const
  for (const [index, [method, params]] of requests.entries()) {
    bench.hear({ id: `r${index}`, method, params })
    assert.equal(bench.sent.at(-1)?.['id'], `r${index}`, method)
  }
  assert.deepEqual(bench.state.openRequests, [])
})

test('codex: a failed turn says what Codex said and what to do', () => {
  const cases = [
    [
      { message: 'no', codexErrorInfo: 'unauthorized' },
      /^failed: Codex: no\. Run "codex login", or set OPENAI_API_KEY/,
    ],
    [{ message: 'unexpected status 401 Unauthorized: x', codexErrorInfo: 'other' }, /codex login/],
    [{ message: 'x', codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 401 } } }, /codex login/],
    [{ message: 'limit', codexErrorInfo: 'usageLimitExceeded' }, /wait until it is reset/],
    [{ message: 'odd', codexErrorInfo: '__proto__' }, /^failed: Codex: odd\.$/],
  ] as const
  for (const [error, words] of cases) {
    const bench = working()
    bench.hear(completed('failed', { error }))
    assert.match(lines(bench).at(-1) ?? '', words)
  }
})

test('codex: a configuration that cannot be read is told; what is missing on the machine is not', () => {
  const bench = createMachineBench()
  bench.open()
  const details = '/home/user/.codex/config.toml:2:9: invalid type'
  bench.hear({
    method: 'configWarning',
    params: { summary: 'Using defaults.', details, path: '/home/user/.codex/config.toml' },
  })
  bench.hear({ method: 'configWarning', params: { summary: 'There is no bubblewrap.', details: null } })
  assert.deepEqual(lines(bench), [`update Codex's configuration: Using defaults. ${details}`])
})

test('codex: nothing comes after the end but refusals', () => {
  const bench = working()
  bench.hear(completed())
  const count = bench.effects.length
  bench.hear(completed())
  bench.feed({ type: 'died', reason: 'gone', isLasting: false })
  bench.feed({ type: 'cancel', nowMs: 0 })
  bench.feed({ type: 'tick', nowMs: 1e9 })
  assert.equal(bench.effects.length, count)
  assert.equal(bench.feed({ type: 'steer', commandId: 'c', text: 'x' })[0]?.type, 'settle')
})
