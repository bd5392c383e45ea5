import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Agent, AgentEvent, AgentRun, AgentTask, RunEnded } from '@parley/conversation'
import { describeAgent } from '@parley/conversation/testing'
import { listProcessTree } from '../../process/process-tree.js'
import { createCommandAgent, linesAbilities } from '../command-agent.js'
import type { CommandAgentOptions } from '../command-agent.js'

const limit = { timeout: 60_000 }
const exampleProgram = fileURLToPath(new URL('../../../programs/lines-agent.mjs', import.meta.url))
const task: AgentTask = { taskId: 'task_1', input: 'list the files', envelope: 'list the files' }
const hello = `console.log('{"type":"hello","parley":1}')`
const result = (text: string): string => `console.log(JSON.stringify({ type: 'result', result: ${text} }))`

const example = (): Agent =>
  createCommandAgent({ command: [process.execPath, exampleProgram], lines: { can: linesAbilities }, killGraceMs: 2000 })

function agent(script: string, options: Partial<CommandAgentOptions> = {}): Agent {
  return createCommandAgent({
    ...{ command: [process.execPath, '-e', script], lines: { can: linesAbilities }, killGraceMs: 200 },
    ...options,
  })
}

async function isAlive(run: AgentRun): Promise<boolean> {
  return (await listProcessTree({ pid: -1, mark: run.runId })).length > 0
}

async function readAll(run: AgentRun): Promise<{ readonly events: readonly AgentEvent[]; readonly ended: RunEnded }> {
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  assert.equal(await isAlive(run), false)
  return { events, ended }
}

/** The example, with the memory of its runs that a crash needs. */
function crashable(): { readonly create: () => Agent; readonly crash: (agent: Agent) => Promise<void> } {
  const runs = new Map<Agent, AgentRun[]>()
  return {
    create() {
      const inner = example()
      const started: AgentRun[] = []
      const outer: Agent = {
        ...inner,
        start(given, context) {
          const run = inner.start(given, context)
          started.push(run)
          return run
        },
      }
      runs.set(outer, started)
      return outer
    },
    async crash(crashed) {
      for (const { runId } of runs.get(crashed) ?? []) {
        for (const pid of await listProcessTree({ pid: -1, mark: runId })) process.kill(pid, 'SIGKILL')
      }
    },
  }
}

const { create: createCrashable, crash } = crashable()

describeAgent('command with agent lines', {
  finishing: { create: example, result: 'three files' },
  failing: example,
  hanging: example,
  unstartable: () => createCommandAgent({ command: ['/nowhere/no-such-program'], lines: { can: linesAbilities } }),
  echoing: example,
  steerable: example,
  asking: { create: example, granted: 'are gone', denied: 'still there' },
  questioning: example,
  resumable: { create: createCrashable, crash, result: 'ten steps' },
  isAlive,
})

test('agent lines: the example says what it does, and its result and its spoken words', limit, async () => {
  const { events, ended } = await readAll(example().start(task, {}))
  assert.deepEqual(
    new Set(events.map(({ type }) => type)),
    new Set(['plan', 'tool-started', 'update', 'tool-ended', 'diff', 'usage', 'ended']),
  )
  assert.ok(ended.outcome === 'finished')
  assert.equal(ended.result, 'There are three files.\n\nAsked: list the files')
  assert.equal(ended.spoken, 'There are three files.')
})

test('agent lines: the program gets task, resume id, guidance and the hint that lines are spoken', limit, async () => {
  const script = `${hello}
    process.stdin.once('data', (line) => ${result('line.toString() + process.env.PARLEY_LINES')})`
  const started = await readAll(agent(script).start({ ...task, workingDirectory: '/' }, {}))
  assert.equal(
    started.ended.result,
    `{"type":"task","parley":1,"taskId":"task_1","input":"list the files","envelope":"list the files","workingDirectory":"/"}\n1`,
  )
  const resumed = agent(script).resume?.({ ...task, guidance: ['faster'] }, 'r1', {})
  assert.ok(resumed !== undefined)
  assert.match((await readAll(resumed)).ended.result ?? '', /"resumeId":"r1","guidance":\["faster"\]/)
})

test('agent lines: what it can do is told before it runs, and what it cannot has no method', limit, async () => {
  const usual = agent(`${hello}; ${result('"ok"')}`, { lines: {} })
  assert.deepEqual(usual.describe(), {
    ...{ name: 'command', canSteer: false, canAnswer: true, canReply: true, canResume: false },
  })
  const run = usual.start(task, {})
  assert.equal('steer' in run, false)
  assert.equal('resume' in usual, false)
  await readAll(run)
})

test('agent lines: a plain program prints what looks like messages, and it is all text', limit, async () => {
  const lines = [
    '{"type":"hello","parley":1}',
    '{"type":"permission","id":"p","kind":"execute","title":"May I?"}',
    '{"type":"result","result":"done"}',
  ]
  const plain = createCommandAgent({
    command: [process.execPath, '-e', lines.map((line) => `console.log('${line}')`).join(';')],
  })
  const { events, ended } = await readAll(plain.start(task, {}))
  assert.deepEqual(new Set(events.map(({ type }) => type)), new Set(['update', 'ended']))
  assert.equal(ended.result, lines.join('\n'))
})

