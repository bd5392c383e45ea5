import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { RealtimeEvent } from '@parley/wire'
import { toConnectionEvent } from '../conversation-input.js'
import { findReplayDifferences, replayInputs } from '../conversation-log.js'
import { finished } from '../testing/bench-moves.js'
import { audioEvent, benchSettings, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { defaultReconnect } from './reconnect-settings.js'

type Move =
  | { readonly kind: 'event'; readonly event: RealtimeEvent; readonly isOld: boolean }
  | { readonly kind: 'open' | 'drop' | 'fail' | 'save' }
  | { readonly kind: 'finish'; readonly index: number }
  | { readonly kind: 'played'; readonly itemId: string }
  | { readonly kind: 'wait'; readonly ms: number }

const anyEvent: fc.Arbitrary<RealtimeEvent> = fc.oneof(
  fc.constantFrom('c1', 'c2', 'c3').map((id) => handoffEvent(id, `do ${id}`)),
  fc.constantFrom('r1', 'r2').map((responseId) => ({ type: 'response_created', responseId }) as const),
  fc
    .tuple(fc.constantFrom('r1', 'r2'), fc.constantFrom('completed', 'cancelled'))
    .map(([responseId, status]) => ({ type: 'response_done', responseId, status }) as const),
  fc.constantFrom('a1', 'a2').map((itemId) => audioEvent(itemId, 100)),
  fc.constantFrom('a1', 'a2').map((itemId) => ({ type: 'output_transcript_done', text: 'Words.', itemId }) as const),
  fc.constantFrom<RealtimeEvent>(
    { type: 'input_audio_speech_started', itemId: 'u1' },
    { type: 'input_audio_speech_stopped', itemId: 'u1' },
    { type: 'input_transcript_done', text: 'some words', itemId: 'u1' },
    { type: 'error', message: 'over', code: 'session_expired', fatal: true },
  ),
)
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(anyEvent, fc.integer({ min: 0, max: 9 }))
      .map(([event, luck]) => ({ kind: 'event', event, isOld: luck < 2 }) as const),
  },
  { weight: 4, arbitrary: fc.constantFrom('open', 'drop', 'fail', 'save').map((kind) => ({ kind }) as const) },
  { weight: 2, arbitrary: fc.nat(2).map((index) => ({ kind: 'finish', index }) as const) },
  { weight: 2, arbitrary: fc.constantFrom('a1', 'a2').map((itemId) => ({ kind: 'played', itemId }) as const) },
  { weight: 2, arbitrary: fc.constantFrom(1, 400, 3000, 20_000).map((ms) => ({ kind: 'wait', ms }) as const) },
)

/** Answers only to what the machine has really asked for. */
function make(bench: MachineBench, move: Move): void {
  const { phase, lastGeneration } = bench.state.reconnect
  const live = 'live' in phase ? phase.live.generation : undefined
  switch (move.kind) {
    case 'event':
      if (move.isOld) checkOld(bench, move.event, (live ?? lastGeneration + 1) - 1)
      else if (live !== undefined) receive(bench, move.event, live)
      return
    case 'open':
      if (live === undefined || phase.type === 'rolling-over') {
        if (lastGeneration >= 0) bench.feed({ type: 'connection-opened', generation: lastGeneration })
      }
      return
    case 'fail': {
      const failure = { generation: lastGeneration, error: 'no', isFatal: false, jitter: 0.5 }
      if (phase.type === 'connecting') bench.feed({ type: 'connection-failed', ...failure })
      return
    }
    case 'drop':
      if (live !== undefined) bench.feed({ type: 'connection-closed', reason: 'gone', generation: live, jitter: 0 })
      return
    case 'save':
      for (const recordId of Object.keys(bench.state.saving)) bench.feed({ type: 'saved', recordId })
      return
    case 'finish': {
      const taskId = Object.keys(bench.state.tasks)[move.index]
      if (taskId !== undefined) bench.feed({ type: 'run-event', taskId, event: finished(`Result of ${taskId}.`) })
      return
    }
    case 'played':
      bench.feed({ type: 'played', itemId: move.itemId, playedMs: 100 })
      return
    case 'wait':
      bench.wait(move.ms)
  }
}

function receive(bench: MachineBench, event: RealtimeEvent, generation: number): void {
  bench.feed({ type: 'connection', event: toConnectionEvent(event), generation })
}

/** What an old connection says late: the same time passing does the same without it. */
function checkOld(bench: MachineBench, event: RealtimeEvent, generation: number): void {
  bench.feed({ type: 'tick' })
  const { timerAtMs: _timer, timeline: _timeline, ...before } = bench.state
  receive(bench, event, generation)
  const { timerAtMs: _laterTimer, timeline: _laterTimeline, ...after } = bench.state
  assert.deepEqual(after, before)
}

function settle(bench: MachineBench): void {
  bench.feed({ type: 'close' })
  for (let round = 0; round < 200 && bench.state.phase.type !== 'ended'; round++) {
    for (const recordId of Object.keys(bench.state.saving)) bench.feed({ type: 'saved', recordId })
    for (const taskId of Object.keys(bench.state.tasks)) {
      bench.feed({ type: 'run-event', taskId, event: { type: 'ended', outcome: 'cancelled' } })
    }
    bench.wait(1000)
  }
}

const reconnect = { ...defaultReconnect, sessionMs: 40_000, stableMs: 1000 }

test('reconnect: however lines drop and open, each result is heard at most once and ends said or visibly missed', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 80 }), (moves) => {
      const bench = createMachineBench({ reconnect, policy: 'parallel' }, 'by-hand')
      bench.wait(0)
      bench.feed({ type: 'connection-opened', generation: 0 })
      for (const move of moves) make(bench, move)
      settle(bench)
      assert.equal(bench.state.phase.type, 'ended')
      const phases = new Map<string, string[]>()
      for (const event of bench.shown) {
        if (event.type !== 'delivery') continue
        phases.set(event.deliveryId, [...(phases.get(event.deliveryId) ?? []), event.phase])
      }
      for (const names of phases.values()) {
        assert.ok(names.filter((name) => name === 'heard' || name === 'missed').length <= 1, names.join())
        assert.ok(['heard', 'spoken', 'missed'].includes(names.at(-1) ?? ''), names.join())
      }
      const started = bench.effects.flatMap((effect) => (effect.type === 'start-run' ? [effect.task.taskId] : []))
      assert.equal(new Set(started).size, started.length, 'a request starts once, whatever is asked again')
    }),
    { numRuns: 300 },
  )
})

test('reconnect: whatever the lines do, nothing is sent without one and the run can be replayed', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 60 }), (moves) => {
      const settings = { ...benchSettings, reconnect }
      const bench = createMachineBench(settings, 'by-hand')
      bench.wait(0)
      for (const move of moves) {
        const count = bench.effects.length
        const wasLive = 'live' in bench.state.reconnect.phase
        make(bench, move)
        const done = bench.effects.slice(count).map(({ type }) => type)
        const firstSend = done.indexOf('send')
        if (!wasLive && firstSend >= 0) assert.ok(done.slice(0, firstSend).includes('use-connection'))
      }
      assert.deepEqual(findReplayDifferences(settings, replayInputs(settings, bench.inputs)), [])
    }),
    { numRuns: 100 },
  )
})
