import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeCodexMessage } from './decode-codex-message.js'
import { createJsonLines } from './json-lines.js'
import { createMachineBench, readRecorded } from './testing/replay-run.js'
import type { MachineBench } from './testing/replay-run.js'

const NAMES = [
  'turn',
  'approval-command-accept',
  'approval-file-accept',
  'user-input',
  'error-retries',
  'steer-mid-stream',
]
const SERVER_LINES = NAMES.flatMap((name) =>
  readRecorded(name)
    .filter(({ from }) => from === 'server')
    .map(({ payload }) => ({ name, payload })),
)
const RECORDED = SERVER_LINES.map(({ payload }) => payload)
const nameOf = (index: number): string | undefined => SERVER_LINES[index]?.name

type Move =
  | { readonly type: 'hear'; readonly index: number }
  | { readonly type: 'answer'; readonly isGranted: boolean }
  | { readonly type: 'steer' | 'reply' | 'cancel' | 'died' | 'open' | 'tick' | 'strange' }

const anyMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.nat(RECORDED.length - 1).map((index): Move => ({ type: 'hear', index })) },
    { weight: 2, arbitrary: fc.boolean().map((isGranted): Move => ({ type: 'answer', isGranted })) },
    fc.constantFrom<Move>(
      ...(['steer', 'reply', 'cancel', 'died', 'open', 'tick', 'strange'] as const).map((type) => ({ type })),
    ),
  ),
  { maxLength: 60 },
)

const userMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.boolean().map((isGranted): Move => ({ type: 'answer', isGranted })) },
    { weight: 9, arbitrary: fc.constantFrom<Move>({ type: 'reply' }, { type: 'steer' }, { type: 'strange' }) },
    { weight: 1, arbitrary: fc.constantFrom<Move>({ type: 'cancel' }, { type: 'died' }, { type: 'open' }) },
  ),
  { maxLength: 40, size: 'max' },
)

/** A recording in its order, but for what is lost, comes twice or comes between. */
const disturbed: fc.Arbitrary<readonly Move[]> = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.array(fc.tuple(fc.nat(60), fc.constantFrom('lost', 'twice')), { maxLength: 5 }),
    userMoves,
  )
  .map(([name, faults, between]) => {
    const first = RECORDED.findIndex((_, index) => nameOf(index) === name)
    const order = RECORDED.flatMap((_, index): readonly Move[] => {
      if (nameOf(index) !== name) return []
      const fault = faults.find(([at]) => at + 3 === index - first)?.[1]
      const heard: Move = { type: 'hear', index }
      return fault === 'lost' ? [] : fault === 'twice' ? [heard, heard] : [heard]
    })
    return order.flatMap((each, at) => (at > 3 ? [each, ...between.slice(at - 4, at - 3)] : [each]))
  })
const moves = fc.oneof(anyMoves, { weight: 4, arbitrary: disturbed })

function move(bench: MachineBench, made: Move, at: number): void {
  const [open] = bench.state.openRequests
  const commandId = `c${at}`
  switch (made.type) {
    case 'hear':
      bench.hear(RECORDED[made.index] ?? {}, at * 100)
      break
    case 'answer': {
      const permissionId = open?.kind === 'permission' ? open.permissionId : 'none'
      bench.feed({ type: 'answer', commandId, permissionId, decision: made.isGranted ? 'granted' : 'denied' })
      break
    }
    case 'reply':
      bench.feed({ type: 'reply', commandId, questionId: 'question_1_0_which', text: 'x' })
      break
    case 'steer':
      bench.feed({ type: 'steer', commandId, text: 'x' })
      break
    case 'died':
      bench.feed({ type: 'died', reason: 'gone.', isLasting: false })
      break
    case 'open':
      bench.open({ isInitialized: at % 2 === 0, threadId: at % 3 === 0 ? 'thread' : undefined })
      break
    case 'strange':
      bench.hear({
        id: `strange${at}`,
        method: 'item/permissions/requestApproval',
        params: { permissions: { network: { enabled: true } } },
      })
      break
    case 'cancel':
    case 'tick':
      bench.feed({ type: made.type, nowMs: at * 100 })
  }
}

