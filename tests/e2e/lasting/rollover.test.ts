import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'
import { assertOnce, isPhase, REQUEST, RESULT, untilNewSound } from './nothing-twice.js'
import { withTalk } from './talk.js'
import type { Talk } from './talk.js'

const time = { timeout: 25_000 }

/** Resolves when a successor has been taken so many times. */
async function untilRolledOver(talk: Talk, times: number): Promise<void> {
  let seen = 0
  await talk.until((event) => {
    if (event.type === 'connection' && event.phase === 'connected' && event.purpose === 'rollover') seen += 1
    return seen === times
  })
}

/** Nobody could tell that anything was changed. */
function assertUnheard(talk: Talk): void {
  const purposes = talk.of('connection').flatMap((event) => (event.phase === 'connected' ? [event.purpose] : []))
  assert.equal(purposes[0], 'first')
  assert.ok(purposes.slice(1).every((purpose) => purpose === 'rollover'))
  assert.ok(!talk.of('connection').some(({ phase }) => phase === 'waiting' || phase === 'given-up'))
  assert.ok(!talk.of('reply').some(({ isCut }) => isCut))
  assert.deepEqual(talk.of('heard-until'), [])
}

describe('end to end: sessions with a limit of seconds', () => {
  let server: ServingParley
  before(async () => {
    server = await serveParley(['--max-session', '4'])
  })
  after(async () => {
    assert.equal(await server.stop(), 0, 'parley serve ends cleanly on SIGTERM')
  })

  it('end to end: a task outlives its session twice, unheard, and its result is heard once', time, () =>
    withTalk(server.url, async (talk) => {
      talk.conversation.sendText(REQUEST)
      await untilRolledOver(talk, 2)
      assert.equal(talk.of('reply').length, 1, 'a change of sessions is no reason to speak')
      talk.held.finish(RESULT)
      await talk.until(isPhase('delivery', 'heard'))
      assertOnce(talk)
      assertUnheard(talk)
      assert.deepEqual(
        talk.conversation.transcript.map(({ role }) => role),
        ['user', 'assistant', 'assistant'],
      )
      assert.ok(talk.line.connectionCount <= 2, 'the sessions before are closed')
    }),
  )

  it('end to end: a session does not change while a result is being said', time, () =>
    withTalk(server.url, async (talk) => {
      talk.conversation.sendText(REQUEST)
      await untilRolledOver(talk, 1)
      const sounding = untilNewSound(talk)
      talk.held.finish(RESULT)
      await sounding
      const connected = talk.of('connection').filter(({ phase }) => phase === 'connected').length
      await talk.until(isPhase('delivery', 'heard'))
      assert.equal(talk.of('connection').filter(({ phase }) => phase === 'connected').length, connected)
      await untilRolledOver(talk, 2)
      assertOnce(talk)
      assertUnheard(talk)
    }),
  )
})
