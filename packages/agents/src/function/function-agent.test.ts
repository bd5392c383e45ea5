import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent, AgentEvent, AgentRun, AgentTask, RunEnded } from '@parley/conversation'
import { describeAgent } from '@parley/conversation/testing'
import { createFunctionAgent } from './function-agent.js'
import type { FunctionAgentOptions, FunctionWork } from './function-agent.js'
import type { FunctionTalk } from './function-talk.js'

const task: AgentTask = { taskId: 'task_1', input: 'list the files', envelope: 'list the files' }
const untilAborted = ({ signal }: FunctionTalk): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })

/** One function that does what the suite asks for. */
async function* work({ input }: AgentTask, talk: FunctionTalk): FunctionWork {
  yield 'Looking.'
  if (input === 'fail') throw new Error('The printer is out of paper.')
  if (input === 'wait for more') {
    for await (const text of talk.steering) return `You told me: ${text}`
  }
  if (input === 'wait') await untilAborted(talk)
  if (input === 'do what needs permission') {
    const decision = await talk.ask({ title: 'Delete the old reports', kind: 'delete' })
    return decision === 'granted' ? 'The reports are gone.' : 'The reports are still there.'
  }
  if (input === 'ask me') return `The colour is ${await talk.question('Which colour?')}.`
  if (input === 'a long job') {
    yield { type: 'resumable', resumeId: 'step-1' }
    await untilAborted(talk)
  }
  return { result: `There are three files.\n\nAsked: ${input}`, spoken: 'There are three files.' }
}

async function* goOn(_task: AgentTask, resumeId: string): FunctionWork {
  if (resumeId !== 'step-1') throw new Error(`There is no work under the id ${resumeId}.`)
  yield { type: 'progress', text: 'Going on.' }
  return 'All steps are done.'
}

const example = (): Agent =>
  createFunctionAgent({ run: work, resume: goOn, can: ['steer', 'answer', 'reply'], stopGraceMs: 1000 })

describeAgent('function', {
  finishing: { create: example, result: 'three files' },
  failing: example,
  hanging: example,
  unstartable: () =>
    createFunctionAgent({
      run() {
        throw new Error('There is no such service.')
      },
    }),
  echoing: example,
  steerable: example,
  asking: { create: example, granted: 'are gone', denied: 'still there' },
  questioning: example,
  // A function dies with its process, and nothing less kills it: closing the agent has to do here.
  resumable: { create: example, crash: async () => {}, result: 'All steps are done' },
})

function start(run: FunctionAgentOptions['run'], options: Partial<FunctionAgentOptions> = {}): AgentRun {
  return createFunctionAgent({ run, stopGraceMs: 20, ...options }).start(task, {})
}

async function readAll(run: AgentRun): Promise<{ readonly events: readonly AgentEvent[]; readonly ended: RunEnded }> {
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  return { events, ended }
}

test('function agent: texts are silent updates, events come as they are, the returned object is result and speech', async () => {
  const { events } = await readAll(
    start(async function* () {
      yield 'one'
      yield ' '
      yield { type: 'update', text: 'two', channel: 'speakable' }
      yield { type: 'plan', steps: [{ text: 'look', status: 'done' }] }
      return { result: 'all of it', spoken: 'some' }
    }),
  )
  assert.deepEqual(events, [
    { type: 'update', text: 'one', channel: 'silent' },
    { type: 'update', text: 'two', channel: 'speakable' },
    { type: 'plan', steps: [{ text: 'look', status: 'done' }] },
    { type: 'ended', outcome: 'finished', result: 'all of it', spoken: 'some' },
  ])
})

test('function agent: what it throws is the error; what is no event or no result is one too', async () => {
  const cases: readonly (readonly [work: () => AsyncGenerator, words: RegExp])[] = [
    [
      async function* () {
        yield 'a'
        throw new Error('no paper')
      },
      /^no paper$/,
    ],
    [
      async function* () {
        yield 'a'
        throw new Error('')
      },
      /failed and did not say why/,
    ],
    [
      async function* () {
        yield { type: 'ended', outcome: 'finished', result: 'x' }
      },
      /no event of a run: an object of type 'ended'/,
    ],
    [
      async function* () {
        yield { type: 'permission-requested' }
      },
      /no event of a run/,
    ],
    [
      async function* () {
        yield 7
      },
      /no event of a run: number/,
    ],
    [
      async function* () {
        yield 'a'
        return 7
      },
      /no result: number/,
    ],
  ]
  for (const [generator, words] of cases) {
    const { ended } = await readAll(start(decodeWork(generator)))
    assert.ok(ended.outcome === 'failed')
    assert.match(ended.error ?? '', words)
  }
})

