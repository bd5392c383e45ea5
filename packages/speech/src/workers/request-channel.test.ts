import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RemotePort, RemotePortListener } from './remote-port.js'
import { decodeRequestEnvelope } from './protocol.js'
import { createRequestChannel } from './request-channel.js'

type EchoProtocol = { readonly echo: { readonly request: string; readonly reply: string } }

/** A worker that answers `echo` in the next microtask, dies of the word `die`, and fails on the word `fail`. */
function startEcho(log: string[]) {
  return (listener: RemotePortListener): RemotePort => {
    log.push('start')
    const answer = (id: number, word: unknown): void => {
      if (word === 'die') listener.onExit('it died')
      else if (word === 'fail') listener.onMessage({ id, isOk: false, code: 'config', message: 'that word fails' })
      else listener.onMessage({ id, isOk: true, reply: `${String(word)}!` })
    }
    return {
      post: (message) => {
        const { id, request } = decodeRequestEnvelope(message)
        queueMicrotask(() => answer(id, request))
      },
      hold: (isHeld) => log.push(isHeld ? 'hold' : 'let go'),
      end: async () => void log.push('end'),
    }
  }
}

test('the worker starts with the first question and is let go when nothing is asked', async () => {
  const log: string[] = []
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho(log) })
  assert.deepEqual(log, [])
  assert.equal(await channel.request('echo', 'hello'), 'hello!')
  assert.deepEqual(log, ['start', 'hold', 'let go'])
  await channel.close()
})

test('a failed question keeps its code and words and harms no other', async () => {
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho([]) })
  const failing = channel.request('echo', 'fail')
  const fine = channel.request('echo', 'fine')
  await assert.rejects(failing, { code: 'config', message: 'that word fails' })
  assert.equal(await fine, 'fine!')
})

test('a worker that dies rejects what was asked, and the next question starts another', async () => {
  const log: string[] = []
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho(log) })
  const results = await Promise.allSettled([channel.request('echo', 'die')])
  assert.equal(results[0].status, 'rejected')
  assert.equal(await channel.request('echo', 'again'), 'again!')
  assert.equal(log.filter((entry) => entry === 'start').length, 2)
})

test('a worker that dies three times in a row is not started again', async () => {
  const log: string[] = []
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho(log) })
  for (let attempt = 0; attempt < 3; attempt++) {
    await assert.rejects(channel.request('echo', 'die'), { code: 'unavailable', message: 'The echo stopped: it died.' })
  }
  await assert.rejects(channel.request('echo', 'hello'), { code: 'unavailable', message: /failed 3 times.*it died/ })
  assert.equal(log.filter((entry) => entry === 'start').length, 3)
})

test('an answer forgives the failures before it', async () => {
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho([]) })
  for (let round = 0; round < 5; round++) {
    await assert.rejects(channel.request('echo', 'die'))
    assert.equal(await channel.request('echo', 'fine'), 'fine!')
  }
})

test('closing rejects what is pending and what comes later', async () => {
  const channel = createRequestChannel<EchoProtocol>({ name: 'echo', start: startEcho([]) })
  const pending = assert.rejects(channel.request('echo', 'hello'), { code: 'closed' })
  await channel.close()
  await channel.close()
  await pending
  await assert.rejects(channel.request('echo', 'hello'), { code: 'closed' })
})
