import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Agent, AgentEvent, AgentRun, AgentTask, RunEnded } from '@parley/conversation'
import { createFakeClock } from '@parley/conversation/testing'
import { createCodexAgent } from './codex-agent.js'
import type { CodexAgentOptions } from './codex-agent.js'
import { RUN_MARK } from '../process/process-environment.js'
import { listProcessTree } from '../process/process-tree.js'
import { fakeCodex } from './testing/fake-codex.js'
import type { FakeCodexScript } from './testing/fake-codex.js'

const task: AgentTask = {
  taskId: 'task_1',
  input: 'do it',
  envelope: '<realtime_delegation>do it</realtime_delegation>',
}
const slow = { timeout: 60_000 }

function agent(script: FakeCodexScript, options: Partial<CodexAgentOptions> = {}): Agent {
  return createCodexAgent({ program: fakeCodex(script), killGraceMs: 300, ...options })
}

/** As if these tests were a run themselves: everything that they start carries this. */
const MARK = `test_${randomUUID()}`
process.env[RUN_MARK] = MARK

/** All that any test here has started and that still runs. */
function alive(): Promise<readonly number[]> {
  return listProcessTree({ pid: -1, mark: MARK })
}

interface Read {
  readonly run: AgentRun
  readonly events: readonly AgentEvent[]
  readonly ended: RunEnded
}

/** Runs the task to its end; the agent lives on. */
async function runTask(subject: Agent, given: AgentTask = task): Promise<Read> {
  const run = subject.start(given, {})
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  return { run, events, ended }
}

/** Runs the task, closes the agent, and finds nothing of it left. */
async function runAndClose(subject: Agent): Promise<Read> {
  const read = await runTask(subject)
  await subject.close?.()
  assert.deepEqual(await alive(), [])
  return read
}

async function until(run: AgentRun, type: AgentEvent['type']): Promise<AsyncIterator<AgentEvent>> {
  const events = run.events[Symbol.asyncIterator]()
  for (;;) {
    const next = await events.next()
    assert.ok(next.done !== true, `the run ended before ${type}`)
    if (next.value.type === type) return events
  }
}

const errorOf = (ended: RunEnded): string => (ended.outcome === 'failed' ? (ended.error ?? '') : ended.outcome)

test('codex agent: tasks that follow each other share a process and its thread', slow, async () => {
  const subject = agent({ work: "finish(threadId + ' ' + turnId)" })
  const first = await runTask(subject)
  const second = await runTask(subject)
  assert.match(first.ended.result ?? '', /^thread_\d+ turn_3$/)
  assert.equal(second.ended.result, first.ended.result?.replace('turn_3', 'turn_4'))
  await subject.close?.()
  assert.deepEqual(await alive(), [])
})

test('codex agent: tasks side by side have a process each', slow, async () => {
  const subject = agent({ work: 'finish(String(process.pid))' })
  const [first, second] = await Promise.all([runTask(subject), runTask(subject)])
  assert.notEqual(first.ended.result, second.ended.result)
  await subject.close?.()
})

test('codex agent: an idle process is ended, and its thread taken up by the next', slow, async () => {
  const clock = createFakeClock()
  const subject = agent({ work: "finish(began + ' ' + threadId)" }, { clock, idleMs: 1000 })
  const first = await runTask(subject)
  const [idle] = await alive()
  assert.ok(idle !== undefined)
  clock.advance(1000)
  const second = await runTask(subject)
  assert.equal(second.ended.result, first.ended.result?.replace('new', 'resumed'))
  assert.ok(!(await alive()).includes(idle))
  await subject.close?.()
})

test('codex agent: a program that is not Codex is found out, and ended', slow, async () => {
  const { ended } = await runAndClose(
    agent({ begin: "for (let i = 0; i < 500; i += 1) console.log('Hello, I am a shell.')" }),
  )
  assert.match(errorOf(ended), /does not speak the language of "codex app-server"/)
})

test('codex agent: a little garbage between messages changes nothing', slow, async () => {
  const begin = 'process.stdout.write(\'warning: old\\n{"id":\\n\\u0000\\xff\\n\')'
  assert.equal((await runAndClose(agent({ begin }))).ended.outcome, 'finished')
})

test('codex agent: a flood of 100 MB is read to its end and held nowhere', slow, async () => {
  const work = `
    const line = JSON.stringify({ method: 'item/agentMessage/delta', params: { threadId, turnId, itemId: 'm', delta: 'x'.repeat(900) } }) + '\\n'
    const block = line.repeat(1000)
    let count = 0
    const next = () => (count++ < 100 ? process.stdout.write(block, next) : finish('after the flood'))
    next()`
  const { ended, events } = await runAndClose(agent({ work }))
  assert.equal(ended.result, 'after the flood')
  assert.ok(events.length < 100, `${events.length} events`)
})

test('codex agent: a line of 50 MB is skipped', slow, async () => {
  const work = `
    let count = 0
    const block = 'x'.repeat(1_000_000)
    const next = () => (count++ < 50 ? process.stdout.write(block, next) : (process.stdout.write('\\n'), finish('after the line')))
    next()`
  assert.equal((await runAndClose(agent({ work }))).ended.result, 'after the line')
})

