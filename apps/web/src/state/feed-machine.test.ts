import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConversationView } from '@parley/wire'
import * as fc from 'fast-check'
import { anyFeed } from '../testing/arbitrary-feed.js'
import { newFeed, stepFeed } from './feed-machine.js'
import type { Feed, FeedInput } from './feed-machine.js'
import type { FeedEntry } from './fold-event.js'

const take = (inputs: readonly FeedInput[]): Feed => inputs.reduce(stepFeed, newFeed)
const toInput = (entry: FeedEntry): FeedInput => ({ type: 'entry', entry })

const viewAt = (sequence: number): ConversationView => ({
  ...{ conversationId: 'c1', createdAtMs: 0, sequence, voice: null, microphone: { isOwner: false, isTaken: false } },
  ...{ transcript: [], approvals: [], questions: [], deliveries: [], usage: null },
  tasks: [
    {
      ...{ taskId: 't1', number: 1, input: 'do it', phase: 'running', acceptedAtMs: 5 },
      ...{ isCancelling: false, result: null, error: null },
    },
  ],
})

test('page state: in whatever order and however often numbered events come, the page is the same', () => {
  fc.assert(
    fc.property(
      anyFeed.chain((feed) =>
        fc.tuple(
          fc.constant(feed),
          fc.shuffledSubarray([...feed, ...feed], { minLength: feed.length * 2, maxLength: feed.length * 2 }),
          fc.nat({ max: 60 }),
          fc.nat({ max: 80 }),
        ),
      ),
      ([feed, shuffled, viewSequence, viewPlace]) => {
        const view: FeedInput = { type: 'view', view: viewAt(viewSequence) }
        const inOrder = take([view, ...feed.map(toInput)])
        const mixed = shuffled.map(toInput)
        const other = take([...mixed.slice(0, viewPlace), view, ...mixed.slice(viewPlace)])
        assert.deepEqual(other.fold, inOrder.fold)
        assert.equal(other.cursor, inOrder.cursor)
      },
    ),
    { numRuns: 500 },
  )
})

test('page state: a page that was away goes on after its cursor and misses nothing', () => {
  fc.assert(
    fc.property(anyFeed, fc.nat({ max: 40 }), (feed, place) => {
      const before = take(feed.slice(0, place).map(toInput))
      const replayed = feed.filter(({ sequence }) => sequence > before.cursor)
      const after = replayed.map(toInput).reduce(stepFeed, before)
      assert.deepEqual(after.fold, take(feed.map(toInput)).fold)
    }),
  )
})

test('page state: a view says how things stand, and events that it covers how the work went', () => {
  const update: FeedEntry = { sequence: 3, atMs: 1, event: { type: 'update', taskId: 't1', text: 'looking' } }
  const end: FeedEntry = { sequence: 4, atMs: 1, event: { type: 'task', taskId: 't1', number: 1, phase: 'failed' } }
  const [task] = take([toInput(update), toInput(end), { type: 'view', view: viewAt(9) }]).fold.tasks
  assert.equal(task?.phase, 'running')
  assert.deepEqual(task.updates, ['looking'])
})

test('page state: a day of events stays bounded and forgets no task', () => {
  let feed = take([
    toInput({ sequence: 1, atMs: 1, event: { type: 'task', taskId: 't0', number: 1, phase: 'running' } }),
  ])
  for (let sequence = 2; sequence < 9000; sequence++) {
    feed = stepFeed(feed, toInput({ sequence, atMs: 1, event: { type: 'update', taskId: 't0', text: 'on' } }))
  }
  assert.ok(feed.entries.length <= 4000)
  const late = stepFeed(feed, toInput({ sequence: 9001, atMs: 1, event: { type: 'voice-started' } }))
  const refolded = stepFeed(late, toInput({ sequence: 9000, atMs: 1, event: { type: 'voice-ended', reason: 'idle' } }))
  assert.equal(refolded.fold.tasks[0]?.phase, 'running')
  assert.equal(refolded.fold.voice, 'on')
})
