import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent, PermissionDecision } from '../agent.js'
import type { AgentSuiteOptions } from './agent-suite-options.js'
import { endOf, readAll, readWith, taskOf } from './suite-run.js'

/** The part of the suite in which a run and its caller talk: steering, permissions, questions, resuming. */
export function describeTalking(options: AgentSuiteOptions): void {
  const { steerable, asking, questioning, resumable } = options
  if (steerable !== undefined) describeSteering(steerable)
  if (asking !== undefined) describeAsking(asking)
  if (questioning !== undefined) describeQuestioning(questioning)
  if (resumable !== undefined) describeResuming(resumable)
}

function describeSteering(create: () => Agent): void {
  test('agent: what steers a run reaches it', async () => {
    const agent = create()
    const run = agent.start(taskOf('wait for more'), {})
    assert.ok(run.steer !== undefined)
    const events = readAll(run)
    await run.steer('use the word umbrella')
    assert.match(endOf(await events).result ?? '', /umbrella/)
    await agent.close?.()
  })

  test('agent: a run that has ended is not steered, and says so', async () => {
    const agent = create()
    const run = agent.start(taskOf('wait for more'), {})
    await run.cancel()
    await assert.rejects(async () => run.steer?.('too late'))
    await agent.close?.()
  })
}

function describeAsking({ create, granted, denied }: NonNullable<AgentSuiteOptions['asking']>): void {
  const decide = async (decision: PermissionDecision): Promise<string> => {
    const agent = create()
    const run = agent.start(taskOf('do what needs permission'), {})
    let asked = 0
    const events = await readWith(run, 'permission-requested', async ({ permissionId, title }) => {
      asked += 1
      assert.notEqual(title.trim(), '')
      await run.answer?.(permissionId, decision)
    })
    assert.equal(asked, 1)
    await agent.close?.()
    return endOf(events).result ?? ''
  }
  test('agent: what was allowed is done', async () => {
    assert.ok((await decide('granted')).includes(granted))
  })

  test('agent: what was denied is not done', async () => {
    const result = await decide('denied')
    assert.ok(result.includes(denied), result)
    assert.ok(!result.includes(granted), result)
  })

  test('agent: an answer to a question that nobody has asked is refused', async () => {
    const agent = create()
    const run = agent.start(taskOf('do what needs permission'), {})
    await assert.rejects(async () => run.answer?.('no_such_permission', 'granted'))
    await run.cancel()
    await agent.close?.()
  })

  test('agent: a run that waits for permission can be cancelled', async () => {
    const agent = create()
    const run = agent.start(taskOf('do what needs permission'), {})
    const events = await readWith(run, 'permission-requested', () => void run.cancel())
    assert.equal(endOf(events).outcome, 'cancelled')
    await agent.close?.()
  })
}

function describeQuestioning(create: () => Agent): void {
  test('agent: the reply to its question reaches the run', async () => {
    const agent = create()
    const run = agent.start(taskOf('ask me'), {})
    const events = await readWith(run, 'needs-input', async ({ questionId }) => run.reply?.(questionId, 'umbrella'))
    assert.match(endOf(events).result ?? '', /umbrella/)
    await agent.close?.()
  })

  test('agent: a reply to a question that is not open is refused', async () => {
    const agent = create()
    const run = agent.start(taskOf('ask me'), {})
    await assert.rejects(async () => run.reply?.('no_such_question', 'umbrella'))
    await run.cancel()
    await agent.close?.()
  })
}

function describeResuming({ create, crash, result }: NonNullable<AgentSuiteOptions['resumable']>): void {
  test('agent: work that died with its process is taken up again by another', async () => {
    const first = create()
    const run = first.start(taskOf('a long job'), {})
    let tell = (_resumeId: string): void => {}
    const told = new Promise<string>((resolve) => (tell = resolve))
    const reading = readWith(run, 'resumable', ({ resumeId }) => {
      tell(resumeId)
    })
    const resumeId = await told
    await crash(first)
    await first.close?.()
    await reading
    const second = create()
    const resumed = second.resume?.(taskOf('a long job'), resumeId, {})
    assert.ok(resumed !== undefined)
    const ended = endOf(await readAll(resumed))
    assert.equal(ended.outcome, 'finished', JSON.stringify(ended))
    assert.ok(ended.result?.includes(result), JSON.stringify(ended))
    await second.close?.()
  })

  test('agent: an id that nobody can resume is an end that says so', async () => {
    const agent = create()
    const run = agent.resume?.(taskOf('a long job'), 'no_such_id', {})
    assert.ok(run !== undefined)
    const ended = endOf(await readAll(run))
    assert.ok(ended.outcome === 'failed' && (ended.error ?? '') !== '', JSON.stringify(ended))
    await agent.close?.()
  })
}
