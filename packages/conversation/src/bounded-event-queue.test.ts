import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBoundedEventQueue } from './bounded-event-queue.js'

const update = (text: string) => ({ type: 'update', taskId: 't', text }) as const
const closed = { type: 'closed', reason: 'x' } as const

test('events: updates that nobody reads lose their oldest and are counted, others stay', async () => {
  const queue = createBoundedEventQueue({ maxLossy: 2, maxFirm: 10 })
  queue.push(closed)
  for (const text of ['a', 'b', 'c', 'd']) queue.push(update(text))
  queue.end()
  assert.deepEqual(queue.stats, { depth: 3, droppedAudio: 0, droppedUpdates: 2 })
  const seen = []
  for await (const event of queue.events) seen.push(event.type === 'update' ? event.text : event.type)
  assert.deepEqual(seen, ['closed', 'c', 'd'])
})

test('events: too many firm ones fail loudly instead of getting lost', async () => {
  const queue = createBoundedEventQueue({ maxLossy: 2, maxFirm: 1 })
  queue.push(closed)
  queue.push(closed)
  const seen: string[] = []
  await assert.rejects(async () => {
    for await (const event of queue.events) seen.push(event.type)
  }, /Nobody reads/)
  assert.deepEqual(seen, ['closed'])
})
