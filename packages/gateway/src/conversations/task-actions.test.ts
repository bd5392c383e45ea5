import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryJournal } from '@parley/conversation'
import type { JournalRecord } from '@parley/conversation'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { createHostBench, handoffEvent, startTalk } from '../testing/host-bench.js'
import type { BenchClient, HostBench, HostBenchOptions } from '../testing/host-bench.js'

interface Working {
  readonly bench: HostBench
  readonly client: BenchClient
  readonly conversationId: string
  readonly taskId: string
}

async function working(options: HostBenchOptions = {}): Promise<Working> {
  const bench = createHostBench(options)
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  return { bench, client, conversationId, taskId: bench.agent.runs[0]?.task.taskId ?? '' }
}

async function read(client: BenchClient, method: string, params: JsonObject, list: string): Promise<JsonObject[]> {
  const found = (await client.request(method, params))[list]
  assert.ok(Array.isArray(found))
  return found.filter(isRecord)
}

test('task/steer: the words are in the journal before the agent has them', async () => {
  const journal = createMemoryJournal()
  const { bench, client, conversationId, taskId } = await working({ journals: { open: async () => journal } })
  await client.request('task/steer', { conversationId, taskId, text: 'only the hidden ones' })
  await bench.settle()
  const records: JournalRecord[] = []
  for await (const { record } of journal.read()) records.push(record)
  const guidance = records.find((record) => record.kind === 'handoff' && record.disposition === 'steer')
  assert.ok(guidance?.kind === 'handoff')
  assert.deepEqual([guidance.input, guidance.from, guidance.taskId], ['only the hidden ones', 'screen', taskId])
  assert.deepEqual(bench.agent.runs[0]?.steeredWith, [guidance.envelope])
  assert.deepEqual(
    client.events.flatMap(({ type, disposition }) => (type === 'handoff' ? [disposition] : [])),
    ['start', 'steer'],
  )
  await bench.host.close()
})

test('task/steer: for a task that has ended the client is refused, and every screen sees that somebody tried', async () => {
  const { bench, client, conversationId, taskId } = await working()
  bench.agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Seven.' })
  await bench.settle()
  await assert.rejects(
    client.request('task/steer', { conversationId, taskId, text: 'only the hidden ones' }),
    /-32600 .*task 1 has ended/,
  )
  await bench.settle()
  assert.ok(client.events.some(({ type, reason }) => type === 'handoff-refused' && reason === 'task 1 has ended'))
  assert.ok(!client.events.some(({ type }) => type === 'task-steered'))
  await bench.host.close()
})

test('approvals: a screen is shown what exactly will happen, and that it reaches outside, also when it comes later', async () => {
  const { bench, client, conversationId, taskId } = await working()
  const details = { command: 'rm -r build', workingDirectory: '/home/a', paths: ['build'], reason: 'It is in the way.' }
  bench.agent.runs[0]?.say({
    ...{ type: 'permission-requested', permissionId: 'p', toolKind: 'delete', title: 'rm -r build', isOutside: true },
    details: { ...details, diff: '-'.repeat(100_000) },
  })
  await bench.settle()
  const event = client.events.find(({ type }) => type === 'permission')
  const later = await bench.client('phone')
  const [approval] = await read(later, 'task/read', { conversationId, taskId }, 'approvals')
  for (const shown of [event, approval]) {
    assert.ok(isRecord(shown) && isRecord(shown['details']))
    const { diff, ...rest } = shown['details']
    assert.deepEqual([shown['isOutside'], rest], [true, details])
    assert.ok(typeof diff === 'string' && diff.length < 25_000)
  }
  await bench.host.close()
})

test('questions: a client that comes later finds them with their choices, and answers them', async () => {
  const { bench, client, conversationId, taskId } = await working()
  const [run] = bench.agent.runs
  run?.say({ type: 'needs-input', questionId: 'q1', question: 'Which port?', choices: ['8080', 'any'] })
  run?.say({ type: 'needs-input', questionId: 'q2', question: 'Which key?', isSecret: true })
  await bench.settle()
  const later = await bench.client('phone')
  const asked = { taskId, questionId: 'q1', question: 'Which port?', choices: ['8080', 'any'] }
  assert.deepEqual(await read(later, 'task/read', { conversationId, taskId }, 'questions'), [
    { ...asked, isSecret: false, way: 'voice' },
    { taskId, questionId: 'q2', question: 'Which key?', choices: [], isSecret: true, way: 'screen' },
  ])
  await later.request('task/reply', { conversationId, taskId, questionId: 'q2', text: 'hunter2' })
  await bench.settle()
  assert.deepEqual(run?.replies, [{ questionId: 'q2', text: 'hunter2' }])
  const left = await read(client, 'task/read', { conversationId, taskId }, 'questions')
  assert.deepEqual(
    left.map(({ questionId }) => questionId),
    ['q1'],
  )
  await assert.rejects(
    client.request('task/reply', { conversationId, taskId, questionId: 'q2', text: 'again' }),
    /-32600 .*q2 .*is not open any more/,
  )
  const inquiries = await read(client, 'delivery/list', { conversationId }, 'deliveries')
  assert.deepEqual(
    inquiries.flatMap(({ kind, text }) => (kind === 'inquiry' ? [text] : [])),
    ['Which port?'],
  )
  assert.doesNotMatch(JSON.stringify([client.written, later.written]), /hunter2/)
  await bench.host.close()
})
