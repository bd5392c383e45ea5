import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryJournal, createSystemClock } from '@parley/conversation'
import { createScriptedAgent } from '@parley/conversation/testing'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { createHostBench, handoffEvent } from '../testing/host-bench.js'
import type { HostBench } from '../testing/host-bench.js'
import { createConversationHost } from './conversation-host.js'
import type { JournalSource } from './journal-source.js'

function keptJournal() {
  const journal = createMemoryJournal()
  const stored = {
    ...{ conversationId: 'c1', title: undefined, createdAtMs: 0, openTaskCount: 0, undeliveredCount: 0 },
  }
  const journals: JournalSource = {
    open: async () => ({ ...journal, close: async () => undefined }),
    list: async () => [stored],
  }
  return { journal, journals }
}

/** One process: a conversation is started as asked, gives work away and leaves memory. */
async function firstLife(journals: JournalSource, start: JsonObject): Promise<void> {
  const bench = createHostBench({ journals })
  const client = await bench.client('page')
  await client.request('conversation/start', start)
  await bench.settle()
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  await bench.host.close()
}

/** The next one: what its voice is opened with, and how. */
async function secondLife(bench: HostBench, voice: JsonObject) {
  const client = await bench.client('phone')
  await client.request('conversation/resume', { conversationId: 'c1' })
  await client.request('conversation/startVoice', { conversationId: 'c1', ...voice })
  await bench.wait(1000)
  const { conversation } = await client.request('conversation/read', { conversationId: 'c1' })
  await bench.host.close()
  return isRecord(conversation) && isRecord(conversation['voice']) ? conversation['voice']['version'] : undefined
}

test('restored voice: a conversation of version v1 goes on as v1, whether the client names a version or not', async () => {
  for (const voice of [{}, { voice: {} }, { voice: { version: 'v1' } }]) {
    const { journals } = keptJournal()
    await firstLife(journals, { voice: { version: 'v1' } })
    const second = createHostBench({ journals })
    assert.equal(await secondLife(second, voice), 'v1')
    assert.equal(second.connections[0]?.dialect, 'quicksilver')
    // What had died with its process is told by the voice that it began with.
    assert.match(JSON.stringify(second.connections[0]?.calls), /Task 1 was interrupted/)
  }
})

test('restored voice: without a request it is the last one again, in the folder where the work was', async () => {
  const { journals } = keptJournal()
  const asked = { version: 'v2', voice: 'cedar', prompt: 'Be short.', model: 'gpt-realtime' }
  await firstLife(journals, { workingDirectory: '/home/a', voice: asked })
  const folders: unknown[] = []
  const configs: unknown[] = []
  const host = createConversationHost({
    journals,
    clock: createSystemClock(),
    agentFor: ({ workingDirectory }) => {
      folders.push(workingDirectory)
      return createScriptedAgent([])
    },
    connect: async ({ config: { voice, instructions, model } }) => {
      configs.push([voice, instructions, model])
      throw new Error('there is no server')
    },
  })
  const conversation = await host.restore('c1')
  conversation.startVoice(undefined)
  await host.close()
  assert.deepEqual(folders, ['/home/a'])
  assert.deepEqual(configs, [['cedar', 'Be short.', 'gpt-realtime']])
})

test('restored voice: what has not changed is recorded once', async () => {
  const { journal, journals } = keptJournal()
  await firstLife(journals, { voice: { version: 'v1' } })
  await secondLife(createHostBench({ journals }), {})
  const kinds: string[] = []
  for await (const { record } of journal.read()) kinds.push(record.kind)
  assert.equal(kinds.filter((kind) => kind === 'voice').length, 1)
  assert.equal(kinds[0], 'voice')
})
