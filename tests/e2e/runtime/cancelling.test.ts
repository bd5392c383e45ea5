import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createCommandAgent } from '@parley/agents'
import { openLiveConversation, refusalsOf, taskPhases } from '../support/live-conversation.js'
import type { LiveConversation } from '../support/live-conversation.js'
import { serveParley } from '../support/parley-process.js'
import type { ServingParley } from '../support/parley-process.js'

/** Tells its process by a file, and works until it is stopped. */
const PROGRAM =
  "require('node:fs').writeFileSync(process.env.PID_FILE, String(process.pid)); console.log('working'); setInterval(() => {}, 1000)"

describe('end to end: cancelling', { timeout: 60_000 }, () => {
  let server: ServingParley
  let folder = ''
  let live: LiveConversation | undefined

  before(async () => {
    server = await serveParley()
    folder = await mkdtemp(join(tmpdir(), 'parley-cancel-'))
  })
  after(async () => {
    await live?.close()
    await rm(folder, { recursive: true, force: true })
    assert.equal(await server.stop(), 0)
  })

  for (const dialect of ['realtime', 'quicksilver'] as const) {
    it(`end to end: a cancelled task ends once over ${dialect}, no result of it is claimed and no process stays`, async () => {
      await live?.close()
      const pidFile = join(folder, dialect)
      const agent = createCommandAgent({ command: [process.execPath, '-e', PROGRAM], env: { PID_FILE: pidFile } })
      live = await openLiveConversation({ url: server.url, agent, dialect })
      const { conversation, until, of, sent } = live
      conversation.sendText('list the files')
      const { taskId } = await until('a word of the agent', () => of('update')[0])
      const pid = Number(await readFile(pidFile, 'utf8'))
      assert.ok(isAlive(pid))

      conversation.cancelTask(taskId)
      await until('the end', () => of('task').some(({ phase }) => phase === 'cancelled'))
      assert.equal(isAlive(pid), false)
      await until('the note', () =>
        sent.some((frame) => JSON.stringify(frame).includes('Task 1 was cancelled, as the user asked')),
      )
      conversation.cancelTask(taskId)
      await conversation.close()
      assert.deepEqual(taskPhases(live, taskId), ['accepted', 'running', 'cancelled'])
      assert.deepEqual(
        of('delivery').filter(({ kind }) => kind === 'result'),
        [],
      )
      assert.deepEqual(refusalsOf(live), [])
    })
  }
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
