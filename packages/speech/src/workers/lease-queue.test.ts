import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLeaseQueue } from './lease-queue.js'

const never = new AbortController().signal

test('whoever waits longest is next', async () => {
  const queue = createLeaseQueue(['decoder'])
  const order: number[] = []
  const first = await queue.lease(never)
  const waiting = [1, 2, 3].map(async (number) => {
    const lease = await queue.lease(never)
    order.push(number)
    lease.release()
  })
  first.release()
  await Promise.all(waiting)
  assert.deepEqual(order, [1, 2, 3])
})

test('as many are lent at once as there are', async () => {
  const queue = createLeaseQueue(['a', 'b'])
  const [left, right] = await Promise.all([queue.lease(never), queue.lease(never)])
  assert.deepEqual([left.value, right.value].sort(), ['a', 'b'])
})

test('releasing twice does not lend one thing to two', async () => {
  const queue = createLeaseQueue(['only'])
  const first = await queue.lease(never)
  first.release()
  first.release()
  await queue.lease(never)
  const controller = new AbortController()
  const third = queue.lease(controller.signal)
  controller.abort()
  await assert.rejects(third, { code: 'aborted' })
})

test('who gives up leaves the queue to the others', async () => {
  const queue = createLeaseQueue(['only'])
  const first = await queue.lease(never)
  const controller = new AbortController()
  const impatient = queue.lease(controller.signal)
  const patient = queue.lease(never)
  controller.abort()
  await assert.rejects(impatient, { code: 'aborted' })
  first.release()
  assert.equal((await patient).value, 'only')
})

test('closing refuses who waits and who comes', async () => {
  const queue = createLeaseQueue(['only'])
  await queue.lease(never)
  const waiting = assert.rejects(queue.lease(never), { code: 'closed' })
  queue.close()
  await waiting
  await assert.rejects(queue.lease(never), { code: 'closed' })
})

test('work that can be put off takes only what is free, and hears when it is wanted', async () => {
  const queue = createLeaseQueue(['only'])
  let wantedCount = 0
  const idle = queue.tryLease(() => wantedCount++)
  assert.equal(
    queue.tryLease(() => {}),
    undefined,
  )
  assert.equal(queue.isWanted(), false)
  const urgent = queue.lease(never)
  await Promise.resolve()
  assert.equal(wantedCount, 1)
  assert.equal(queue.isWanted(), true)
  idle?.release()
  assert.equal((await urgent).value, 'only')
})
