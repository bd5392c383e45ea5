import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMemoryEventStore } from './memory-event-store.js'
import { freeMicrophone, stepMicrophone } from './microphone-machine.js'
import type { MicrophoneInput } from './microphone-machine.js'
import { addPiece, playUntil, positionAt, silentPlayback } from './playback-machine.js'
import { createTimeline, stepTimeline } from './realtime-timeline-machine.js'
import type { TimelineInput } from './realtime-timeline-machine.js'
import { defaultHostLimits } from './host-limits.js'
import { createPresence, presenceDeadline, stepPresence } from './voice-limits-machine.js'
import type { PresenceInput } from './voice-limits-machine.js'

test('event feed: whoever reads after a number gets what came after it, in order and once, or is told of the gap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 10 }),
      fc.nat(50),
      (count, maxEvents, back) => {
        const log = createMemoryEventStore({ maxEvents, firstSequence: () => 1000 }).open('c')
        const all = Array.from({ length: count }, (_, index) => log.append({ type: 'x', index }, index).sequence)
        const after = 999 + Math.min(back, count)
        const { entries, gap } = log.readAfter(after)
        const wanted = all.filter((sequence) => sequence > after)
        const missing = gap === undefined ? [] : all.filter((sequence) => sequence >= gap.from && sequence <= gap.to)
        assert.deepEqual([...missing, ...entries.map(({ sequence }) => sequence)], wanted)
        assert.equal(gap !== undefined, wanted.length > entries.length)
      },
    ),
  )
})

test('event feed: a number of an earlier process leaves a gap, and 0 is the beginning', () => {
  const log = createMemoryEventStore({ firstSequence: () => 5000 }).open('c')
  const empty = log.readAfter(0)
  assert.deepEqual([empty.entries, empty.gap], [[], undefined])
  log.append({ type: 'one' }, 1)
  log.append({ type: 'two' }, 2)
  assert.deepEqual(log.readAfter(0).gap, undefined)
  assert.equal(log.readAfter(0).entries.length, 2)
  assert.deepEqual(log.readAfter(3000).gap, { from: 3001, to: 4999 })
  assert.equal(log.readAfter(3000).entries.length, 2)
})

test('event feed: large events push out old ones, and the newest stays', () => {
  const log = createMemoryEventStore({ maxCharacters: 100, firstSequence: () => 1 }).open('c')
  log.append({ type: 'small' }, 1)
  log.append({ type: 'large', text: 'x'.repeat(500) }, 2)
  assert.deepEqual(
    log.readAfter(0).entries.map(({ sequence }) => sequence),
    [2],
  )
  assert.deepEqual(log.readAfter(0).gap, { from: 1, to: 1 })
})

test('microphone: the newest claim wins and the old owner is told', () => {
  const claimed = stepMicrophone({ ownerId: 'a' }, { type: 'claim', clientId: 'b' })
  assert.deepEqual(claimed.told, [
    { clientId: 'a', isOwner: false },
    { clientId: 'b', isOwner: true },
  ])
  assert.deepEqual(stepMicrophone(claimed.state, { type: 'release', clientId: 'a' }).told, [])
  assert.equal(stepMicrophone(claimed.state, { type: 'release', clientId: 'b' }).state.ownerId, undefined)
})

test('microphone: whatever is claimed and released, each client knows whether it is the owner', () => {
  const input: fc.Arbitrary<MicrophoneInput> = fc.record({
    type: fc.constantFrom('claim' as const, 'release' as const),
    clientId: fc.constantFrom('a', 'b', 'c'),
  })
  fc.assert(
    fc.property(fc.array(input), (inputs) => {
      let state = freeMicrophone
      const believes = new Map<string, boolean>()
      for (const each of inputs) {
        const next = stepMicrophone(state, each)
        state = next.state
        for (const { clientId, isOwner } of next.told) believes.set(clientId, isOwner)
        const owners = [...believes].flatMap(([clientId, isOwner]) => (isOwner ? [clientId] : []))
        assert.deepEqual(owners, state.ownerId === undefined ? [] : [state.ownerId])
      }
    }),
  )
})

test('playback: what is given away is heard in its order and at its speed', () => {
  const first = addPiece(silentPlayback, 'a', 100, 1000)
  const both = addPiece(addPiece(first, 'a', 50, 1010), 'b', 200, 1020)
  assert.deepEqual(positionAt(both, 1060), { itemId: 'a', playedMs: 60 })
  assert.deepEqual(positionAt(both, 1120), { itemId: 'a', playedMs: 120 })
  assert.deepEqual(positionAt(both, 1200), { itemId: 'b', playedMs: 50 })
  const { state, heard } = playUntil(both, 1160)
  assert.deepEqual(heard, [{ itemId: 'a', playedMs: 150 }])
  const later = playUntil(state, 5000)
  assert.deepEqual(later.heard, [{ itemId: 'b', playedMs: 200 }])
  assert.deepEqual(positionAt(later.state, 6000), { itemId: 'b', playedMs: 200 })
  assert.deepEqual(positionAt(addPiece(later.state, 'b', 30, 6000), 6010), { itemId: 'b', playedMs: 210 })
})

