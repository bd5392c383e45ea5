import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AgentEvent, AgentRun, AgentTask, RunEnded } from '@parley/conversation'
import { describeAgent } from '@parley/conversation/testing'
import { createCommandAgent } from './command-agent.js'
import type { CommandAgentOptions } from './command-agent.js'
import { listProcessTree } from '../process/process-tree.js'

const task: AgentTask = {
  taskId: 'task_1',
  input: 'list the files',
  envelope: '<realtime_delegation>\n  <input>list the files</input>\n</realtime_delegation>',
}
const node = (script: string): readonly string[] => [process.execPath, '-e', script]
const hang = 'setInterval(() => {}, 1000); console.log("up")'

function agent(script: string, options: Partial<CommandAgentOptions> = {}) {
  return createCommandAgent({ command: node(script), killGraceMs: 200, ...options })
}

/** Something of the run still runs, in its process group or outside. */
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

/** Reads until the program has said something. */
async function untilUp(run: AgentRun): Promise<AsyncIterator<AgentEvent>> {
  const events = run.events[Symbol.asyncIterator]()
  const first = await events.next()
  assert.ok(first.done !== true && first.value.type === 'update')
  return events
}

describeAgent('command', {
  finishing: { create: () => agent('console.log("three files")'), result: 'three files' },
  failing: () => agent('console.error("it broke"); process.exit(3)'),
  hanging: () => agent(hang),
  unstartable: () => createCommandAgent({ command: ['/nowhere/no-such-program'] }),
  echoing: () => createCommandAgent({ command: ['/bin/cat'] }),
  isAlive,
})

const slow = { timeout: 60_000 }

test('command agent: the program gets the envelope on its input, and its output is the result', slow, async () => {
  const { ended } = await readAll(createCommandAgent({ command: '/bin/cat' }).start(task, {}))
  assert.deepEqual(ended, { type: 'ended', outcome: 'finished', result: task.envelope })
})

test('command agent: the last paragraph is what is said, all of it is the result', slow, async () => {
  const { ended, events } = await readAll(
    agent('console.log("looking\\n\\nThree files.\\nAll small.")').start(task, {}),
  )
  const result = 'looking\n\nThree files.\nAll small.'
  assert.deepEqual(ended, { type: 'ended', outcome: 'finished', result, spoken: 'Three files.\nAll small.' })
  const words = events.flatMap((event) => (event.type === 'update' ? [event.text] : [])).join('\n')
  assert.equal(words, 'looking\nThree files.\nAll small.')
})

test('command agent: lines are updates while the program still runs', slow, async () => {
  const run = agent(`console.log("first"); process.stdin.on("data", () => {}); ${hang}`).start(task, {})
  await untilUp(run)
  assert.equal(await isAlive(run), true)
  await run.cancel()
  assert.equal(await isAlive(run), false)
})

test('command agent: failure names the program, its code and its last words', slow, async () => {
  const { ended } = await readAll(agent('console.error("a\\nno such table\\n"); process.exit(7)').start(task, {}))
  assert.ok(ended.outcome === 'failed')
  assert.match(ended.error ?? '', /node exited with 7: no such table$/)
})

test('command agent: a program that kills itself has failed', slow, async () => {
  const { ended } = await readAll(createCommandAgent({ command: ['sh', '-c', 'kill -9 $$'] }).start(task, {}))
  assert.ok(ended.outcome === 'failed')
  assert.match(ended.error ?? '', /sh was ended by SIGKILL/)
})

test(
  'command agent: a missing program, a missing folder and a file that may not run are told apart',
  slow,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-agent-'))
    writeFileSync(join(folder, 'plain'), 'text')
    const cases = [
      [{ command: ['no-such-program-here'] }, /no-such-program-here was not found/],
      [{ command: ['cat'], workingDirectory: join(folder, 'gone') }, /the folder .*gone does not exist/],
      [{ command: [join(folder, 'plain')] }, /chmod \+x/],
      [{ command: ['cat', 'a\0b'] }, /was not started/],
    ] as const
    for (const [options, words] of cases) {
      const { ended } = await readAll(createCommandAgent(options).start(task, {}))
      assert.ok(ended.outcome === 'failed')
      assert.match(ended.error ?? '', words)
    }
    rmSync(folder, { recursive: true })
  },
)

test('command agent: it works in the folder of its task', slow, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-agent-'))
  const { ended } = await readAll(agent('console.log(process.cwd())').start({ ...task, workingDirectory: folder }, {}))
  assert.equal(ended.result, folder)
  rmSync(folder, { recursive: true })
})

test('command agent: a program that does not read its input is no failure', slow, async () => {
  const envelope = 'x'.repeat(5_000_000)
  const { ended } = await readAll(
    agent('process.stdin.destroy(); console.log("done")').start({ ...task, envelope }, {}),
  )
  assert.equal(ended.outcome, 'finished')
})

