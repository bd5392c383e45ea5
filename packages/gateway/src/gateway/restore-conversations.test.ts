import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { createMemoryJournals } from '../conversations/journal-source.js'
import { createConversationHost } from '../conversations/conversation-host.js'
import { silentLogger } from '../secrets/logger.js'
import { restoreConversations } from './restore-conversations.js'

const stored = (conversationId: string, openTaskCount: number, undeliveredCount: number) => ({
  ...{ conversationId, openTaskCount, undeliveredCount, title: undefined, createdAtMs: 0 },
})

/** Any conversation will do; which one was asked for is what counts. */
function hostThatRestores(asked: string[], maxConversations: number) {
  const inner = createConversationHost({
    connect: () => Promise.reject(new ParleyError('unavailable', 'no voice')),
    agentFor: () => {
      throw new ParleyError('unavailable', 'no agent')
    },
    journals: createMemoryJournals(),
  })
  return {
    limits: { maxConversations },
    restore: (conversationId: string) => {
      asked.push(conversationId)
      return inner.restore(conversationId)
    },
  }
}

test('gateway restart: conversations with open tasks come first, those that wait for nobody stay where they are', async () => {
  const asked: string[] = []
  const all = [stored('quiet', 0, 0), stored('told', 0, 2), stored('open', 1, 0)]
  await restoreConversations({ host: hostThatRestores(asked, 100), stored: all, logger: silentLogger })
  assert.deepEqual(asked, ['open', 'told'])
})

test('gateway restart: half of the room stays free, and the others follow as room comes free', async () => {
  const asked: string[] = []
  const all = ['a', 'b', 'c', 'd'].map((id) => stored(id, 1, 0))
  const restoring = await restoreConversations({ host: hostThatRestores(asked, 4), stored: all, logger: silentLogger })
  assert.deepEqual([asked, restoring.waitingCount], [['a', 'b'], 2])
  restoring.onRoom()
  assert.deepEqual([asked, restoring.waitingCount], [['a', 'b', 'c'], 1])
})

test('gateway restart: a conversation that cannot be brought back keeps nobody from coming back, and is logged', async () => {
  const errors: string[] = []
  const logger = { ...silentLogger, error: (event: string) => void errors.push(event) }
  const host = hostThatRestores([], 100)
  const { restoredCount } = await restoreConversations({ host, stored: [stored('a', 1, 0), stored('b', 0, 1)], logger })
  assert.deepEqual([restoredCount, errors], [0, ['conversation.not-restored', 'conversation.not-restored']])
})
