import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { text } from 'node:stream/consumers'
import { describeSpawnFailure } from './describe-spawn-failure.js'
import { openAgentProcess } from './agent-process.js'
import type { AgentProcess, AgentProcessOptions } from './agent-process.js'
import { listProcessTree } from './process-tree.js'

const limit = { timeout: 60_000 }

function open(script: string, options: Partial<AgentProcessOptions> = {}): AgentProcess {
  return openAgentProcess({
    program: process.execPath,
    programArguments: ['-e', script],
    workingDirectory: process.cwd(),
    killGraceMs: 200,
    ...options,
  })
}

const living = ({ mark }: AgentProcess): Promise<readonly number[]> => listProcessTree({ pid: -1, mark })

/** Reads on until so much has been said. */
async function untilSaid(agent: AgentProcess, words: string): Promise<void> {
  let said = ''
  while (!said.includes(words)) {
    const [chunk]: unknown[] = await new Promise((resolve) => agent.output.once('data', (...data) => resolve(data)))
    said += String(chunk)
  }
}

test('agent process: the end of its input is asked for first, and who obeys gets no signal', limit, async () => {
  const agent = open('process.stdin.resume().on("end", () => { console.log("bye"); process.exit(4) })', {
    killGraceMs: 30_000,
  })
  const words = text(agent.output)
  const end = await agent.stop()
  assert.deepEqual({ code: end.code, signal: end.signal }, { code: 4, signal: null })
  assert.equal(await words, 'bye\n')
})

test('agent process: who ignores the end of its input gets SIGTERM, who ignores that is killed', limit, async () => {
  const polite = open('process.on("SIGTERM", () => process.exit(5)); setInterval(() => {}, 1000); console.log("up")')
  await untilSaid(polite, 'up')
  assert.equal((await polite.stop()).code, 5)
  const stubborn = open('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")')
  await untilSaid(stubborn, 'up')
  const [first, second] = await Promise.all([stubborn.stop(), stubborn.stop()])
  assert.equal(first.signal, 'SIGKILL')
  assert.equal(first, second)
  assert.deepEqual(await living(stubborn), [])
})

test('agent process: who had the end of its input long ago is not given more time for it', limit, async () => {
  const agent = open('setInterval(() => {}, 1000); console.log("up")')
  agent.input.end()
  await untilSaid(agent, 'up')
  const before = performance.now()
  assert.equal((await agent.stop({ inputGraceMs: 50_000 })).signal, 'SIGTERM')
  assert.ok(performance.now() - before < 20_000)
})

test('agent process: fifty children that start children of their own are ended with it', limit, async () => {
  const child = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'
  const script = `
    const { spawn } = require('node:child_process')
    for (let count = 0; count < 50; count++) {
      spawn('sh', ['-c', 'trap "" TERM; ' + (count % 2 ? 'setsid ' : '') + 'sleep 1000 & wait; sleep 1000'], { detached: count % 3 === 0 })
    }
    setTimeout(() => console.log('up'), 300)
    ${child}`
  const agent = open(script)
  await untilSaid(agent, 'up')
  const count = (await living(agent)).length
  assert.ok(count > 50, `${count} processes`)
  await agent.stop()
  assert.deepEqual(await living(agent), [])
})

test('agent process: a program that closes its output and lives on still runs, and can be stopped', limit, async () => {
  const agent = openAgentProcess({
    program: 'sh',
    programArguments: ['-c', 'echo last; exec >&-; sleep 1000'],
    workingDirectory: process.cwd(),
    killGraceMs: 200,
  })
  assert.equal(await text(agent.output), 'last\n')
  assert.equal(agent.isRunning, true)
  assert.equal((await living(agent)).length > 0, true)
  await agent.stop()
  assert.deepEqual(await living(agent), [])
})

test('agent process: a foreign process that holds the pipe does not keep it from ending', limit, async () => {
  // Without the mark, in a session of its own: nothing tells that it comes from this run.
  const agent = openAgentProcess({
    program: 'sh',
    programArguments: ['-c', 'env -i setsid sleep 1000 & echo "$!"; exit 3'],
    workingDirectory: process.cwd(),
    killGraceMs: 200,
  })
  const words = text(agent.output)
  const end = await agent.ended
  assert.equal(end.code, 3)
  const foreign = Number(await words)
  assert.ok(foreign > 1)
  try {
    process.kill(foreign, 'SIGKILL')
  } catch {
    // It was found in the group before it could leave it.
  }
})

test(
  'agent process: the last words on standard error are there when it has ended, cleaned and cut',
  limit,
  async () => {
    const agent = open(
      'process.stderr.write("x".repeat(100000) + "\\n\\u001b[31mno such table" + "!".repeat(900)); process.exit(1)',
    )
    agent.output.resume()
    const { lastErrorLine } = await agent.ended
    assert.match(lastErrorLine, /^no such table!+$/)
    assert.equal(lastErrorLine.length, 500)
  },
)

