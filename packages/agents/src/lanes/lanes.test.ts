import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@parley/conversation/testing'
import type { Lane, LaneWorker } from './lane.js'
import { createLanes } from './lanes.js'
import type { Lanes } from './lanes.js'

interface FakeWorker extends LaneWorker {
  readonly number: number
  readonly workingDirectory: string
  readonly takenUp: string | undefined
  isDead: boolean
}

function bench(idleMs = 1000) {
  const clock = createFakeClock()
  const opened: FakeWorker[] = []
  const lanes: Lanes<FakeWorker> = createLanes({
    idleMs,
    clock,
    open(workingDirectory, resumeId) {
      const number = opened.length + 1
      const worker: FakeWorker = {
        number,
        workingDirectory,
        takenUp: resumeId,
        resumeId: resumeId ?? `thread_${number}`,
        isDead: false,
        async close() {
          worker.isDead = true
        },
      }
      opened.push(worker)
      return worker
    },
  })
  const take = (folder = '/folder', resumeId?: string): Lane<FakeWorker> => {
    const lane = lanes.take(folder, resumeId)
    assert.ok(lane !== undefined)
    lane.worker()
    return lane
  }
  return { clock, opened, lanes, take }
}

test('lanes: runs that follow each other share a worker', () => {
  const { opened, take } = bench()
  take().release()
  take().release()
  assert.equal(opened.length, 1)
})

test('lanes: runs side by side have a worker each, and the next one gets the oldest lane', () => {
  const { take } = bench()
  const first = take()
  const second = take()
  assert.deepEqual([first.worker().number, second.worker().number], [1, 2])
  first.release()
  second.release()
  assert.equal(take().worker().number, 1)
})

test('lanes: folders share nothing', () => {
  const { opened, take } = bench()
  take('/one').release()
  take('/two').release()
  assert.deepEqual(
    opened.map(({ workingDirectory }) => workingDirectory),
    ['/one', '/two'],
  )
})

test('lanes: an idle worker is closed, and the next one takes its conversation up', () => {
  const { clock, opened, take } = bench(1000)
  take().release()
  clock.advance(999)
  assert.equal(opened[0]?.isDead, false)
  clock.advance(1)
  assert.equal(opened[0].isDead, true)
  assert.equal(take().worker().takenUp, 'thread_1')
})

test('lanes: a worker that is held is never idle', () => {
  const { clock, opened, take } = bench(1000)
  take().release()
  clock.advance(500)
  take()
  clock.advance(5000)
  assert.deepEqual([opened.length, opened[0]?.isDead, clock.timerCount], [1, false, 0])
})

test('lanes: a dead worker is replaced by one with the same conversation', () => {
  const { opened, take } = bench()
  const lane = take()
  const [first] = opened
  assert.ok(first !== undefined)
  first.isDead = true
  assert.deepEqual([lane.worker().number, lane.worker().takenUp], [2, 'thread_1'])
})

test('lanes: what was discarded is closed; its conversation is kept or forgotten', async () => {
  const { opened, take } = bench()
  await take().discard()
  assert.equal(opened[0]?.isDead, true)
  const lane = take()
  assert.equal(lane.worker().takenUp, 'thread_1')
  await lane.discard({ isForgotten: true })
  assert.equal(take().worker().takenUp, undefined)
})

test('lanes: a conversation is resumed in its own lane, or in a new one', () => {
  const { opened, take } = bench()
  take()
  take().release()
  assert.equal(take('/folder', 'thread_2').worker().number, 2)
  assert.equal(take('/folder', 'thread_of_yesterday').worker().takenUp, 'thread_of_yesterday')
  assert.equal(opened.length, 3)
})

test('lanes: closing ends all workers, and no lane is given any more', async () => {
  const { clock, opened, lanes, take } = bench()
  take()
  take().release()
  await Promise.all([lanes.close(), lanes.close()])
  assert.ok(opened.length === 2 && opened.every(({ isDead }) => isDead))
  assert.deepEqual([lanes.take('/folder'), clock.timerCount], [undefined, 0])
})

test('lanes: of lanes without a worker only so many are remembered, the last ones used', () => {
  const { clock, take } = bench(1000)
  for (let count = 0; count < 40; count += 1) {
    take(`/folder${count}`).release()
    clock.advance(1000)
  }
  assert.equal(take('/folder0').worker().takenUp, undefined)
  assert.equal(take('/folder39').worker().takenUp, 'thread_40')
})
