import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createScriptedAgent } from '@parley/conversation/testing'
import { assertHeardOnce, refusalsOf, openLiveConversation, taskPhases } from '../support/live-conversation.js'
import type { LiveConversation } from '../support/live-conversation.js'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'
import { openUserVoice } from '../support/user-voice.js'
import type { UserVoice } from '../support/user-voice.js'

const RESULT = 'There are seven files in the folder, and the largest of them is the one that was changed last.'
const HEARD_MS = 700

describe('end to end: barge-in', { timeout: 60_000 }, () => {
  let server: ServingParley
  let voice: UserVoice
  let live: LiveConversation

  before(async () => {
    server = await serveParley()
    voice = await openUserVoice()
  })
  after(async () => {
    await live.close()
    await voice.close()
    assert.equal(await server.stop(), 0)
  })

  it('end to end: speech over a result stops it at the played position, and the result is heard once in the end', async () => {
    const agent = createScriptedAgent([{ type: 'hang' }])
    live = await openLiveConversation({ url: server.url, agent })
    live.conversation.sendText('list the files')
    const first = await live.until('a run', () => agent.runs[0])
    const { taskId } = first.task

    live.player.allow(HEARD_MS)
    first.say({ type: 'ended', outcome: 'finished', result: RESULT })
    await live.until('the player standing still', () => live.player.isStill)
    live.say(await voice.speak('what is the status'))
    const cut = await live.until('a cut', () => live.of('heard-until')[0])
    live.player.allow(Infinity)

    assert.equal(cut.playedMs, HEARD_MS)
    assert.ok(cut.playedMs <= cut.receivedMs, JSON.stringify(cut))
    assert.equal(live.player.stops, 1)
    const truncated = await live.until('the server accepting the cut', () =>
      live.received.find(({ type }) => type === 'conversation.item.truncated'),
    )
    assert.deepEqual([truncated['item_id'], truncated['audio_end_ms']], [cut.itemId, HEARD_MS])

    const second = await live.until('the run of the second request', () => agent.runs[1])
    second.say({ type: 'ended', outcome: 'finished', result: 'All is well.' })
    for (const id of [taskId, second.task.taskId]) {
      await live.until(`${id} heard`, () =>
        live.of('delivery').find((event) => event.taskId === id && event.phase === 'heard'),
      )
      assertHeardOnce(live, id)
      assert.deepEqual(taskPhases(live, id), ['accepted', 'running', 'finished'])
    }
    const tellings = live.of('reply').filter(({ text }) => text.includes('changed last'))
    assert.equal(tellings.length, 2, 'the result is told, cut off, and told again')
    assert.deepEqual(refusalsOf(live), [])
  })
})
