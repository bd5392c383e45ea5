import { WebSocket } from 'ws'
import type { TestContext } from 'node:test'
import { createWebSocketTransport as createBrowserTransport } from './browser/websocket-transport.js'
import { createMemoryTransport } from './memory/memory-transport.js'
import type { MemoryPeer } from './memory/memory-transport.js'
import { createWebSocketTransport as createNodeTransport } from './node/websocket-transport.js'
import { createMailbox } from './testing/mailbox.js'
import { testTransport } from './testing/transport-suite.js'
import type { SuiteHost, SuitePeer } from './testing/transport-suite.js'
import { httpAnswer, openTestServer } from './testing/websocket-server.js'
import type { ServerSocket } from './testing/websocket-server.js'
import type { Transport } from './transport.js'

// The browser's transport runs against a WebSocket of the browser's shape; Node 20 has none of its own.
Object.defineProperty(globalThis, 'WebSocket', { value: WebSocket, configurable: true })

testTransport({
  name: 'memory',
  canPing: true,
  sendsHeaders: true,
  open: (_context, behaviour) => {
    const peers = createMailbox<SuitePeer>()
    const transport = createMemoryTransport((peer) => {
      if (behaviour === 'refuse') {
        peer.fail()
        return
      }
      peers.put(fromMemory(peer))
      peer.open()
    })
    return Promise.resolve({ transport, url: 'ws://memory.test', nextPeer: () => peers.take() })
  },
})

testTransport({
  name: 'WebSocket of Node',
  canPing: true,
  sendsHeaders: true,
  open: (context, behaviour) => openHost(context, createNodeTransport(), behaviour),
})

testTransport({
  name: 'WebSocket of browsers',
  canPing: false,
  sendsHeaders: false,
  open: (context, behaviour) => openHost(context, createBrowserTransport(), behaviour),
})

async function openHost(
  context: TestContext,
  transport: Transport,
  behaviour: 'accept' | 'refuse',
): Promise<SuiteHost> {
  const refuse = (): string => httpAnswer('403 Forbidden', 'no')
  const server = await openTestServer(behaviour === 'refuse' ? { refuse } : {})
  context.after(() => server.close())
  return {
    transport,
    url: server.url.replace('http', 'ws'),
    nextPeer: async () => fromServer(await server.nextSocket()),
  }
}

function fromServer({ socket, request, nextFrame }: ServerSocket): SuitePeer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  return {
    request: { url: request.url ?? '', headers, apiKey: undefined },
    send: (text) => {
      socket.send(text)
    },
    sendBinary: (bytes) => {
      socket.send(bytes)
    },
    close: (code, reason) => {
      socket.close(code, reason)
    },
    breakOff: () => {
      socket.terminate()
    },
    nextText: nextFrame,
  }
}

function fromMemory(peer: MemoryPeer): SuitePeer {
  const texts = createMailbox<string>()
  peer.listen((text) => {
    texts.put(text)
  })
  return {
    request: peer.request,
    send: (text) => {
      peer.send(text)
    },
    sendBinary: (bytes) => {
      peer.sendBinary(bytes)
    },
    close: (code, reason) => {
      peer.close(code, reason)
    },
    breakOff: () => {
      peer.fail()
    },
    nextText: () => texts.take(),
  }
}
