import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryJournal } from '@parley/conversation'
import { createFakeConnection } from '@parley/conversation/testing'
import { isRecord, ParleyError } from '@parley/wire'
import { audioEvent, createHostBench, handoffEvent, startTalk } from '../testing/host-bench.js'
import type { BenchClient } from '../testing/host-bench.js'
import type { StoredConversation } from './journal-source.js'

const storedAs = (conversationId: string): StoredConversation => ({
  ...{ conversationId, title: undefined, createdAtMs: 0, openTaskCount: 0, undeliveredCount: 0 },
})

const types = (client: BenchClient): readonly unknown[] => client.events.map(({ type }) => type)

test('hosted conversation: the voice is stopped and started again while its task runs; the result is said by the next voice', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  await client.request('conversation/stopVoice', { conversationId })
  await bench.wait(5000)
  assert.equal(bench.connections.length, 1)
  const [run] = bench.agent.runs
  assert.equal(run?.isEnded, false)
  run?.say({ type: 'ended', outcome: 'finished', result: 'Seven.' })
  await bench.wait(5000)
  const { deliveries } = await client.request('delivery/list', { conversationId })
  assert.ok(Array.isArray(deliveries))
  assert.deepEqual(
    deliveries.filter(isRecord).map(({ kind, phase, text }) => [kind, phase, text]),
    [['result', 'pending', 'Seven.']],
  )
  await client.request('conversation/startVoice', { conversationId })
  await bench.wait(1000)
  assert.equal(bench.connections.length, 2)
  assert.match(JSON.stringify(bench.connections[1]?.calls), /Seven\./)
  assert.equal(types(client).filter((type) => type === 'voice-started').length, 2)
  await bench.host.close()
})

test('hosted conversation: when its last client leaves, the voice ends after its time, the task goes on and the result waits', async () => {
  const bench = createHostBench({ limits: { unattendedMs: 1000 } })
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  client.session.close()
  await bench.wait(999)
  assert.equal(bench.host.find(conversationId)?.isVoiceOn, true)
  await bench.wait(2)
  assert.equal(bench.host.find(conversationId)?.isVoiceOn, false)
  bench.agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Seven.' })
  await bench.wait(1000)

  const later = await bench.client('phone')
  await later.request('conversation/subscribe', { conversationId, after: 0 })
  assert.ok(later.events.some(({ type, reason }) => type === 'voice-ended' && reason === 'unattended'))
  assert.ok(later.events.some(({ type, phase }) => type === 'task' && phase === 'finished'))
  const { tasks } = await later.request('task/list', { conversationId })
  assert.match(JSON.stringify(tasks), /"result":"Seven\."/)
  await bench.host.close()
})

test('hosted conversation: silence and the length of a call end the voice, and tell why', async () => {
  for (const [limits, reason] of [
    [{ idleVoiceMs: 1000 }, 'idle'],
    [{ maxCallMs: 1000 }, 'call-limit'],
  ] as const) {
    const bench = createHostBench({ limits })
    const client = await bench.client('page')
    await startTalk(bench, client)
    await bench.wait(1001)
    assert.ok(client.events.some((event) => event['type'] === 'voice-ended' && event['reason'] === reason))
    await bench.host.close()
    assert.equal(bench.clock.timerCount, 0)
  }
})

test('hosted conversation: a conversation without clients, voice and tasks leaves memory and comes back from its journal', async () => {
  const journals = new Map<string, ReturnType<typeof createMemoryJournal>>()
  const bench = createHostBench({
    script: [{ type: 'ended', outcome: 'finished', result: 'Seven.' }],
    limits: { unattendedMs: 10, forgetMs: 1000 },
    journals: {
      open: async (conversationId) => {
        const journal = journals.get(conversationId) ?? createMemoryJournal()
        journals.set(conversationId, journal)
        return {
          append: (record) => journal.append(record),
          read: (from) => journal.read(from),
          close: async () => undefined,
        }
      },
      list: async () => [...journals.keys()].map(storedAs),
    },
  })
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  client.session.close()
  await bench.wait(20)
  await bench.wait(2000)
  assert.equal(bench.host.find(conversationId), undefined)

  const later = await bench.client('phone')
  const { conversations } = await later.request('conversation/list')
  assert.match(JSON.stringify(conversations), /"isLive":false/)
  await assert.rejects(later.request('conversation/read', { conversationId }), /-32600 .*conversation\/resume/)
  await assert.rejects(
    later.request('conversation/resume', { conversationId: 'nobody' }),
    /-32600 conversation not found/,
  )
  const { conversation } = await later.request('conversation/resume', { conversationId })
  assert.match(
    JSON.stringify(conversation),
    /"phase":"finished","acceptedAtMs":\d+,"isCancelling":false,"result":"Seven\."/,
  )
  await later.request('conversation/startVoice', { conversationId })
  await bench.wait(1000)
  assert.match(JSON.stringify(bench.connections.at(-1)?.calls), /Seven\./)
  await bench.host.close()
})

