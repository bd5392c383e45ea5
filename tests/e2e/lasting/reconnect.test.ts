import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConversationEvent } from '@parley/conversation'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'
import { assertOnce, isPhase, REQUEST, RESULT, timesSaid, untilNewSound } from './nothing-twice.js'
import { withTalk } from './talk.js'
import type { Talk } from './talk.js'

const time = { timeout: 20_000 }

/** All words of the assistant that began after the event at `index`. */
const saidSince = (talk: Talk, index: number): string =>
  talk.log
    .slice(index)
    .flatMap((event) => (event.type === 'reply' && !event.isCut ? [event.text] : []))
    .join(' ')

const untilReconnected = (talk: Talk): Promise<ConversationEvent> =>
  talk.until((event) => event.type === 'connection' && event.phase === 'connected' && event.purpose === 'reconnect')

describe('end to end: a line that breaks', () => {
  let server: ServingParley
  before(async () => {
    server = await serveParley()
  })
  after(async () => {
    assert.equal(await server.stop(), 0, 'parley serve ends cleanly on SIGTERM')
  })

  it(
    'end to end: a line that is cut during a response, and again while it is opened, loses and repeats nothing',
    time,
    () =>
      withTalk(server.url, async (talk) => {
        const sounding = untilNewSound(talk)
        talk.conversation.sendText(REQUEST)
        await sounding
        talk.line.set({ cutAfterBytes: 1 })
        await talk.until((event) => isPhase('connection', 'waiting')(event) && 'attempt' in event && event.attempt > 0)
        talk.line.set({})
        await untilReconnected(talk)
        const index = talk.log.length
        talk.held.finish(RESULT)
        await talk.until(isPhase('delivery', 'heard'))
        assertOnce(talk)
        assert.doesNotMatch(saidSince(talk, index), /accepted/i, 'what was told before the cut is not told again')
      }),
  )

  it(
    'end to end: a line that goes dead while the agent runs is noticed, and the result is said on the next one',
    time,
    () =>
      withTalk(server.url, async (talk) => {
        talk.conversation.sendText(REQUEST)
        await talk.until(isPhase('task', 'running'))
        await talk.until((event) => event.type === 'reply')
        talk.line.set({ stall: true })
        await talk.until(isPhase('connection', 'waiting'))
        talk.held.finish(RESULT)
        await talk.until(isPhase('task', 'finished'))
        talk.line.set({})
        talk.line.reset()
        await talk.until(isPhase('delivery', 'heard'))
        assertOnce(talk)
        assert.equal(timesSaid(talk, /accepted/i), 1)
      }),
  )

  it(
    'end to end: a line that is reset during a delivery: the result is said again on the next one and heard once',
    time,
    () =>
      withTalk(server.url, async (talk) => {
        talk.conversation.sendText(REQUEST)
        await talk.until((event) => event.type === 'reply')
        const sounding = untilNewSound(talk)
        talk.held.finish(RESULT)
        await sounding
        talk.line.reset()
        await talk.until(isPhase('delivery', 'heard'))
        assertOnce(talk)
        assert.deepEqual(
          talk.of('delivery').map(({ phase }) => phase),
          ['pending', 'sent', 'pending', 'sent', 'spoken', 'heard'],
        )
      }),
  )

  it('end to end: a request whose line breaks before it is handed over is done once', time, () =>
    withTalk(server.url, async (talk) => {
      await talk.until(isPhase('connection', 'connected'))
      talk.conversation.sendText(REQUEST)
      talk.line.reset()
      await talk.until(isPhase('task', 'running'))
      await talk.until((event) => event.type === 'reply')
      talk.held.finish(RESULT)
      await talk.until(isPhase('delivery', 'heard'))
      assertOnce(talk)
      assert.match(talk.held.inputs[0] ?? '', /count the files/)
    }),
  )
})
