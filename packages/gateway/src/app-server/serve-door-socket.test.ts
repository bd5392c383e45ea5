import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { decodeJsonObject } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { WebSocket } from 'ws'
import { openFrontDoor } from '../front-door/open-front-door.js'
import { createHostBench } from '../testing/host-bench.js'
import { createAppEndpoint } from './serve-door-socket.js'

async function openApp() {
  const bench = createHostBench()
  const door = await openFrontDoor({ port: 0 })
  door.socket('/app', createAppEndpoint(bench.host))
  const headers = { authorization: `Bearer ${door.takeToken()?.reveal() ?? ''}` }
  const connect = async () => {
    const socket = new WebSocket(`${door.url.replace('http', 'ws')}/app`, { headers })
    const written: JsonObject[] = []
    socket.on('message', (data: Buffer) => written.push(decodeJsonObject(data.toString('utf8')) ?? {}))
    await once(socket, 'open')
    const until = async (isWanted: (message: JsonObject) => boolean): Promise<JsonObject> => {
      for (;;) {
        const found = written.find(isWanted)
        if (found !== undefined) return found
        await once(socket, 'message')
      }
    }
    return { socket, written, until }
  }
  const close = async (): Promise<void> => {
    await door.close()
    await bench.host.close()
  }
  return { bench, connect, close }
}

test('app server: behind the front door a client is served over its socket, and its leaving ends its session alone', async () => {
  const { bench, connect, close } = await openApp()
  const [one, other] = [await connect(), await connect()]
  for (const { socket } of [one, other]) {
    socket.send('{"id":1,"method":"initialize","params":{"clientInfo":{"name":"x","version":"1"}}}')
  }
  one.socket.send('{"id":2,"method":"conversation/start","params":{}}')
  await one.until(({ id }) => id === 2)
  one.socket.send('{"id":3,"method":"conversation/subscribe","params":{"conversationId":"c1","after":0}}')
  await one.until(({ method }) => method === 'conversation/event')
  one.socket.close()
  await once(one.socket, 'close')
  other.socket.send('{"id":2,"method":"conversation/read","params":{"conversationId":"c1"}}')
  const { result } = await other.until(({ id }) => id === 2)
  assert.match(JSON.stringify(result), /"conversationId":"c1"/)
  assert.equal(bench.host.find('c1')?.isVoiceOn, true)
  const gone = once(other.socket, 'close')
  await close()
  await gone
})

test('app server: at the front door sound is charged to the budget of sound, whatever else is in the message', () => {
  const { budgetOf } = createAppEndpoint(createHostBench().host)
  assert.equal(budgetOf?.('{"id":1,"params":{"data":"AAAA"},"method" : "conversation/sendAudio"}'), 'audio')
  assert.equal(budgetOf?.('{"id":1,"method":"thread/realtime/appendAudio"}'), 'audio')
  assert.equal(budgetOf?.('{"id":1,"method":"conversation/sendText"}'), 'control')
})