test('hosted conversation: a refused key ends the voice with its reason, not the conversation; the next start works', async () => {
  const refused = new ParleyError('refused', 'The server refused the key.', { status: 401 })
  const bench = createHostBench({ open: (count) => (count === 1 ? refused : createFakeConnection()) })
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  assert.ok(
    client.events.some(({ type, message }) => type === 'voice-error' && message === 'The server refused the key.'),
  )
  assert.equal(bench.host.find(conversationId)?.isVoiceOn, false)
  await client.request('conversation/startVoice', { conversationId })
  await bench.settle()
  assert.ok(types(client).includes('voice-started'))
  await bench.host.close()
})

test('hosted conversation: a lost connection is replaced within the same voice; one that is lost again and again is given up', async () => {
  const bench = createHostBench({ limits: { maxVoiceAttempts: 4, idleVoiceMs: 1e9 } })
  const client = await bench.client('page')
  await startTalk(bench, client)
  await bench.wait(20_000)
  bench.connections[0]?.end({ code: 1006, initiator: 'error' })
  await bench.wait(1000)
  assert.equal(bench.connections.length, 2)
  assert.equal(types(client).includes('voice-ended'), false)
  for (let turn = 0; turn < 12; turn++) {
    bench.connections.at(-1)?.end({ code: 1006, initiator: 'error' })
    await bench.wait(3000)
  }
  assert.ok(client.events.some(({ type, reason }) => type === 'voice-ended' && reason === 'error'))
  assert.ok(bench.connections.length < 8, `${bench.connections.length} connections`)
  await bench.host.close()
})

test('hosted conversation: sessions that roll over again and again stay one voice, and only the one in use is heard', async () => {
  const bench = createHostBench({ limits: { maxVoiceAttempts: 3, idleVoiceMs: 1e12, maxCallMs: 1e12 } })
  const client = await bench.client('editor')
  const { thread } = await client.request('thread/start')
  const threadId = isRecord(thread) ? thread['id'] : undefined
  await client.request('thread/realtime/start', { threadId, outputModality: 'audio' })
  for (let session = 0; session < 6; session++) {
    await bench.wait(3_300_001)
    const [old, next] = bench.connections.slice(-2)
    next?.deliver({ type: 'conversation_item_added', item: { type: 'message', id: `new ${session}` } })
    old?.deliver({ type: 'conversation_item_added', item: { type: 'message', id: `old ${session}` } })
    await bench.wait(1)
  }
  assert.equal(bench.connections.length, 7)
  assert.deepEqual(
    client.of('thread/realtime/itemAdded').map(({ item }) => (isRecord(item) ? item['id'] : undefined)),
    [0, 1, 2, 3, 4, 5].map((session) => `new ${session}`),
  )
  assert.equal(client.of('thread/realtime/started').length, 1)
  assert.equal(client.of('thread/realtime/closed').length, 0)
  await bench.host.close()
})

test('hosted conversation: while somebody speaks the old session is heard and the one that waits to follow it is not', async () => {
  const bench = createHostBench({ limits: { idleVoiceMs: 1e12, maxCallMs: 1e12 } })
  const client = await bench.client('editor')
  const { thread } = await client.request('thread/start')
  const threadId = isRecord(thread) ? thread['id'] : undefined
  await client.request('thread/realtime/start', { threadId, outputModality: 'audio' })
  await bench.wait(3_299_000)
  bench.connections[0]?.deliver({ type: 'input_audio_speech_started', itemId: 'u' })
  await bench.wait(2000)
  const [old, next] = bench.connections
  assert.ok(next !== undefined, 'no successor was opened')
  next.deliver({ type: 'conversation_item_added', item: { type: 'message', id: 'new' } })
  old?.deliver({ type: 'conversation_item_added', item: { type: 'message', id: 'old' } })
  await bench.settle()
  const items = client
    .of('thread/realtime/itemAdded')
    .flatMap(({ item }) => (isRecord(item) ? [item['id'] ?? item['type']] : []))
  assert.deepEqual(items, ['input_audio_buffer.speech_started', 'old'])
  await bench.host.close()
})

test('hosted conversation: a fatal error of the server ends the voice and leaves the task running', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  bench.connections[0]?.deliver({
    type: 'error',
    message: 'You exceeded your quota.',
    code: 'insufficient_quota',
    fatal: true,
  })
  await bench.wait(1000)
  assert.ok(client.events.some(({ type, message }) => type === 'voice-error' && message === 'You exceeded your quota.'))
  assert.equal(bench.agent.runs[0]?.isEnded, false)
  await client.request('conversation/startVoice', { conversationId })
  await bench.wait(1000)
  assert.equal(bench.connections.length, 2)
  await bench.host.close()
})

