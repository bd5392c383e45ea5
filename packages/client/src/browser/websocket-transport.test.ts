import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { WebSocket } from 'ws'
import { openTestServer } from '../testing/websocket-server.js'
import { createWebSocketTransport } from './websocket-transport.js'

const silent = {
  onOpen: () => undefined,
  onText: () => undefined,
  onBinary: () => undefined,
  onAlive: () => undefined,
  onClosed: () => undefined,
  onFailed: () => undefined,
}

function useGlobalWebSocket(implementation: unknown): void {
  Object.defineProperty(globalThis, 'WebSocket', { value: implementation, configurable: true })
}

test(
  'client: a browser sends the key as a sub-protocol, and offers none without a key',
  { timeout: 10_000 },
  async (context) => {
    useGlobalWebSocket(WebSocket)
    const server = await openTestServer()
    context.after(() => server.close())
    for (const [apiKey, protocol] of [
      ['key-1', 'realtime,openai-insecure-api-key.key-1'],
      [undefined, undefined],
    ]) {
      const socket = createWebSocketTransport().open({ url: server.url, headers: {}, apiKey }, silent)
      const { request } = await server.nextSocket()
      assert.equal(request.headers['sec-websocket-protocol'], protocol)
      socket.terminate()
    }
  },
)

test('client: a key that a browser cannot send is refused without being repeated', () => {
  useGlobalWebSocket(
    class {
      constructor(_url: string, protocols: readonly string[]) {
        throw new SyntaxError(`The subprotocol '${String(protocols[1])}' is invalid.`)
      }
    },
  )
  assert.throws(
    () => createWebSocketTransport().open({ url: 'ws://h/', headers: {}, apiKey: 'se cret' }, silent),
    (error) =>
      error instanceof ParleyError &&
      error.code === 'config' &&
      !`${error.message} ${String(error.cause)}`.includes('cret'),
  )
})
