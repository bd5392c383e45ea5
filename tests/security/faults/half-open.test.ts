import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { openFrontDoor, Secret } from '@parley/gateway'
import { openFaultProxy } from '@parley/testkit'
import { WebSocket } from 'ws'

const TOKEN = 'a-token-for-half-open-connections'
const PING_MS = 100

test(
  'faults: behind a cable that was pulled the gateway drops the client within three pings, and others notice nothing',
  { timeout: 20_000 },
  async () => {
    const closedWith: number[] = []
    const door = await openFrontDoor({
      port: 0,
      token: new Secret(TOKEN),
      // The proxy has another port, and hands the header on as it is.
      limits: { pingIntervalMs: PING_MS },
      mount(routes) {
        routes.socket('/app', {
          protocols: ['parley.v1'],
          onSocket: (socket) => ({ text: (text) => socket.send(text), closed: (code) => closedWith.push(code) }),
        })
      },
    })
    const proxy = await openFaultProxy({ targetPort: door.port })
    const headers = { authorization: `Bearer ${TOKEN}`, host: `127.0.0.1:${door.port}` }
    const connect = async (port: number): Promise<WebSocket> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/app`, { headers })
      socket.on('error', () => undefined)
      await once(socket, 'open')
      return socket
    }
    const cut = await connect(proxy.port)
    const well = await connect(door.port)
    const startedAt = performance.now()
    proxy.set({ stall: true })
    while (door.socketCount > 1) await new Promise((resolve) => setTimeout(resolve, 10))
    const tookMs = performance.now() - startedAt
    // Two pings without an answer, and the third moment finds it dead; the rest is for a busy machine.
    assert.ok(tookMs >= 2 * PING_MS && tookMs < 5000, `${tookMs}`)
    assert.deepEqual(closedWith, [1006])
    well.send('still here')
    const events: unknown[] = await once(well, 'message')
    assert.equal(String(events[0]), 'still here')
    cut.terminate()
    well.close()
    await once(well, 'close')
    await proxy.close()
    await door.close()
  },
)
