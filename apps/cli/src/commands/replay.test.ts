import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeRecording, encodeRecording, replayRecording } from '@parley/conversation'
import { exitCodeFor } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { replayCommand } from './replay.js'

const fixture = fileURLToPath(
  new URL('../../../../packages/conversation/fixtures/logs/realtime.jsonl', import.meta.url),
)
const folder = await mkdtemp(join(tmpdir(), 'parley-replay-'))
after(() => rm(folder, { recursive: true, force: true }))

/** A log of the folder's own, made of the fixture's inputs with what the machine does now. */
async function writeLog(name: string, change: (text: string) => string = (text) => text): Promise<string> {
  const recording = decodeRecording(await readFile(fixture, 'utf8'), 'fixture')
  const steps = [...replayRecording(recording)].map(({ input, replayed }) => ({ input, effects: replayed }))
  const path = join(folder, name)
  await writeFile(path, change(encodeRecording({ settings: recording.settings, steps })))
  return path
}

async function replay(
  path: string,
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<{ readonly exitCode: number; readonly lines: readonly string[]; readonly error: string }> {
  const lines: string[] = []
  const terminal: Terminal = {
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    json: (value) => lines.push(JSON.stringify(value)),
    style: (_style, text) => text,
  }
  const { signal } = new AbortController()
  try {
    const exitCode = await replayCommand.run({ operands: [path], options, terminal, signal })
    return { exitCode, lines, error: '' }
  } catch (cause) {
    return { exitCode: exitCodeFor(cause), lines, error: String(cause) }
  }
}

test('record and replay: parley replay prints the account and exits 0 when every effect is the same', async () => {
  const { exitCode, lines } = await replay(await writeLog('same.jsonl'))
  assert.equal(exitCode, 0)
  assert.match(lines.join('\n'), /handoff.*finished.*heard/s)
  assert.match(lines.at(-1) ?? '', /^(\d+) of \1 steps replayed; every effect is the recorded one$/)
})

test('record and replay: any difference exits 1 and shows both sides, side by side', async () => {
  const path = await writeLog('other.jsonl', (text) => text.replace('Accepted as task 1', 'All is done'))
  const { exitCode, lines } = await replay(path)
  assert.equal(exitCode, 1)
  assert.match(lines.join('\n'), /^ {2}recorded +│ replayed$/m)
  assert.match(lines.join('\n'), /^≠ .* │ /m)
  assert.match(lines.at(-1) ?? '', /1 differs/)
  const json = await replay(path, { json: true })
  assert.equal(json.exitCode, 1)
  const difference = json.lines.find((line) => line.includes('"difference"')) ?? ''
  assert.match(difference, /"recorded":.*All is done.*"replayed":.*Accepted as task 1/)
  assert.match(json.lines.at(-1) ?? '', /^\{"event":"ended","ok":false,"steps":\d+,"differences":1\}$/)
})

test('record and replay: --until ends the replay early', async () => {
  const { exitCode, lines } = await replay(await writeLog('until.jsonl'), { until: '0', json: true })
  assert.equal(exitCode, 0)
  const steps = Number(/"steps":(\d+)/.exec(lines.at(-1) ?? '')?.[1])
  assert.ok(steps >= 1 && steps < 20, String(steps))
})

test('record and replay: a log that is broken, cut off or missing exits 2 and says where', async () => {
  const cut = await replay(await writeLog('cut.jsonl', (text) => text.slice(0, -20)))
  assert.deepEqual([cut.exitCode, /line \d+: the recording is cut off/.test(cut.error)], [2, true], cut.error)
  const broken = await replay(await writeLog('broken.jsonl', (text) => text.replace('\n{"nowMs"', '\n{nowMs')))
  assert.deepEqual([broken.exitCode, /line 2: it is no JSON object/.test(broken.error)], [2, true], broken.error)
  const missing = await replay(join(folder, 'nowhere.jsonl'))
  assert.deepEqual([missing.exitCode, /there is no such file/.test(missing.error)], [2, true])
})

test('record and replay: a speed that is none is refused', async () => {
  const { exitCode, error } = await replay(await writeLog('speed.jsonl'), { speed: '0' })
  assert.equal(exitCode, 2)
  assert.match(error, /--speed 0 is not a number above 0/)
})