/** As a program without types would write it. */
function decodeWork(generator: () => AsyncGenerator): FunctionAgentOptions['run'] {
  return generator as FunctionAgentOptions['run']
}

test('function agent: a function that ignores its signal has ended for the reader at once, and what it says later is dropped', async () => {
  let goOnWorking = (): void => {}
  let hasEnded = false
  const run = start(async function* () {
    try {
      yield 'up'
      await new Promise<void>((resolve) => (goOnWorking = resolve))
      yield 'unheard'
      return 'unheard'
    } finally {
      hasEnded = true
    }
  })
  const events = run.events[Symbol.asyncIterator]()
  await events.next()
  await new Promise((resolve) => setImmediate(resolve))
  await run.cancel()
  assert.deepEqual((await events.next()).value, { type: 'ended', outcome: 'cancelled' })
  assert.equal(hasEnded, false, 'nothing can kill a function')
  goOnWorking()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(hasEnded, true, 'it was let out at its next yield')
  assert.equal((await events.next()).done, true)
})

test('function agent: one that asks while it is cancelled is let go', async () => {
  let cause: unknown
  const run = start(async function* (_task, talk) {
    yield 'up'
    try {
      await talk.question('Which?')
    } catch (caught) {
      cause = caught
    }
    return 'unheard'
  })
  const events = run.events[Symbol.asyncIterator]()
  await events.next()
  const asked = await events.next()
  assert.ok(asked.done !== true && asked.value.type === 'needs-input')
  await run.cancel()
  assert.match(String(cause), /The run has ended; nobody answers any more/)
})

test('function agent: using what its agent was made without is an error that names it', async () => {
  for (const [use, word] of [
    [async (talk: FunctionTalk) => talk.ask({ title: 'May I?' }), 'answer'],
    [async (talk: FunctionTalk) => talk.question('Which?'), 'reply'],
    [async (talk: FunctionTalk) => talk.steering.takeAll(), 'steer'],
  ] as const) {
    const { ended } = await readAll(
      start(
        async function* (_task, talk) {
          yield 'up'
          await use(talk)
          return 'done'
        },
        { can: [] },
      ),
    )
    assert.match(JSON.stringify(ended), new RegExp(`without can: \\['${word}'\\]`))
  }
})

test('function agent: guidance counts as taken when the function has it in hand, and not before', async () => {
  let goOnWorking = (): void => {}
  const run = start(
    async function* (_task, talk) {
      yield 'up'
      await new Promise<void>((resolve) => (goOnWorking = resolve))
      return talk.steering.takeAll().join(' and ')
    },
    { can: ['steer'] },
  )
  const events = run.events[Symbol.asyncIterator]()
  await events.next()
  let taken = 0
  const steering = ['faster', 'shorter'].map(async (text) => {
    await run.steer?.(text)
    taken += 1
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(taken, 0)
  goOnWorking()
  await Promise.all(steering)
  assert.deepEqual((await events.next()).value, { type: 'ended', outcome: 'finished', result: 'faster and shorter' })
  await assert.rejects(async () => run.steer?.('too late'), /has not taken the guidance/)
})

test('function agent: one that yields without a pause lets others have their turn, and waits for its reader', async () => {
  let count = 0
  const run = start(async function* () {
    for (;;) {
      count += 1
      yield { type: 'tool-started', toolId: String(count), name: 'x' }
    }
  })
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve))
  assert.ok(count > 32 && count <= 260, `${count} values`)
  await run.cancel()
  assert.equal((await readAll(run)).ended.outcome, 'cancelled')
})

test('function agent: it is not called before start has returned, nor when it was cancelled until then', async () => {
  let calls = 0
  const run = start(async function* () {
    calls += 1
    yield 'up'
    return undefined
  })
  assert.equal(calls, 0)
  await run.cancel()
  assert.equal(calls, 0)
  assert.equal((await readAll(run)).ended.outcome, 'cancelled')
})

test('function agent: a question that the function does not wait for brings nothing down', async () => {
  const run = start(async function* (_task, talk) {
    void talk.question('Which?')
    void talk.ask({ title: 'May I?' })
    yield 'up'
    return 'done'
  })
  const { events, ended } = await readAll(run)
  assert.deepEqual(
    events.map(({ type }) => type),
    ['needs-input', 'permission-requested', 'update', 'ended'],
  )
  assert.equal(ended.outcome, 'finished')
  // Here the process would end with an unhandled rejection.
  await new Promise((resolve) => setImmediate(resolve))
})
