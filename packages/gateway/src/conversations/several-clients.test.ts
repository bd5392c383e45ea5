import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRecord } from '@parley/wire'
import { createHostBench, handoffEvent, startTalk } from '../testing/host-bench.js'

const permission = {
  type: 'permission-requested',
  permissionId: 'p1',
  toolKind: 'delete',
  title: 'rm -r build',
} as const

test('approvals: of two clients the first answer counts, and the later one is told whose it was', async () => {
  const bench = createHostBench({ script: [permission, { type: 'hang' }] })
  const [page, phone] = [await bench.client('page'), await bench.client('phone')]
  const conversationId = await startTalk(bench, page)
  await phone.request('conversation/subscribe', { conversationId })
  bench.connections[0]?.deliver(handoffEvent('h1', 'clean up'))
  await bench.settle()
  const [asked] = phone.events.filter(({ type }) => type === 'permission')
  const answer = { conversationId, taskId: asked?.['taskId'], permissionId: 'p1' }
  const first = await phone.request('task/answer', { ...answer, decision: 'denied' })
  const second = await page.request('task/answer', { ...answer, decision: 'granted' })
  await bench.settle()
  assert.equal(first['isAccepted'], true)
  assert.equal(second['isAccepted'], false)
  const { approval } = second
  assert.ok(isRecord(approval) && isRecord(approval['answer']))
  assert.equal(approval['answer']['decision'], 'denied')
  assert.equal(approval['answer']['clientName'], 'phone')
  assert.deepEqual(
    bench.agent.runs[0]?.answers.map(({ decision }) => decision),
    ['denied'],
  )
  const told = page.events.find(({ type }) => type === 'permission-answered')
  assert.equal(told?.['clientName'], 'phone')
  await bench.host.close()
})

test('microphone: the newest claim has it, the old owner is told and its sound refused', async () => {
  const bench = createHostBench()
  const [page, phone] = [await bench.client('page'), await bench.client('phone')]
  const conversationId = await startTalk(bench, page)
  await phone.request('conversation/subscribe', { conversationId })
  const audio = { data: 'AAAA', sampleRate: 24_000, numChannels: 1 }
  await page.request('conversation/sendAudio', { conversationId, audio })
  await assert.rejects(phone.request('conversation/sendAudio', { conversationId, audio }), /-32600 Another client/)
  await phone.request('conversation/claimMicrophone', { conversationId })
  assert.deepEqual(
    page.of('conversation/microphone').map(({ isOwner }) => isOwner),
    [true, false],
  )
  await assert.rejects(page.request('conversation/sendAudio', { conversationId, audio }), /-32600 Another client/)
  await phone.request('conversation/sendAudio', { conversationId, audio })
  assert.equal(bench.connections[0]?.audio.length, 2)
  phone.session.close()
  await page.request('conversation/sendAudio', { conversationId, audio })
  assert.equal(bench.connections[0]?.audio.length, 3)
  await bench.host.close()
})

test('sound of another form is refused with what is wanted', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const conversationId = await startTalk(bench, client)
  const send = (audio: Readonly<Record<string, unknown>>) =>
    client.request('conversation/sendAudio', { conversationId, audio })
  await assert.rejects(send({ data: 'AAAA', sampleRate: 16_000, numChannels: 1 }), /-32602 Audio must be .* 24000 Hz/)
  await assert.rejects(send({ data: 'no base64!', sampleRate: 24_000, numChannels: 1 }), /-32602 .*base64/)
  await bench.host.close()
})