/** Makes all moves, then does what a driver does at last. */
function play(made: readonly Move[]): MachineBench {
  const bench = createMachineBench()
  bench.open()
  for (const [at, each] of made.entries()) move(bench, each, at)
  bench.feed({ type: 'cancel', nowMs: 1e6 })
  bench.feed({ type: 'tick', nowMs: 1e7 })
  return bench
}

test('codex: disturbed recordings do come to turns, questions and answers', () => {
  const played = fc.sample(disturbed, { numRuns: 200, seed: 1 }).map(play)
  const turns = played.filter((bench) => bench.state.hasTurn).length
  assert.ok(turns > 100, `${turns} turns`)
  const answered = played.filter((bench) => bench.settled.some(({ refusal }) => refusal === undefined)).length
  assert.ok(answered > 10, `${answered} answered`)
})

test('codex: whatever is said in whatever order, there is exactly one end, and it is the last', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const bench = play(made)
      const { events } = bench
      assert.equal(events.filter(({ type }) => type === 'ended').length, 1)
      assert.equal(events.at(-1)?.type, 'ended')
    }),
  )
})

test('codex: nothing is ever granted that the user has not granted, and nothing for longer than once', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const bench = play(made)
      const granted = bench.sent.filter(({ result }) =>
        /accept|approved|"enabled":true/.test(JSON.stringify(result ?? '')),
      )
      const allowed = made.filter((each) => each.type === 'answer' && each.isGranted)
      assert.ok(granted.length <= allowed.length)
      for (const { result } of granted) assert.doesNotMatch(JSON.stringify(result), /session|Amendment/i)
    }),
  )
})

test('codex: every question that is told is answered or withdrawn, every tool that starts ends, every command settles', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const bench = play(made)
      const count = (type: string) => bench.events.filter((event) => event.type === type).length
      const answered = bench.settled.filter(({ refusal }) => refusal === undefined).length
      const asked = count('permission-requested') + count('needs-input')
      const over = count('permission-withdrawn') + count('input-withdrawn')
      assert.ok(asked <= over + answered && over <= asked)
      assert.equal(count('tool-started'), count('tool-ended'))
      const commands = made.filter(({ type }) => type === 'answer' || type === 'reply' || type === 'steer').length
      assert.equal(bench.settled.length, commands)
    }),
  )
})

test('codex: no line makes the codec throw, and every request has an answerable id', () => {
  const lines = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ id: fc.anything(), method: fc.anything(), params: fc.anything() })
      .map((value) => JSON.stringify(value, safe)),
    fc.tuple(fc.constantFrom(...RECORDED), fc.nat()).map(([line, cut]) => JSON.stringify(line).slice(0, cut)),
  )
  fc.assert(
    fc.property(lines, (line) => {
      const message = decodeCodexMessage(line)
      if (message.type === 'request') assert.match(typeof message.id, /^(string|number)$/)
    }),
  )
})

const safe = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

test('codex: lines do not depend on how their bytes were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.integer({ min: 1, max: 9 })), (texts, cuts) => {
      const whole = texts.map((text) => text.replaceAll('\n', ' '))
      const bytes = Buffer.from(whole.map((text) => `${text}\n`).join(''))
      const lines = createJsonLines(1_000_000)
      const got: string[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const length = cuts[turn % Math.max(1, cuts.length)] ?? 5
        got.push(...lines.push(bytes.subarray(at, at + length)))
        at += length
      }
      assert.deepEqual(
        got,
        whole.filter((text) => text.trim() !== ''),
      )
    }),
  )
})

test('codex: a line past the limit is skipped as a whole and counted, and the next one is read', () => {
  const lines = createJsonLines(10)
  assert.deepEqual(lines.push(Buffer.from('{"a":1}\n{"b":"too long"')), ['{"a":1}'])
  assert.deepEqual(lines.push(Buffer.from(' indeed"}\n{"c":1}\n')), ['{"c":1}'])
  assert.equal(lines.skippedCount, 1)
})
