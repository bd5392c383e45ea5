import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from './fake-clock.js'

test('fake clock: callbacks run in the order of their times, each at its own time', () => {
  const clock = createFakeClock()
  const seen: string[] = []
  const note = (name: string) => (): void => {
    seen.push(`${name} at ${String(clock.now())}`)
  }
  clock.schedule(30, note('late'))
  clock.schedule(10, note('early'))
  clock.schedule(10, note('early too'))
  clock.advance(20)
  clock.advance(10)
  assert.deepEqual(seen, ['early at 10', 'early too at 10', 'late at 30'])
})

test('fake clock: what a callback schedules runs in the same advance when it falls due', () => {
  const clock = createFakeClock()
  const seen: number[] = []
  const tick = (): void => {
    seen.push(clock.now())
    clock.schedule(10, tick)
  }
  clock.schedule(10, tick)
  clock.advance(35)
  assert.deepEqual(seen, [10, 20, 30])
  assert.equal(clock.now(), 35)
})

test('fake clock: what was taken back never runs', () => {
  const clock = createFakeClock()
  const cancel = clock.schedule(10, () => assert.fail('it ran'))
  assert.equal(clock.scheduledCount, 1)
  cancel()
  clock.advance(100)
  assert.equal(clock.scheduledCount, 0)
})
