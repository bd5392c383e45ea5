import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Agent } from '../agent.js'
import type { AgentSuiteOptions } from './agent-suite-options.js'
import { describeTalking } from './describe-talking.js'
import { endOf, readAll, taskOf } from './suite-run.js'

/** The acceptance suite of the Agent port: every agent passes it, fakes included. Registers tests with node:test. */
export function describeAgent(name: string, options: AgentSuiteOptions): void {
  const timeout = options.timeoutMs ?? 30_000
  describe(`agent: ${name}`, { timeout }, () => {
    describeFinishing(options)
    if (options.failing !== undefined) describeFailing(options.failing, options)
    if (options.hanging !== undefined) describeHanging(options.hanging, options)
    if (options.unstartable !== undefined) describeUnstartable(options.unstartable)
    if (options.echoing !== undefined) describeEchoing(options.echoing)
    describeTalking(options)
  })
}

function describeFinishing({ finishing, isAlive }: AgentSuiteOptions): void {
  test('agent: a run ends once, as its last word, with its result', async () => {
    const agent = finishing.create()
    const run = agent.start(taskOf('list the files'), {})
    const events = await readAll(run)
    assert.equal(events.filter(({ type }) => type === 'ended').length, 1)
    const ended = endOf(events)
    assert.equal(ended.outcome, 'finished')
    assert.ok(ended.result?.includes(finishing.result), `result is ${JSON.stringify(ended.result)}`)
    assert.ok(events.some(({ type }) => type === 'update'))
    await agent.close?.()
    assert.equal((await isAlive?.(run)) ?? false, false)
  })

  test('agent: cancelling a run that has ended changes nothing', async () => {
    const agent = finishing.create()
    const run = agent.start(taskOf('list the files'), {})
    const events = await readAll(run)
    await run.cancel()
    await run.cancel()
    await agent.close?.()
    assert.equal(endOf(events).outcome, 'finished')
  })

  test('agent: a run has the methods that its description promises, and no others', async () => {
    const agent = finishing.create()
    const { canSteer, canAnswer, canReply = false, canResume = false } = agent.describe()
    const run = agent.start(taskOf('list the files'), {})
    assert.equal(run.steer !== undefined, canSteer)
    assert.equal(run.answer !== undefined, canAnswer)
    assert.equal(run.reply !== undefined, canReply)
    assert.equal(agent.resume !== undefined, canResume)
    await readAll(run)
    await agent.close?.()
  })

  test('agent: each run has an id of its own', async () => {
    const agent = finishing.create()
    const runs = [1, 2, 3].map(() => agent.start(taskOf('list the files'), {}))
    assert.equal(new Set(runs.map(({ runId }) => runId)).size, 3)
    await Promise.all(runs.map(readAll))
    await agent.close?.()
  })
}

function describeFailing(create: () => Agent, { isAlive }: AgentSuiteOptions): void {
  test('agent: a run that fails says why', async () => {
    const agent = create()
    const run = agent.start(taskOf('fail'), {})
    const ended = endOf(await readAll(run))
    await agent.close?.()
    assert.ok(ended.outcome === 'failed' && (ended.error ?? '') !== '', JSON.stringify(ended))
    assert.equal((await isAlive?.(run)) ?? false, false)
  })
}

function describeHanging(create: () => Agent, { isAlive }: AgentSuiteOptions): void {
  test('agent: a cancelled run ends as cancelled, and nothing of it runs any more', async () => {
    const agent = create()
    const run = agent.start(taskOf('wait'), {})
    const events = readAll(run)
    await Promise.all([run.cancel(), run.cancel()])
    await agent.close?.()
    assert.equal((await isAlive?.(run)) ?? false, false)
    assert.equal(endOf(await events).outcome, 'cancelled')
  })

  test('agent: an aborted signal cancels, also when it was aborted before the start', async () => {
    const controller = new AbortController()
    const agent = create()
    const later = agent.start(taskOf('wait'), { signal: controller.signal })
    controller.abort()
    const before = agent.start(taskOf('wait'), { signal: controller.signal })
    for (const run of [later, before]) assert.equal(endOf(await readAll(run)).outcome, 'cancelled')
    await agent.close?.()
  })

  test('agent: a run that nobody reads can be cancelled', async () => {
    const agent = create()
    const run = agent.start(taskOf('wait'), {})
    await run.cancel()
    await agent.close?.()
    assert.equal((await isAlive?.(run)) ?? false, false)
  })

  test('agent: closing an agent ends its runs as cancelled', async (context) => {
    const agent = create()
    if (agent.close === undefined) {
      context.skip('this agent keeps nothing between runs')
      return
    }
    const run = agent.start(taskOf('wait'), {})
    const events = readAll(run)
    await Promise.all([agent.close(), agent.close()])
    assert.equal(endOf(await events).outcome, 'cancelled')
    assert.equal((await isAlive?.(run)) ?? false, false)
  })
}

function describeUnstartable(create: () => Agent): void {
  test('agent: a start that fails is an end, not an exception', async () => {
    const agent = create()
    const run = agent.start(taskOf('list the files'), {})
    const ended = endOf(await readAll(run))
    assert.ok(ended.outcome === 'failed' && (ended.error ?? '') !== '', JSON.stringify(ended))
    await run.cancel()
    await agent.close?.()
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
    await agent.close?.()
  })
}
