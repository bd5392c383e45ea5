import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createFunctionAgent } from '@parley/agents'
import type { Agent } from '@parley/conversation'
import { decodePcm16, encodePcm16, isRecord } from '@parley/wire'
import { startCodexTalk } from './support/codex-talk.js'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { hostAt, openGatewayClient } from './support/gateway-app-server.js'
import type { GatewayClient } from './support/gateway-app-server.js'
import { loudnessOf, SAMPLE_RATE, slicesOf } from './support/sounds.js'

const FILES = 'list the files in this folder'

/** Asks for what it may do and what is meant, and says so at the end. */
function askingAgent(): Agent {
  return createFunctionAgent({
    async *run(_task, talk) {
      yield 'I will look.'
      const decision = await talk.ask({ title: 'Delete the build folder', kind: 'delete' })
      const which = await talk.question({ question: 'Which folder?', choices: ['one', 'two'] })
      return `It was ${decision}, for folder ${which}.`
    },
  })
}

const quickAgent = (): Agent =>
  createFunctionAgent({
    async *run() {
      yield 'I will look.'
      return 'There are three files.'
    },
  })

async function startConversation(client: GatewayClient): Promise<string> {
  const { conversation } = await client.request('conversation/start', {})
  if (!isRecord(conversation)) throw new TypeError('conversation/start gave no conversation')
  return String(conversation['conversationId'])
}

/** The next event that fits. */
async function nextEvent(
  client: GatewayClient,
  type: string,
  isWanted: (event: Readonly<Record<string, unknown>>) => boolean = () => true,
) {
  const fits = (event: unknown): event is Readonly<Record<string, unknown>> =>
    isRecord(event) && event['type'] === type && isWanted(event)
  const { event } = await client.next('conversation/event', (params) => fits(params['event']))
  if (!fits(event)) throw new Error(`no ${type}`)
  return event
}

async function speak(client: GatewayClient, conversationId: string, samples: Int16Array): Promise<void> {
  for (const slice of slicesOf(samples, 60)) {
    const audio = { data: encodePcm16(slice), sampleRate: SAMPLE_RATE, numChannels: 1 }
    await client.request('conversation/sendAudio', { conversationId, audio })
  }
}

describe('app server: clients and a real realtime server', { timeout: 60_000 }, () => {
  let realtime: EmbeddedServer
  before(async () => {
    realtime = await openEmbeddedServer()
  })
  after(async () => {
    await realtime.close()
  })

  for (const version of ['v1', 'v2'] as const) {
    it(`app server: by Codex’s names over ${version}, spoken words lead to a handoff and its result is heard`, async () => {
      const host = hostAt(realtime.server.url, quickAgent())
      const client = await openGatewayClient(host)
      const talk = await startCodexTalk(client, { cwd: process.cwd(), version })
      const started = await talk.thread.next('thread/realtime/started')
      assert.equal(started['version'], version)
      await talk.hear(await speakRequest(realtime.speech, FILES))
      await talk.thread.next(
        'thread/realtime/itemAdded',
        ({ item }) => isRecord(item) && item['type'] === 'handoff_request',
      )
      await talk.hearWords('three files')
      const { sound } = await talk.listen(500)
      assert.ok(loudnessOf(sound) > 0.001, 'the answer is silence')
      assert.equal(await talk.stop(), 'requested')
      await client.close()
      await host.close()
    })
  }

  it('app server: two clients see one conversation; one that comes back gets what it missed, in order and once', async () => {
    const host = hostAt(realtime.server.url, askingAgent())
    const [page, phone] = [await openGatewayClient(host, 'page'), await openGatewayClient(host, 'phone')]
    const conversationId = await startConversation(page)
    await page.request('conversation/subscribe', { conversationId, after: 0, audio: true })
    await phone.request('conversation/subscribe', { conversationId, after: 0 })
    await speak(page, conversationId, await speakRequest(realtime.speech, FILES))
    const permission = await nextEvent(phone, 'permission')
    await phone.close()
    const seen = phone.notifications.filter(({ method }) => method === 'conversation/event')
    const last = Number(seen.at(-1)?.params['sequence'])

    const taskId = permission['taskId']
    const answer = { conversationId, taskId, permissionId: permission['permissionId'] }
    const granted = await page.request('task/answer', { ...answer, decision: 'granted' })
    assert.equal(granted['isAccepted'], true)
    const question = await nextEvent(page, 'question')

    const back = await openGatewayClient(host, 'phone')
    const { gap } = await back.request('conversation/subscribe', { conversationId, after: last })
    assert.equal(gap, null)
    const late = await back.request('task/answer', { ...answer, decision: 'denied' })
    assert.equal(late['isAccepted'], false)
    assert.ok(isRecord(late['approval']) && isRecord(late['approval']['answer']))
    assert.equal(late['approval']['answer']['clientName'], 'page')
    await back.request('task/reply', { conversationId, taskId, questionId: question['questionId'], text: 'two' })
    const isFinished = (event: Readonly<Record<string, unknown>>): boolean => event['phase'] === 'finished'
    const finished = await nextEvent(back, 'task', isFinished)
    assert.equal(finished['result'], 'It was granted, for folder two.')
    await nextEvent(page, 'task', isFinished)

    const numbers = (client: GatewayClient): readonly number[] =>
      client.notifications.flatMap(({ method, params }) =>
        method === 'conversation/event' ? [Number(params['sequence'])] : [],
      )
    const together = [...numbers(phone), ...numbers(back)]
    const whole = numbers(page)
    const end = Math.min(together.at(-1) ?? 0, whole.at(-1) ?? 0)
    assert.deepEqual(
      together.filter((sequence) => sequence <= end),
      whole.filter((sequence) => sequence <= end),
    )
    await page.close()
    await back.close()
    await host.close()
  })

  it('app server: sound goes to those who asked for it, and what the player reports decides what was heard', async () => {
    const host = hostAt(realtime.server.url, quickAgent())
    const [page, phone] = [await openGatewayClient(host, 'page'), await openGatewayClient(host, 'phone')]
    const conversationId = await startConversation(page)
    await page.request('conversation/subscribe', { conversationId, after: 0, audio: true })
    await phone.request('conversation/subscribe', { conversationId, after: 0 })
    await page.request('conversation/sendText', { conversationId, text: FILES })
    await nextEvent(page, 'delivery', ({ kind, phase }) => kind === 'result' && phase === 'spoken')
    const audio = page.notifications.flatMap(({ method, params }) =>
      method === 'conversation/audio' && isRecord(params['audio']) ? [params['audio']] : [],
    )
    const played = new Map<string, number>()
    for (const { itemId, data } of audio) {
      const samples = decodePcm16(String(data))?.length ?? 0
      played.set(String(itemId), (played.get(String(itemId)) ?? 0) + (samples / SAMPLE_RATE) * 1000)
    }
    for (const [itemId, playedMs] of played) {
      await page.request('conversation/reportPlayed', { conversationId, itemId, playedMs })
    }
    await nextEvent(page, 'delivery', ({ kind, phase }) => kind === 'result' && phase === 'heard')
    assert.equal(phone.notifications.filter(({ method }) => method === 'conversation/audio').length, 0)
    const { content } = await phone.request('conversation/export', { conversationId, format: 'markdown' })
    assert.match(String(content), /three files/i)
    const { usage } = await phone.request('usage/read', { conversationId })
    assert.ok(usage === null || isRecord(usage))
    await page.close()
    await phone.close()
    await host.close()
  })
})