test('agent process: a slow reader slows the program down: what waits stays under a megabyte', limit, async () => {
  const script = `
    const block = Buffer.alloc(65536, 'x')
    let count = 0
    const next = () => (count++ < 512 ? process.stdout.write(block, next) : undefined)
    next()`
  const agent = open(script)
  let read = 0
  let mostWaiting = 0
  for await (const chunk of agent.output) {
    read += Buffer.byteLength(String(chunk))
    await new Promise((resolve) => setImmediate(resolve))
    // What the kernel says that it has written by now, to this pipe and all others.
    const written = /^wchar: (\d+)$/m.exec(ioOf(agent.pid))?.[1]
    if (written !== undefined) mostWaiting = Math.max(mostWaiting, Number(written) - read)
  }
  assert.equal(read, 512 * 65_536)
  assert.ok(mostWaiting > 0 && mostWaiting < 1_048_576, `${mostWaiting} bytes were waiting`)
  await agent.ended
})

function ioOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid ?? 0}/io`, 'latin1')
  } catch {
    return ''
  }
}

test('agent process: what cannot be started has ended, with a sentence that says why', limit, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-agent-'))
  const file = join(folder, 'plain')
  writeFileSync(file, 'text')
  const cases = [
    [{ program: 'no-such-program-here' }, /no-such-program-here was not found/],
    [{ workingDirectory: join(folder, 'gone') }, /the folder .*gone does not exist/],
    [{ workingDirectory: file }, /the folder .*plain is a file/],
    [{ program: file }, /chmod \+x/],
    [{ programArguments: ['a\0b'] }, /was not started/],
  ] as const
  for (const [options, words] of cases) {
    const all = { program: 'cat', programArguments: [], workingDirectory: folder, ...options }
    const agent = openAgentProcess(all)
    agent.input.write('nobody reads this')
    assert.equal(await text(agent.output), '')
    const { spawnError } = await agent.stop()
    assert.equal(agent.isRunning, false)
    assert.match(describeSpawnFailure(all.program, all.workingDirectory, spawnError), words)
  }
  rmSync(folder, { recursive: true })
})

test('agent process: our keys are not seen, one that is named is', limit, async () => {
  process.env['OPENAI_API_KEY'] = 'canary-one'
  process.env['PARLEY_TEST_TOKEN'] = 'canary-two'
  const script = 'console.log(JSON.stringify(process.env))'
  const closed = await text(open(script).output)
  const opened = await text(open(script, { passEnvironment: ['OPENAI_API_KEY', 'NOT_SET'] }).output)
  delete process.env['OPENAI_API_KEY']
  delete process.env['PARLEY_TEST_TOKEN']
  assert.doesNotMatch(closed, /canary/)
  assert.match(opened, /"OPENAI_API_KEY":"canary-one"/)
  assert.doesNotMatch(opened, /canary-two|NOT_SET/)
})

test('agent process: a run inside of a run is owned by both', limit, async () => {
  const inner = new URL('agent-process.js', import.meta.url).href
  const script = `
    const { openAgentProcess } = await import(${JSON.stringify(inner)})
    openAgentProcess({ program: 'setsid', programArguments: ['sleep', '1000'], workingDirectory: '/', mark: 'inner_of_two' })
    console.log('up')`
  const outer = open('', { programArguments: ['--input-type=module', '-e', script] })
  await untilSaid(outer, 'up')
  await outer.stop()
  assert.deepEqual(await living(outer), [])
  assert.deepEqual(await listProcessTree({ pid: -1, mark: 'inner_of_two' }), [])
})

test(
  'agent process: a process that exits takes what it runs with it, also what is in a session of its own',
  limit,
  async () => {
    const inner = new URL('agent-process.js', import.meta.url).href
    const script = `
    const { openAgentProcess } = await import(${JSON.stringify(inner)})
    const sleeper = openAgentProcess({
      program: 'sh', programArguments: ['-c', 'setsid sleep 1000 & echo up; sleep 1000'], workingDirectory: '/', mark: 'left_by_exit',
    })
    sleeper.output.once('data', () => process.exit(0))`
    // Started by hand: a run would end what is left of it, and nothing would be shown.
    const outer = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    assert.equal(await new Promise((resolve) => outer.once('exit', resolve)), 0)
    await gone('left_by_exit')
  },
)

/** Killed processes take a moment to disappear; the limit of the test is the limit of this. */
async function gone(mark: string): Promise<void> {
  while ((await listProcessTree({ pid: -1, mark })).length > 0) await new Promise((resolve) => setImmediate(resolve))
}