const feed = (inputs: readonly PresenceInput[]) => inputs.reduce(stepPresence, createPresence(0))

test('limits of a voice: silence, the length of the call and an empty room each end it at their time', () => {
  const limits = { ...defaultHostLimits, idleVoiceMs: 100, maxCallMs: 250, unattendedMs: 30, forgetMs: 1000 }
  const started = [
    { type: 'clients', count: 1, nowMs: 0 },
    { type: 'voice-started', nowMs: 10 },
  ] as const
  assert.deepEqual(presenceDeadline(feed(started), limits), { atMs: 110, end: 'idle' })
  const spoken = [...started, { type: 'active', nowMs: 200 }] as const
  assert.deepEqual(presenceDeadline(feed(spoken), limits), { atMs: 260, end: 'call-limit' })
  const left = [...spoken, { type: 'clients', count: 0, nowMs: 210 }] as const
  assert.deepEqual(presenceDeadline(feed(left), limits), { atMs: 240, end: 'unattended' })
  const ended = [...left, { type: 'voice-ended', nowMs: 240 }] as const
  assert.deepEqual(presenceDeadline(feed(ended), limits), { atMs: 1240, end: 'forgotten' })
  const working = [...ended, { type: 'tasks', hasOpenTasks: true, nowMs: 250 }] as const
  assert.equal(presenceDeadline(feed(working), limits), undefined)
})

function notices(inputs: readonly TimelineInput[]): readonly string[] {
  let state = createTimeline('t')
  return inputs.flatMap((input) => {
    const next = stepTimeline(state, input)
    state = next.state
    return next.notices.map(({ method, params }) => {
      const item = 'item' in params ? JSON.stringify(params.item) : ''
      const [type] = /(?<="type":")[^"]*/.exec(item) ?? ['']
      const words = 'delta' in params ? params.delta : 'text' in params ? params.text : ''
      return [method.replace('thread/realtime/', ''), type, words].filter((part) => part !== '').join(' ')
    })
  })
}

const started: TimelineInput = { type: 'started', sessionId: 's', version: 'v2' }

test('realtime timeline: the notices of a spoken handoff come in the order in which Codex sends them', () => {
  const order = notices([
    started,
    { type: 'said', event: { type: 'input_transcript_delta', delta: 'please list ', itemId: 'u' } },
    { type: 'said', event: { type: 'input_transcript_done', text: 'please list them', itemId: 'u' } },
    { type: 'said', event: { type: 'output_transcript_delta', delta: 'Sure.', itemId: 'a' } },
    { type: 'said', event: { type: 'output_transcript_done', text: 'Sure.', itemId: 'a' } },
    {
      type: 'said',
      event: { type: 'handoff_requested', handoffId: 'c', itemId: 'f', inputTranscript: 'list', activeTranscript: [] },
    },
    { type: 'said', event: { type: 'input_transcript_done', text: 'and count them', itemId: 'v' } },
    { type: 'closed', reason: 'requested' },
  ])
  assert.deepEqual(order, [
    'item/started realtimeSessionStarted',
    'item/completed realtimeSessionStarted',
    'started',
    'item/started transcriptSegment',
    'item/transcript/delta please list ',
    'transcript/delta please list ',
    'item/completed transcriptSegment',
    'transcript/done please list them',
    'item/started transcriptSegment',
    'item/transcript/delta Sure.',
    'transcript/delta Sure.',
    'item/completed transcriptSegment',
    'transcript/done Sure.',
    'itemAdded handoff_request',
    'item/started transcriptSegment',
    'item/transcript/delta and count them',
    'item/completed transcriptSegment',
    'transcript/done and count them',
    'item/started realtimeSessionClosed',
    'item/completed realtimeSessionClosed',
    'closed',
  ])
})

test('realtime timeline: two speakers at once do not split each other’s words', () => {
  const order = notices([
    started,
    { type: 'said', event: { type: 'output_transcript_delta', delta: 'One ', itemId: 'a' } },
    { type: 'said', event: { type: 'input_transcript_delta', delta: 'Stop', itemId: 'u' } },
    { type: 'said', event: { type: 'output_transcript_delta', delta: 'file.', itemId: 'a' } },
    { type: 'said', event: { type: 'output_transcript_done', text: 'One file.', itemId: 'a' } },
  ])
  assert.equal(order.filter((line) => line === 'item/started transcriptSegment').length, 2)
  assert.ok(order.includes('transcript/done One file.'))
})

test('realtime timeline: what could not start has an error and no end; a stop without a voice has an end alone', () => {
  assert.deepEqual(notices([{ type: 'failed', message: 'no' }]), ['error'])
  assert.deepEqual(notices([{ type: 'closed', reason: 'requested' }]), ['closed'])
})
