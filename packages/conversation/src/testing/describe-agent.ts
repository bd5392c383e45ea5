import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Agent, AgentEvent, AgentRun, AgentTask, RunEnded } from '../agent.js'

/** Agents that behave in known ways. What a real agent cannot be brought to do is left out, and its tests with it. */
export interface AgentSuiteOptions {
  /** Says at least one update, then finishes with `result`. */
  readonly finishing: { readonly create: () => Agent; readonly result: string }
  /** Ends as failed. */
  readonly failing?: () => Agent
  /** Runs until it is cancelled. */
  readonly hanging?: () => Agent
  /** Cannot even start: a program that does not exist, an address where nobody listens. */
  readonly unstartable?: () => Agent
  /** Finishes with a result that holds the request it was given: runs side by side are told apart by it. */
  readonly echoing?: () => Agent
  /** Something of this run still runs: a process, a socket. Checked after its end. */
  readonly isAlive?: (run: AgentRun) => boolean | Promise<boolean>
  readonly timeoutMs?: number
}

/** The acceptance suite of the Agent port: every agent passes it, fakes included. Registers tests with node:test. */
export function describeAgent(name: string, options: AgentSuiteOptions): void {
  const timeout = options.timeoutMs ?? 30_000
  describe(`agent: ${name}`, { timeout }, () => {
    describeFinishing(options)
    if (options.failing !== undefined) describeFailing(options.failing, options)
    if (options.hanging !== undefined) describeHanging(options.hanging, options)
    if (options.unstartable !== undefined) describeUnstartable(options.unstartable)
    if (options.echoing !== undefined) describeEchoing(options.echoing)
  })
}

function describeFinishing({ finishing, isAlive }: AgentSuiteOptions): void {
  test('agent: a run ends once, as its last word, with its result', async () => {
    const run = finishing.create().start(taskOf('list the files'), {})
    const events = await readAll(run)
    assert.equal(events.filter(({ type }) => type === 'ended').length, 1)
    const ended = endOf(events)
    assert.equal(ended.outcome, 'finished')
    assert.ok(ended.result?.includes(finishing.result), `result is ${JSON.stringify(ended.result)}`)
    assert.ok(events.some(({ type }) => type === 'update'))
    assert.equal((await isAlive?.(run)) ?? false, false)
  })

  test('agent: cancelling a run that has ended changes nothing', async () => {
    const run = finishing.create().start(taskOf('list the files'), {})
    const events = await readAll(run)
    await run.cancel()
    await run.cancel()
    assert.equal(endOf(events).outcome, 'finished')
  })

  test('agent: a run has the methods that its description promises, and no others', async () => {
    const agent = finishing.create()
    const { canSteer, canAnswer } = agent.describe()
    const run = agent.start(taskOf('list the files'), {})
    assert.equal(run.steer !== undefined, canSteer)
    assert.equal(run.answer !== undefined, canAnswer)
    await readAll(run)
  })

  test('agent: each run has an id of its own', async () => {
    const agent = finishing.create()
    const runs = [1, 2, 3].map(() => agent.start(taskOf('list the files'), {}))
    assert.equal(new Set(runs.map(({ runId }) => runId)).size, 3)
    await Promise.all(runs.map(readAll))
  })
}

function describeFailing(create: () => Agent, { isAlive }: AgentSuiteOptions): void {
  test('agent: a run that fails says why', async () => {
    const run = create().start(taskOf('fail'), {})
    const ended = endOf(await readAll(run))
    assert.ok(ended.outcome === 'failed' && (ended.error ?? '') !== '', JSON.stringify(ended))
    assert.equal((await isAlive?.(run)) ?? false, false)
  })
}

function describeHanging(create: () => Agent, { isAlive }: AgentSuiteOptions): void {
  test('agent: a cancelled run ends as cancelled, and nothing of it runs any more', async () => {
    const run = create().start(taskOf('wait'), {})
    const events = readAll(run)
    await Promise.all([run.cancel(), run.cancel()])
    assert.equal((await isAlive?.(run)) ?? false, false)
    assert.equal(endOf(await events).outcome, 'cancelled')
  })

  test('agent: an aborted signal cancels, also when it was aborted before the start', async () => {
    const controller = new AbortController()
    const later = create().start(taskOf('wait'), { signal: controller.signal })
    controller.abort()
    const before = create().start(taskOf('wait'), { signal: controller.signal })
    for (const run of [later, before]) assert.equal(endOf(await readAll(run)).outcome, 'cancelled')
  })

  test('agent: a run that nobody reads can be cancelled', async () => {
    const run = create().start(taskOf('wait'), {})
    await run.cancel()
    assert.equal((await isAlive?.(run)) ?? false, false)
  })
}

function describeUnstartable(create: () => Agent): void {
  test('agent: a start that fails is an end, not an exception', async () => {
    const run = create().start(taskOf('list the files'), {})
    const ended = endOf(await readAll(run))
    assert.ok(ended.outcome === 'failed' && (ended.error ?? '') !== '', JSON.stringify(ended))
    await run.cancel()
  })
}

function describeEchoing(create: () => Agent): void {
  test('agent: runs side by side do not mix', async () => {
    const agent = create()
    const words = ['alpha', 'bravo', 'charlie']
    const ends = await Promise.all(
      words.map(async (word) => endOf(await readAll(agent.start(taskOf(word, `task_${word}`), {})))),
    )
    for (const [index, word] of words.entries()) {
      assert.ok(ends[index]?.result?.includes(word), `${word} is not in ${JSON.stringify(ends[index])}`)
    }
  })
}

function taskOf(input: string, taskId = 'task_1'): AgentTask {
  return { taskId, input, envelope: `<realtime_delegation>\n  <input>${input}</input>\n</realtime_delegation>` }
}

async function readAll(run: AgentRun): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  return events
}

function endOf(events: readonly AgentEvent[]): RunEnded {
  const last = events.at(-1)
  assert.ok(last?.type === 'ended', `the last event is ${JSON.stringify(last)}`)
  return last
}
