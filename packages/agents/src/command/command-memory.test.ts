import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

const limit = { timeout: 60_000 }
const agentModule = new URL('command-agent.js', import.meta.url).href
const MAX_GROWTH_MB = 64

/**
 * Runs a program under the command agent in a process of its own and gives how much that process has grown at its peak,
 * and how the run ended.
 */
async function growthOf(
  program: string,
  options: { readonly isUnread?: boolean; readonly speaksLines?: boolean } = {},
): Promise<{ readonly growthMb: number; readonly outcome: string; readonly resultLength: number }> {
  const script = `
    const { createCommandAgent } = await import(${JSON.stringify(agentModule)})
    const run = async (program, isUnread, more) => {
      const agent = createCommandAgent({ command: [process.execPath, '-e', program], ...more })
      const run = agent.start({ taskId: 't', input: 'x', envelope: 'x' }, {})
      // A reader that comes when all is over: what waits for it is what was kept.
      if (isUnread) while (await isAlive(run)) await new Promise((resolve) => setTimeout(resolve, 20))
      let ended
      for await (const event of run.events) ended = event
      return ended
    }
    const { listProcessTree } = await import(${JSON.stringify(new URL('../process/process-tree.js', import.meta.url).href)})
    const isAlive = async ({ runId }) => (await listProcessTree({ pid: -1, mark: runId })).length > 0
    await run('console.log("warm")', false, {})
    const before = process.resourceUsage().maxRSS
    const ended = await run(${JSON.stringify(program)}, ${options.isUnread === true}, ${options.speaksLines === true ? '{ lines: {} }' : '{}'})
    const growthMb = (process.resourceUsage().maxRSS - before) / 1024
    console.log(JSON.stringify({ growthMb, outcome: ended.outcome, resultLength: (ended.result ?? '').length }))`
  // A small young generation: what is measured is what is kept, not how long the collector feels free to wait.
  const flags = ['--max-semi-space-size=2', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags)
  const measured: unknown = JSON.parse(stdout)
  return decodeMeasured(measured)
}

function decodeMeasured(value: unknown): Awaited<ReturnType<typeof growthOf>> {
  assert.ok(typeof value === 'object' && value !== null)
  return value as Awaited<ReturnType<typeof growthOf>>
}

const writing = (block: string, times: number, last = ''): string => `
  const block = ${block}
  let count = 0
  const next = () => (count++ < ${times} ? process.stdout.write(block, next) : process.stdout.write(${JSON.stringify(last)}))
  next()`

const floods: readonly (readonly [what: string, program: string])[] = [
  ['100 MB of lines', writing(`('x'.repeat(99) + '\\n').repeat(10_000)`, 100)],
  ['one line of 50 MB', writing(`'x'.repeat(1_000_000)`, 50, '\nend\n')],
  ['100 MB of bytes that are no text', writing(`Buffer.alloc(1_000_000, 0xfe)`, 100)],
  [
    '200 MB of a progress bar with a short line now and then',
    writing(`'10% '.repeat(16_000) + '\\rtwenty characters ok\\n'`, 3000),
  ],
]

for (const [what, program] of floods) {
  test(`command agent: ${what} costs less than 64 MB of memory`, limit, async (context) => {
    const { growthMb, outcome, resultLength } = await growthOf(program)
    context.diagnostic(`grew by ${growthMb.toFixed(1)} MB`)
    assert.equal(outcome, 'finished')
    assert.ok(resultLength < 1_100_000)
    assert.ok(growthMb < MAX_GROWTH_MB, `grew by ${growthMb.toFixed(1)} MB`)
  })
}

test('command agent: 100 MB that nobody reads costs less than 64 MB of memory', limit, async (context) => {
  const { growthMb, outcome } = await growthOf(writing(`('x'.repeat(99) + '\\n').repeat(10_000)`, 100), {
    isUnread: true,
  })
  context.diagnostic(`grew by ${growthMb.toFixed(1)} MB`)
  assert.equal(outcome, 'finished')
  assert.ok(growthMb < MAX_GROWTH_MB, `grew by ${growthMb.toFixed(1)} MB`)
})

test('command agent: 100,000 agent lines cost less than 64 MB of memory', limit, async (context) => {
  const line = `JSON.stringify({ type: 'update', text: 'x'.repeat(70) }) + '\\n'`
  const program = `console.log('{"type":"hello","parley":1}');${writing(`(${line}).repeat(10_000)`, 10, '{"type":"result","result":"end"}\n')}`
  const { growthMb, outcome, resultLength } = await growthOf(program, { speaksLines: true })
  context.diagnostic(`grew by ${growthMb.toFixed(1)} MB`)
  assert.equal(outcome, 'finished')
  assert.equal(resultLength, 3)
  assert.ok(growthMb < MAX_GROWTH_MB, `grew by ${growthMb.toFixed(1)} MB`)
})