const endings: readonly (readonly [what: string, script: string, words: RegExp])[] = [
  ['ends without a result', hello, /node ended without a result\.$/],
  [
    'never says hello',
    'console.log("Hi there"); process.stdin.resume().unref()',
    /does not speak agent lines: it began with 'Hi there'/,
  ],
  ['says nothing at all', '', /ended without a result/],
  ['speaks another version', `console.log('{"type":"hello","parley":7}'); setInterval(() => {}, 1000)`, /version 7/],
  ['exits with a code', `${hello}; console.error("no disk"); process.exitCode = 3`, /exited with 3: no disk/],
  ['is killed', `${hello}; process.kill(process.pid, 'SIGKILL')`, /was ended by SIGKILL/],
  [
    'closes its output and lives on',
    `${hello}; process.on('SIGTERM', () => {}); require('node:fs').closeSync(1); setInterval(() => {}, 1000)`,
    /was ended by SIGKILL/,
  ],
]

for (const [what, script, words] of endings) {
  test(`agent lines: a program that ${what} has failed, and the end says so`, limit, async () => {
    const { ended } = await readAll(agent(script).start(task, {}))
    assert.ok(ended.outcome === 'failed')
    assert.match(ended.error ?? '', words)
  })
}

test('agent lines: a program that does not end after its result is ended, and its result counts', limit, async () => {
  const script = `${hello}; process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${result('"three files"')}`
  const { ended } = await readAll(agent(script).start(task, {}))
  assert.deepEqual(ended, { type: 'ended', outcome: 'finished', result: 'three files' })
})

test(
  'agent lines: cancelling is told first, and is what counts, also when the program still says a result',
  limit,
  async () => {
    const script = `${hello}; console.log('{"type":"progress","text":"up"}')
    let words = ''
    process.stdin.on('data', (data) => (words += data)).on('end', () => {
      console.error(words.split('\\n').at(-2))
      ${result('"too late"')}
      process.exit(0)
    })`
    const run = agent(script, { killGraceMs: 20_000 }).start(task, {})
    const events = run.events[Symbol.asyncIterator]()
    assert.deepEqual((await events.next()).value, { type: 'progress', text: 'up' })
    await run.cancel()
    assert.deepEqual((await events.next()).value, { type: 'ended', outcome: 'cancelled' })
  },
)

test('agent lines: guidance that the program refuses, or leaves lying, was not taken', limit, async () => {
  const script = `${hello}
    let words = ''
    process.stdin.on('data', (data) => {
      words += data
      const id = /"id":"(steer_1)"/.exec(words)?.[1]
      if (id) console.log(JSON.stringify({ type: 'steer-refused', id, reason: 'busy' }))
      if (words.includes('steer_2')) ${result('"done"')}
    })`
  const run = agent(script).start(task, {})
  const reading = readAll(run)
  await assert.rejects(async () => run.steer?.('first'), /has not taken the guidance: busy/)
  await assert.rejects(async () => run.steer?.('second'), /has ended; it has not taken the guidance/)
  assert.equal((await reading).ended.outcome, 'finished')
})

test('agent lines: a program that does not read is not told without end', limit, async () => {
  const run = agent(`${hello}; process.stdin.pause(); setInterval(() => {}, 1000)`).start(task, {})
  const words = 'x'.repeat(600_000)
  const outcomes: Promise<string>[] = []
  for (let count = 0; count < 6; count++) {
    const steering = run.steer?.(words) ?? Promise.resolve()
    outcomes.push(
      steering.then(
        () => 'taken',
        (cause: unknown) => String(cause),
      ),
    )
  }
  await run.cancel()
  const reasons = await Promise.all(outcomes)
  assert.ok(reasons.some((reason) => /does not read what it is told/.test(reason)))
  assert.ok(reasons.every((reason) => reason !== 'taken'))
})

test(
  'agent lines: a flood of questions that nobody reads stops the program, not us, and can be cancelled',
  limit,
  async () => {
    const script = `${hello}
    let count = 0
    const next = () => {
      count += 1
      const id = String(count)
      const lines = [{ type: 'permission', id, title: 'May I?' }, { type: 'permission-withdrawn', id }]
      process.stdout.write(lines.map((line) => JSON.stringify(line) + '\\n').join(''), next)
    }
    next()`
    const run = agent(script).start(task, {})
    const events = run.events[Symbol.asyncIterator]()
    const first = await events.next()
    assert.ok(first.done !== true && first.value.type === 'permission-requested')
    await run.cancel()
    let count = 0
    for (let next = await events.next(); next.done !== true; next = await events.next()) count += 1
    assert.ok(count < 10_000, `${count} events were waiting`)
    assert.equal(await isAlive(run), false)
  },
)

test('agent lines: a line of 50 MB is text that was cut, and the next one is a message again', limit, async () => {
  const script = `${hello}
    const block = 'x'.repeat(1_000_000)
    let count = 0
    const next = () => (count++ < 50 ? process.stdout.write(block, next) : process.stdout.write('"}\\n{"type":"result","result":"end"}\\n'))
    process.stdout.write('{"type":"update","text":"', next)`
  const { events, ended } = await readAll(agent(script).start(task, {}))
  assert.equal(ended.result, 'end')
  const text = events.flatMap((event) => (event.type === 'update' ? [event.text] : [])).join('')
  assert.ok(text.startsWith('{"type":"update","text":"xxx') && text.length < 20_000)
})

test('agent lines: past its time limit it is timed out', limit, async () => {
  const { ended } = await readAll(agent(`${hello}; setInterval(() => {}, 1000)`, { timeLimitMs: 300 }).start(task, {}))
  assert.ok(ended.outcome === 'timed-out')
  assert.match(ended.error ?? '', /took longer than 0\.3 seconds/)
})
