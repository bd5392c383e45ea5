import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createScriptedAgent } from '@parley/conversation/testing'
import { assertHeardOnce, openLiveConversation, refusalsOf, taskPhases } from '../support/live-conversation.js'
import type { LiveConversation } from '../support/live-conversation.js'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'
import { openUserVoice } from '../support/user-voice.js'
import type { UserVoice } from '../support/user-voice.js'

const ACKNOWLEDGEMENT = 'This was sent to steer the previous background agent task.'

describe('end to end: steering', { timeout: 60_000 }, () => {
  let server: ServingParley
  let voice: UserVoice
  let live: LiveConversation | undefined

  before(async () => {
    server = await serveParley()
    voice = await openUserVoice()
  })
  after(async () => {
    await live?.close()
    await voice.close()
    assert.equal(await server.stop(), 0)
  })

  for (const dialect of ['realtime', 'quicksilver'] as const) {
    it(`end to end: a second spoken request steers the running task over ${dialect}, and its result is heard once`, async () => {
      await live?.close()
      const agent = createScriptedAgent([{ type: 'hang' }], { canSteer: true })
      live = await openLiveConversation({ url: server.url, agent, dialect })
      const { say, until, of } = live
      say(await voice.speak('list the files in this folder'))
      const run = await until('a run', () => agent.runs[0])
      const { taskId } = run.task

      say(await voice.speak('show me the last commit'))
      await until('the steering', () => run.steeredWith.length > 0)
      assert.match(run.steeredWith.join(), /last commit/)
      // Quicksilver's handoff is answered by its final words alone.
      const isAcknowledged = () => live?.sent.some((frame) => JSON.stringify(frame).includes(ACKNOWLEDGEMENT)) === true
      if (dialect === 'realtime') await until('the acknowledgement', isAcknowledged)

      run.say({ type: 'ended', outcome: 'finished', result: 'Seven files, and one commit.' })
      await until('the result heard', () => of('delivery').some(({ phase }) => phase === 'heard'))
      assertHeardOnce(live, taskId)
      assert.deepEqual(taskPhases(live, taskId), ['accepted', 'running', 'finished'])
      assert.deepEqual(
        of('handoff').map(({ disposition }) => disposition),
        ['start', 'steer'],
      )
      assert.equal(agent.runs.length, 1)
      assert.deepEqual(refusalsOf(live), [])
    })
  }
})
