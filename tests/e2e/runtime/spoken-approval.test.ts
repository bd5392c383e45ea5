import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { createScriptedAgent } from '@parley/conversation/testing'
import { assertHeardOnce, openLiveConversation, refusalsOf, taskPhases } from '../support/live-conversation.js'
import type { LiveConversation } from '../support/live-conversation.js'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'
import { openUserVoice } from '../support/user-voice.js'
import type { UserVoice } from '../support/user-voice.js'

const QUESTION = {
  type: 'permission-requested',
  permissionId: 'p1',
  toolKind: 'execute',
  title: 'run the tests',
} as const

describe('end to end: approval by voice', { timeout: 60_000 }, () => {
  let server: ServingParley
  let voice: UserVoice
  let live: LiveConversation | undefined

  before(async () => {
    server = await serveParley()
    voice = await openUserVoice()
  })
  afterEach(async () => live?.close())
  after(async () => {
    await voice.close()
    assert.equal(await server.stop(), 0)
  })

  for (const [answer, decision] of [
    ['yes, go ahead', 'granted'],
    ['no, do not', 'denied'],
  ] as const) {
    it(`end to end: a spoken "${answer}" to a question that plays is ${decision}, once, and starts no task`, async () => {
      const agent = createScriptedAgent([{ type: 'hang' }], { canAnswer: true })
      live = await openLiveConversation({ url: server.url, agent })
      const { conversation, until, of } = live
      conversation.sendText('list the files')
      const run = await until('a run', () => agent.runs[0])
      const { taskId } = run.task

      run.say(QUESTION)
      await until('the question heard', () => conversation.approvals.some(({ phase }) => phase === 'heard'))
      live.say(await voice.speak(answer))
      await until('an answer', () => run.answers.length > 0)
      run.say({ type: 'ended', outcome: 'finished', result: 'The work is over.' })
      await until('the result heard', () =>
        of('delivery').some(({ kind, phase }) => kind === 'result' && phase === 'heard'),
      )
      await live.close()

      assert.deepEqual(run.answers, [{ permissionId: 'p1', decision }])
      assert.deepEqual(
        of('permission-answered').map(({ by }) => by),
        ['voice'],
      )
      assert.equal(of('handoff').length, 1)
      assert.equal(agent.runs.length, 1)
      assertHeardOnce(live, taskId)
      assert.deepEqual(taskPhases(live, taskId), ['accepted', 'running', 'needs-approval', 'running', 'finished'])
      assert.deepEqual(refusalsOf(live), [])
    })
  }
})