test('codex agent: a program that ends at its start says its last words, once', slow, async () => {
  const { ended } = await runAndClose(
    agent({ begin: "console.error('unknown configuration field foo'); process.exit(1)" }),
  )
  assert.match(errorOf(ended), /exited with 1: unknown configuration field foo\.$/)
})

test('codex agent: without the program it says how to get it', slow, async () => {
  const { ended } = await runTask(createCodexAgent({ program: ['no-such-codex'] }))
  assert.equal(
    errorOf(ended),
    'no-such-codex was not found; install it: npm install -g @openai/codex, then codex login.',
  )
})

test('codex agent: a folder that is not there is named', slow, async () => {
  const subject = createCodexAgent({ program: fakeCodex({}), workingDirectory: join(tmpdir(), randomUUID()) })
  assert.match(errorOf((await runTask(subject)).ended), /the folder .* does not exist/)
})

test('codex agent: a program that never answers is not waited for', slow, async () => {
  const clock = createFakeClock()
  const silent = createCodexAgent({
    program: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    killGraceMs: 200,
    clock,
  })
  const run = silent.start(task, {})
  clock.advance(20_000)
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  assert.match(errorOf(ended), /did not answer initialize in time/)
  assert.deepEqual(await alive(), [])
  await silent.close?.()
})

test('codex agent: what a process said before it ended is heard', slow, async () => {
  const { ended } = await runAndClose(
    agent({ work: "finish('x'.repeat(200_000) + 'last words'); process.exitCode = 3; process.stdin.destroy()" }),
  )
  assert.match(ended.result ?? '', /last words$/)
})

test('codex agent: a process that dies is replaced once, and the thread taken up', slow, async () => {
  const work = "began === 'new' ? process.kill(process.pid, 'SIGKILL') : finish(text)"
  const { ended, events } = await runAndClose(agent({ work }))
  assert.match(ended.result ?? '', /ended before it was done[^]*do it/)
  assert.ok(events.some((event) => event.type === 'progress' && /started again/.test(event.text)))
})

test('codex agent: a process that dies again and again has failed', slow, async () => {
  const { ended } = await runAndClose(agent({ work: "process.kill(process.pid, 'SIGKILL')" }))
  assert.match(errorOf(ended), /was ended by SIGKILL.*started again once before/)
})

test('codex agent: a process that hears nothing any more is killed when its run is cancelled', slow, async () => {
  const clock = createFakeClock()
  const work = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); tell('turn/plan/updated', { plan: [] })"
  const subject = agent({ work, interrupt: '' }, { clock })
  const run = subject.start(task, {})
  const events = await until(run, 'plan')
  const cancelled = run.cancel()
  clock.advance(5000)
  await cancelled
  assert.deepEqual(await alive(), [])
  const last = await events.next()
  assert.ok(last.done !== true && last.value.type === 'ended' && last.value.outcome === 'cancelled')
  await subject.close?.()
})

test('codex agent: cancelling ends what a command has left in the background', slow, async () => {
  const work = `
    const { spawn } = require('node:child_process')
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref()
    tell('turn/plan/updated', { plan: [] })`
  const subject = agent({ work })
  const run = subject.start(task, {})
  await until(run, 'plan')
  assert.equal((await alive()).length, 2)
  await run.cancel()
  assert.deepEqual(await alive(), [])
  await subject.close?.()
})

test('codex agent: after its close it starts nothing', slow, async () => {
  const subject = agent({})
  await subject.close?.()
  assert.match(errorOf((await runTask(subject)).ended), /has been closed/)
})

test('codex agent: between two tasks nothing is allowed', slow, async () => {
  // In one write, so that the request is there before the next task is.
  const work = `
    if (text === 'again') finish(answer)
    else {
      const late = { id: 'late', method: 'item/commandExecution/requestApproval', params: { itemId: 'x', command: 'rm -rf /' } }
      const done = { method: 'turn/completed', params: { threadId, turn: { id: turnId, status: 'completed', items: [] } } }
      process.stdout.write([done, late].map((each) => JSON.stringify(each) + '\\n').join(''))
    }`
  const begin = `
    let answer = ''
    process.stdin.on('data', (bytes) => (String(bytes).includes('"late"') ? (answer = String(bytes)) : undefined))`
  const subject = agent({ begin, work })
  await runTask(subject)
  const { ended } = await runTask(subject, { ...task, envelope: 'again' })
  assert.match(ended.result ?? '', /^{"id":"late","result":{"decision":"decline"}}/)
  await subject.close?.()
})

test('codex agent: keys of the user that Codex does not need are not in its environment', slow, async () => {
  process.env['PARLEY_TEST_API_KEY'] = 'canary'
  process.env['CODEX_API_KEY'] = 'its own'
  const { ended } = await runAndClose(agent({ work: 'finish(JSON.stringify(process.env))' }))
  delete process.env['PARLEY_TEST_API_KEY']
  delete process.env['CODEX_API_KEY']
  assert.doesNotMatch(ended.result ?? '', /canary/)
  assert.match(ended.result ?? '', /its own/)
})
