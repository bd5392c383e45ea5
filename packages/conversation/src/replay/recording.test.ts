import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createConversation } from '../conversation-driver.js'
import type { RecordedStep } from '../conversation-log.js'
import { finished, handOver, speak } from '../testing/bench-moves.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import { audioEvent, benchSettings, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'
import { createRecorder, encodeRecording } from './create-recorder.js'
import { decodeRecording } from './decode-recording.js'
import { replayRecording } from './replay-recording.js'
import { replayInputs } from '../conversation-log.js'

function recordedText(): string {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.\u2028') })
  speak(bench, 'Three files.', 'r2', 'i2')
  return encodeRecording({ settings: benchSettings, steps: replayInputs(benchSettings, bench.inputs) })
}

const differences = (text: string, untilMs?: number) =>
  [...replayRecording(decodeRecording(text, 'x.jsonl'), untilMs === undefined ? {} : { untilMs })].filter(
    ({ isSame }) => !isSame,
  )

test('record and replay: a recorded conversation replays to the same effects', async () => {
  const lines: string[] = []
  const recorder = createRecorder({ write: (line) => lines.push(line) })
  const connection = createFakeConnection()
  const clock = createFakeClock()
  const agent = createScriptedAgent([{ type: 'ended', outcome: 'finished', result: 'Three files.' }])
  const conversation = createConversation({ connection, clock, agent, record: recorder.record })
  connection.deliver(handoffEvent('c1', 'list the files'), audioEvent('i1', 200))
  for await (const event of conversation.events) if (event.type === 'delivery') break
  clock.advance(20_000)
  await conversation.close()
  assert.equal(lines.length, recorder.stepCount + 1)
  const { settings, steps } = decodeRecording(lines.join(''), 'x.jsonl')
  assert.deepEqual(settings, JSON.parse(JSON.stringify(conversation.settings)))
  assert.equal(steps.length, recorder.stepCount)
  assert.deepEqual(differences(lines.join('')), [])
})

test('record and replay: a changed effect is found, with its step and both sides', () => {
  const text = recordedText()
  assert.deepEqual(differences(text), [])
  const [found, ...others] = differences(text.replace('"text":"Accepted as task 1', '"text":"Done'))
  assert.deepEqual(others, [])
  assert.match(JSON.stringify(found?.recorded), /Done/)
  assert.match(JSON.stringify(found?.replayed), /Accepted as task 1/)
})

test('record and replay: it stops at the time that is asked for', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.wait(500)
  bench.wait(500)
  const text = encodeRecording({ settings: benchSettings, steps: replayInputs(benchSettings, bench.inputs) })
  const times = [...replayRecording(decodeRecording(text, 'x'), { untilMs: 600 })].map(({ atMs }) => atMs)
  assert.equal(times.at(-1), 500)
})

test('record and replay: a log cut off at any byte is refused or ends at a whole step', () => {
  const text = recordedText()
  const ends = new Set([...text.matchAll(/\n/g)].map(({ index }) => index + 1))
  for (let kept = 0; kept < text.length; kept += 13) {
    const part = text.slice(0, kept)
    if (ends.has(kept)) assert.deepEqual(differences(part), [])
    else assert.throws(() => decodeRecording(part, 'x.jsonl'), { code: 'config', message: /^x\.jsonl, line \d+: / })
  }
})

test('record and replay: what is no recording is refused with its line, and nothing else is thrown', () => {
  const lines = recordedText().split('\n')
  const broken: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /line 1: it is no recording/],
    ['{}\n', /line 1: it is no recording/],
    ['{"log":"parley-conversation","version":2}\n', /has version 2; this Parley reads 1/],
    ['{"log":"parley-conversation","version":1}\n', /no settings/],
    [[lines[0], 'x', ''].join('\n'), /line 2: it is no JSON object/],
    [[lines[0], '{"nowMs":1,"input":{}}', ''].join('\n'), /line 2: it holds no input/],
  ]
  for (const [text, message] of broken) {
    assert.throws(() => decodeRecording(text, 'x.jsonl'), { code: 'config', message })
  }
  const header = lines[0] ?? ''
  fc.assert(
    fc.property(fc.array(fc.json({ maxDepth: 3 })), (values) => {
      try {
        const text = [header, ...values.map((value) => `{"nowMs":1,"input":${value},"effects":[]}`), ''].join('\n')
        for (const step of replayRecording(decodeRecording(text, 'x.jsonl'))) assert.ok(step.stepIndex >= 0)
      } catch (cause) {
        assert.match(String(cause), /x\.jsonl, line|cannot be replayed/)
      }
    }),
  )
})

const KEYS = [
  'sk-proj-abcdefghijklmnopqrstuvwxyz012345',
  'ek_68af296e8e408191a1120ab6383263c2',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'xoxb-123456789012-abcdefghijkl',
  'AKIAABCDEFGHIJKLMNOP',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc_DEF-123',
  'my-own-passphrase',
] as const

test('record and replay: no planted secret stands in a log, wherever it was, and the log still replays', () => {
  for (const key of KEYS) {
    const places: readonly ((steps: ReturnType<typeof createMachineBench>) => void)[] = [
      (bench) => bench.receive(handoffEvent('c1', `log in with ${key} and list the files`)),
      (bench) => bench.feed({ type: 'user-text', text: `my key is "${key}".` }),
      (bench) => bench.receive({ type: 'error', message: `Incorrect API key: ${key}`, fatal: false }),
      (bench) => {
        handOver(bench, 'c1', 'look')
        const text = `Authorization: Bearer ${key}`
        bench.feed({ type: 'run-event', taskId: 'task_c1', event: { type: 'update', text, channel: 'speakable' } })
        bench.feed({ type: 'run-event', taskId: 'task_c1', event: finished(`OPENAI_API_KEY=${key}`) })
        speak(bench, `It is ${key}`)
      },
    ]
    for (const place of places) {
      const bench = createMachineBench()
      place(bench)
      bench.wait(60_000)
      const text = recordAgain(replayInputs(benchSettings, bench.inputs))
      assert.doesNotMatch(text, new RegExp(key.replaceAll('.', '\\.')))
      assert.match(text, /\[redacted\]/)
      assert.deepEqual(differences(text), [])
    }
  }
})

test('record and replay: what stands under a secret name is taken out, whatever it looks like', () => {
  const bench = createMachineBench()
  const session = { client_secret: { value: 'plain', expires_at: 5 }, authorization: 'word', model: 'kept' }
  bench.receive({ type: 'session_created', sessionId: 's', session })
  const text = recordAgain(replayInputs(benchSettings, bench.inputs))
  assert.doesNotMatch(text, /plain|"word"/)
  assert.match(text, /"expires_at":5.*"model":"kept"/)
})

test('record and replay: audio stands in no log, not even inside an event that holds some', () => {
  const bench = createMachineBench()
  const audio = 'A'.repeat(4000)
  const item = { type: 'message', role: 'user', content: [{ type: 'input_audio', audio }] }
  bench.receive({ type: 'conversation_item_added', item })
  bench.receive(audioEvent('i1', 500))
  const text = recordAgain(replayInputs(benchSettings, bench.inputs))
  assert.match(text, /\[audio left out\]/)
  assert.doesNotMatch(text, /A{100}/)
})

function recordAgain(steps: readonly RecordedStep[]): string {
  let text = ''
  const recorder = createRecorder({ write: (line) => (text += line), secrets: ['my-own-passphrase'] })
  for (const step of steps) recorder.record(step, benchSettings)
  return text
}