test('what a client takes counts as heard when its time has come, and what nobody takes does not', async () => {
  for (const isListening of [true, false]) {
    const bench = createHostBench({ script: [{ type: 'ended', outcome: 'finished', result: 'Seven.' }] })
    const client = await bench.client('page')
    const { conversation } = await client.request('conversation/start')
    const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
    await client.request('conversation/subscribe', { conversationId, after: 0, audio: isListening })
    await bench.settle()
    const [line] = bench.connections
    line?.deliver(handoffEvent('h1', 'count the files'))
    await bench.wait(1000)
    for (const round of [1, 2, 3]) {
      line?.deliver(
        { type: 'response_created', responseId: `r${round}` },
        audioEvent(`i${round}`, 500),
        { type: 'output_transcript_done', text: 'It is seven.', itemId: `i${round}` },
        { type: 'response_done', responseId: `r${round}`, status: 'completed' },
      )
      await bench.settle()
    }
    const phases = (): readonly unknown[] =>
      client.events.flatMap((event) => (event['type'] === 'delivery' ? [event['phase']] : []))
    assert.equal(phases().at(-1), 'spoken')
    await bench.wait(2100)
    assert.equal(phases().at(-1), isListening ? 'heard' : 'spoken')
    assert.equal(client.of('conversation/audio').length, isListening ? 3 : 0)
    await bench.host.close()
  }
})

test('a delivery that a screen acknowledges is recorded as heard, once', async () => {
  const journal = createMemoryJournal()
  const bench = createHostBench({
    script: [{ type: 'ended', outcome: 'finished', result: 'Seven.' }],
    journals: { open: async () => journal },
  })
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  const [task] = bench.host.find(conversationId)?.tasks ?? []
  const deliveryId = `${task?.taskId ?? ''}:result`
  await client.request('delivery/acknowledge', { conversationId, deliveryId })
  await client.request('delivery/acknowledge', { conversationId, deliveryId })
  await assert.rejects(
    client.request('delivery/acknowledge', { conversationId, deliveryId: 'x' }),
    /-32600 There is no delivery/,
  )
  const heard: unknown[] = []
  for await (const { record } of journal.read())
    if (record.kind === 'delivery' && record.phase === 'heard') heard.push(record)
  assert.equal(heard.length, 1)
  assert.equal(types(client).filter((type) => type === 'delivery-acknowledged').length, 1)
  await bench.host.close()
})

test('hosted conversation: one that leaves memory records no end of what is open: the next process goes on with it', async () => {
  const journal = createMemoryJournal()
  const kept = {
    open: async () => ({ ...journal, close: async () => undefined }),
    list: async () => [storedAs('c1')],
  }
  const first = createHostBench({ journals: kept })
  const page = await first.client('page')
  const conversationId = await startTalk(first, page)
  first.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await first.settle()
  await first.host.close()
  assert.equal(first.agent.runs[0]?.isEnded, true)
  assert.equal(page.events.at(-1)?.['type'], 'conversation-ended')
  assert.deepEqual(
    page.events.filter(({ type, phase }) => type === 'error' || phase === 'cancelled'),
    [],
  )

  const second = createHostBench({ journals: kept })
  const phone = await second.client('phone')
  const { conversation } = await phone.request('conversation/resume', { conversationId })
  await second.settle()
  assert.equal(isRecord(conversation) && JSON.stringify(conversation['tasks']).includes('"finished"'), false)
  const [task] = second.host.find(conversationId)?.tasks ?? []
  assert.equal(task?.input, 'count the files')
  // This agent cannot resume, and says so.
  assert.equal(task?.phase, 'failed')
  await second.host.close()
})

test('a task is steered, cancelled and asked about past the voice', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  const [run] = bench.agent.runs
  const taskId = run?.task.taskId
  await client.request('task/steer', { conversationId, taskId, text: 'only the hidden ones' })
  await bench.settle()
  assert.match(run?.steeredWith.join() ?? '', /only the hidden ones/)
  await assert.rejects(
    client.request('task/reply', { conversationId, taskId, questionId: 'q', text: 'x' }),
    /-32600 .*has asked no question q/,
  )
  await assert.rejects(
    client.request('task/steer', { conversationId, taskId: 'none', text: 'x' }),
    /-32600 There is no task none/,
  )
  await client.request('task/cancel', { conversationId, taskId })
  await bench.settle()
  const { task } = await client.request('task/read', { conversationId, taskId })
  assert.equal(isRecord(task) ? task['phase'] : undefined, 'cancelled')
  await bench.host.close()
})

test('a host that is full refuses another conversation as overloaded; one that drains takes nothing and waits for its tasks', async () => {
  const bench = createHostBench({ limits: { maxConversations: 1 } })
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  await assert.rejects(client.request('conversation/start'), /-32001 /)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  let isDrained = false
  const drained = bench.host.drain().then(() => (isDrained = true))
  await bench.wait(500)
  assert.equal(isDrained, false)
  assert.equal(bench.host.find(conversationId)?.isVoiceOn, false)
  await assert.rejects(client.request('conversation/start'), /-32001 The gateway is shutting down/)
  bench.agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Seven.' })
  await bench.wait(500)
  await drained
  await bench.host.close()
})
