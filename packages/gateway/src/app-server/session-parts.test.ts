import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLineSplitter } from './line-splitter.js'
import { createOutboundQueue, defaultOutboundLimits } from './outbound-queue.js'
import { newSession, stepSession } from './session-machine.js'
import type { SessionInput, SessionState } from './session-machine.js'

const limits = { maxInFlight: 2, retryAfterMs: 50 }

function run(inputs: readonly SessionInput[]): readonly string[] {
  let state: SessionState = newSession
  return inputs.map((input) => {
    const { state: next, output } = stepSession(state, input, limits)
    state = next
    return output.type === 'refuse' ? `${output.error.code} ${output.error.message}` : output.type
  })
}

const ask = (id: number | string, method = 'task/list'): SessionInput => ({ type: 'request', id, method })

test('app session: nothing is served before initialize, which is taken once', () => {
  const outputs = run([ask(1), ask(2, 'initialize'), { type: 'initialized' }, ask(3), ask(4, 'initialize')])
  assert.deepEqual(outputs, ['-32600 Not initialized', 'initialize', 'none', 'serve', '-32600 Already initialized'])
})

test('app session: a request too many is told to come again, and served when another is answered', () => {
  const outputs = run([{ type: 'initialized' }, ask(1), ask('1'), ask(3), { type: 'settled', id: 1 }, ask(3)])
  assert.match(outputs[3] ?? '', /^-32001 /)
  assert.deepEqual([outputs[1], outputs[2], outputs[5]], ['serve', 'serve', 'serve'])
})

test('app session: an id that waits for its answer is not taken twice', () => {
  assert.match(run([{ type: 'initialized' }, ask(1), ask(1)])[2] ?? '', /^-32600 /)
})

test('app session: nothing follows its end', () => {
  assert.deepEqual(run([{ type: 'closed' }, ask(1, 'initialize'), { type: 'initialized' }, ask(1)]), [
    ...['none', 'none', 'none', 'none'],
  ])
})

test('outbound queue: sound loses its oldest and is counted, control loses nothing and then refuses', () => {
  const queue = createOutboundQueue({ maxControl: 2, maxControlCharacters: 100, maxAudioCharacters: 6 })
  assert.equal(queue.pushControl('c1'), true)
  queue.pushAudio('aaa', 'x')
  queue.pushAudio('bbb', 'x')
  queue.pushAudio('ccc', 'x')
  assert.equal(queue.pushControl('c2'), true)
  assert.equal(queue.pushControl('c3'), false)
  assert.equal(queue.stats.droppedAudio, 1)
  assert.deepEqual(
    [queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()],
    [...['c1', 'bbb', 'ccc', 'c2', undefined]],
  )
})

test('outbound queue: sound that is not to be played any more is withdrawn, of that conversation alone', () => {
  const queue = createOutboundQueue(defaultOutboundLimits)
  queue.pushAudio('a', 'one')
  queue.pushAudio('b', 'other')
  queue.dropAudio('one')
  assert.deepEqual([queue.shift(), queue.shift()], ['b', undefined])
  assert.equal(queue.stats.waitingCharacters, 0)
})

test('outbound queue: whatever happens, it holds no more than its limits, keeps the order and loses no control message', () => {
  const small = { maxControl: 5, maxControlCharacters: 50, maxAudioCharacters: 20 }
  const move = fc.oneof(
    fc.record({ kind: fc.constant('control' as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('audio' as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('shift' as const), size: fc.constant(0) }),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const queue = createOutboundQueue(small)
      const expected: string[] = []
      const got: string[] = []
      const take = (): boolean => {
        const text = queue.shift()
        if (text?.startsWith('c') === true) got.push(text)
        return text !== undefined
      }
      moves.forEach(({ kind, size }, index) => {
        const text = `${kind[0] ?? ''}${index}`.padEnd(size + 3, '.')
        if (kind === 'shift') take()
        else if (kind === 'audio') queue.pushAudio(text, 'x')
        else if (queue.pushControl(text)) expected.push(text)
        assert.ok(queue.stats.waitingCharacters <= 70, `${queue.stats.waitingCharacters}`)
      })
      while (take()) continue
      assert.deepEqual(got, expected)
    }),
  )
})

test('line splitter: lines come whole, however they were cut', () => {
  const lines = fc.array(
    fc.string({ minLength: 1 }).map((text) => JSON.stringify(text)),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(lines, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (texts, sizes) => {
      const splitter = createLineSplitter(10_000)
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''))
      const got: unknown[] = []
      for (let start = 0, turn = 0; start < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        got.push(...splitter.push(bytes.subarray(start, start + size)))
        start += size
      }
      assert.deepEqual(
        got,
        texts.map((text) => ({ kind: 'line', text })),
      )
    }),
  )
})

test('line splitter: a line that is too long is told once and skipped; the next one is whole', () => {
  const splitter = createLineSplitter(10)
  const got = ['0123456789', 'x', 'y'.repeat(100), '\nnext\n', '0123456789\n'].flatMap((text) => [
    ...splitter.push(Buffer.from(text)),
  ])
  assert.deepEqual(got, [{ kind: 'too-long' }, { kind: 'line', text: 'next' }, { kind: 'line', text: '0123456789' }])
})