test('command agent: no output is a finish without a result', slow, async () => {
  const { ended, events } = await readAll(agent('').start(task, {}))
  assert.deepEqual(ended, { type: 'ended', outcome: 'finished', result: '' })
  assert.equal(events.length, 1)
})

test('command agent: past its time limit it is timed out, also when it ignores SIGTERM', slow, async () => {
  const stubborn = `process.on("SIGTERM", () => console.log("no")); ${hang}`
  const { ended } = await readAll(agent(stubborn, { timeLimitMs: 400 }).start(task, {}))
  assert.ok(ended.outcome === 'timed-out')
  assert.match(ended.error ?? '', /took longer than 0\.4 seconds/)
})

test(
  'command agent: cancelling ends children and grandchildren, also those in a session of their own',
  slow,
  async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
    const script = `
    const { spawn } = require('node:child_process')
    spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' })
    spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { detached: true, stdio: 'inherit' }).unref()
    setTimeout(() => console.log('up'), 300)
    setInterval(() => {}, 1000)`
    const run = agent(script).start(task, {})
    const events = await untilUp(run)
    assert.equal((await listProcessTree({ pid: -1, mark: run.runId })).length, 3)
    await run.cancel()
    assert.equal(await isAlive(run), false)
    const last = await events.next()
    assert.ok(last.done !== true && last.value.type === 'ended' && last.value.outcome === 'cancelled')
  },
)

test('command agent: what a program leaves behind when it exits is ended too', slow, async () => {
  const { ended } = await readAll(
    createCommandAgent({ command: ['sh', '-c', 'sleep 1000 & echo done'] }).start(task, {}),
  )
  assert.equal(ended.outcome, 'finished')
  assert.equal(ended.result, 'done')
})

test('command agent: a process that exits without waiting takes its runs with it', slow, async () => {
  const script = `
    const { createCommandAgent } = await import(${JSON.stringify(new URL('command-agent.js', import.meta.url).href)})
    const agent = createCommandAgent({ command: [process.execPath, '-e', ${JSON.stringify(hang)}] })
    const run = agent.start({ taskId: 't', input: 'x', envelope: 'x' }, {})
    for await (const event of run.events) {
      console.log(run.runId)
      process.exit(0)
    }`
  const outer = createCommandAgent({ command: [process.execPath, '--input-type=module', '-e', script] })
  const { ended } = await readAll(outer.start(task, {}))
  assert.match(ended.result ?? '', /^run_[0-9a-f-]{36}$/)
  assert.deepEqual(await listProcessTree({ pid: -1, mark: ended.result ?? '' }), [])
})

test('command agent: a flood of 100 MB stays bounded, and head and tail survive', slow, async () => {
  const script = `
    const line = 'x'.repeat(99) + '\\n'
    const block = line.repeat(10_000)
    process.stdout.write('first\\n')
    let count = 0
    const next = () => (count++ < 100 ? process.stdout.write(block, next) : process.stdout.write('last\\n'))
    next()`
  const { ended, events } = await readAll(agent(script).start(task, {}))
  assert.ok(ended.outcome === 'finished')
  assert.match(ended.result, /^first\n/)
  assert.match(ended.result, /characters left out[^]*\nlast$/)
  assert.ok(ended.result.length < 1_100_000)
  for (const event of events) assert.ok(event.type !== 'update' || event.text.length < 70_000)
})

test('command agent: a line of 50 MB is cut', slow, async () => {
  const script = `
    const block = 'x'.repeat(1_000_000)
    let count = 0
    const next = () => (count++ < 50 ? process.stdout.write(block, next) : process.stdout.write('\\nend\\n'))
    next()`
  const { ended } = await readAll(agent(script).start(task, {}))
  assert.ok(ended.outcome === 'finished')
  assert.match(ended.result, /line cut\)\nend$/)
  assert.ok(ended.result.length < 20_000)
})

test('command agent: binary output is text without control characters', slow, async () => {
  const command = ['sh', '-c', 'head -c 200000 /dev/urandom; echo; echo end']
  const { ended } = await readAll(createCommandAgent({ command }).start(task, {}))
  assert.ok(ended.outcome === 'finished')
  // eslint-disable-next-line no-control-regex -- that there are none is the point
  assert.doesNotMatch(ended.result, /[\u0000-\u0008\u000b-\u001f]/)
  assert.match(ended.result, /end$/)
})

test('command agent: keys of the user are not in the environment of the program', slow, async () => {
  process.env['PARLEY_TEST_API_KEY'] = 'canary'
  const { ended } = await readAll(agent('console.log(JSON.stringify(process.env))').start(task, {}))
  delete process.env['PARLEY_TEST_API_KEY']
  assert.doesNotMatch(ended.result ?? '', /canary/)
  assert.match(ended.result ?? '', /PATH/)
})
