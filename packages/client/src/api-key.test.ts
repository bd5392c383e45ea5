import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import { resolveApiKey } from './api-key.js'
import type { ApiKeySource } from './api-key.js'

const resolve = (source: ApiKeySource | undefined): Promise<string | undefined> =>
  resolveApiKey(source, { clock: createFakeClock(), timeoutMs: 1_000, signal: undefined })

const hasCode =
  (code: string, fits: (error: ParleyError) => boolean = () => true) =>
  (error: unknown): boolean =>
    error instanceof ParleyError && error.code === code && fits(error)

test('client: apiKey is a string, or a function that gives one now or later', async () => {
  assert.equal(await resolve('key-1'), 'key-1')
  assert.equal(await resolve(() => 'key-2'), 'key-2')
  assert.equal(await resolve(async () => 'key-3'), 'key-3')
})

test('client: without a key, and with an empty one, none is sent', async () => {
  assert.equal(await resolve(undefined), undefined)
  assert.equal(await resolve(''), undefined)
})

test('client: a key function that throws is an error with its cause', async () => {
  const fault = new Error('vault is sealed')
  const failing = (): string => {
    throw fault
  }
  await assert.rejects(
    resolve(failing),
    hasCode('unavailable', (error) => error.cause === fault),
  )
})

test('client: a key that no header can carry is refused without being repeated', async () => {
  await assert.rejects(
    resolve('secret-key\n'),
    hasCode('config', (error) => !error.message.includes('secret')),
  )
})

test('client: a key function that does not answer is given up by the deadline', async () => {
  const clock = createFakeClock()
  const pending = resolveApiKey(() => new Promise<string>(() => undefined), {
    clock,
    timeoutMs: 500,
    signal: undefined,
  })
  clock.advance(500)
  await assert.rejects(pending, hasCode('timeout'))
  assert.equal(clock.scheduledCount, 0)
})

test('client: a key function that does not answer is given up by the signal', async () => {
  const clock = createFakeClock()
  const abort = new AbortController()
  const source = (): Promise<string> => new Promise(() => undefined)
  const pending = resolveApiKey(source, { clock, timeoutMs: 500, signal: abort.signal })
  abort.abort(new Error('enough'))
  await assert.rejects(pending, hasCode('aborted'))
  assert.equal(clock.scheduledCount, 0)
  await assert.rejects(resolveApiKey(source, { clock, timeoutMs: 500, signal: abort.signal }), hasCode('aborted'))
})
