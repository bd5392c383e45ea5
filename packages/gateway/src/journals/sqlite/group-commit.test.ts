import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { createGroupCommit } from './group-commit.js'

/** Notes what happens, and fails where it is told to. */
function createBench(fails: (work: readonly string[]) => boolean = () => false) {
  const log: string[] = []
  let inTransaction: string[] = []
  const commits = createGroupCommit((work, durability) => {
    inTransaction = []
    work()
    if (fails(inTransaction)) throw new ParleyError('unavailable', `failed: ${inTransaction.join(' ')}`)
    log.push(`${durability}: ${inTransaction.join(' ')}`)
  })
  const write = (name: string, durability: 'synced' | 'lazy' = 'synced'): Promise<string> =>
    commits.transact(() => {
      inTransaction.push(name)
      return name
    }, durability)
  return { log, write, commits }
}

test('group commit: the work of one turn is one transaction, and none of it resolves before the commit', async () => {
  const { log, write } = createBench()
  const writes = ['a', 'b', 'c'].map(async (name) => log.push(`${await write(name)} resolved`))
  await Promise.resolve()
  assert.deepEqual(log, [])
  await Promise.all(writes)
  assert.deepEqual(log, ['synced: a b c', 'a resolved', 'b resolved', 'c resolved'])
})

test('group commit: work of a later turn has a transaction of its own', async () => {
  const { log, write } = createBench()
  await write('a')
  await write('b')
  assert.deepEqual(log, ['synced: a', 'synced: b'])
})

test('group commit: a turn of events only is not flushed to the disk, one with a record is', async () => {
  const { log, write } = createBench()
  await Promise.all([write('event 1', 'lazy'), write('event 2', 'lazy')])
  await Promise.all([write('event 3', 'lazy'), write('record')])
  assert.deepEqual(log, ['lazy: event 1 event 2', 'synced: event 3 record'])
})

test('group commit: what makes the common transaction fail takes nothing else down with it', async () => {
  const { log, write } = createBench((work) => work.includes('too big'))
  const results = await Promise.allSettled(['a', 'too big', 'b'].map((name) => write(name)))
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(log, ['synced: a', 'synced: b'])
})

test('group commit: work that refuses by itself rejects alone, and the others are committed', async () => {
  const { log, write, commits } = createBench()
  const refused = commits.transact(() => {
    throw new ParleyError('refused', 'no')
  }, 'synced')
  await Promise.all([write('a'), assert.rejects(refused, { code: 'refused' })])
  assert.deepEqual(log, ['synced: a'])
})

test('group commit: a flush commits what waits at once, and nothing twice', async () => {
  const { log, write, commits } = createBench()
  const waiting = write('a')
  commits.flush()
  assert.deepEqual(log, ['synced: a'])
  await waiting
  await write('b')
  assert.deepEqual(log, ['synced: a', 'synced: b'])
})
