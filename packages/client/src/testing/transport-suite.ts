import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { ParleyError } from '@parley/wire'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/** The server's end of one connection, whatever the transport. */
export interface SuitePeer {
  readonly request: TransportRequest
  send(text: string): void
  sendBinary(bytes: Uint8Array): void
  close(code: number, reason: string): void
  /** Ends the connection without a close frame. */
  breakOff(): void
  /** The next text of the client. */
  nextText(): Promise<string>
}

/** A transport and a server for it, for one test. */
export interface SuiteHost {
  readonly transport: Transport
  readonly url: string
  /** The next connection, accepted. */
  nextPeer(): Promise<SuitePeer>
}

export interface TransportTraits {
  readonly name: string
  /** Accepting every connection, or refusing every one. */
  open(context: TestContext, behaviour: 'accept' | 'refuse'): Promise<SuiteHost>
  readonly canPing: boolean
  readonly sendsHeaders: boolean
}

type Callback =
  | { readonly type: 'open' | 'alive' }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'binary'; readonly bytes: Uint8Array }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'failed'; readonly error: ParleyError }

/** Writes down what a transport says, and waits for it. */
class Recorder implements TransportListener {
  readonly callbacks: Callback[] = []
  readonly #waiting: (() => void)[] = []

  onOpen(): void {
    this.#note({ type: 'open' })
  }

  onText(text: string): void {
    this.#note({ type: 'text', text })
  }

  onBinary(bytes: Uint8Array): void {
    this.#note({ type: 'binary', bytes: Uint8Array.from(bytes) })
  }

  onAlive(): void {
    this.#note({ type: 'alive' })
  }

  onClosed(code: number, reason: string): void {
    this.#note({ type: 'closed', code, reason })
  }

  onFailed(error: ParleyError): void {
    this.#note({ type: 'failed', error })
  }

  /** The first callback of this type, now or later. */
  async until<T extends Callback['type']>(type: T): Promise<Extract<Callback, { readonly type: T }>> {
    for (;;) {
      const found = this.callbacks.find((one): one is Extract<Callback, { readonly type: T }> => one.type === type)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  get types(): readonly string[] {
    return this.callbacks.map(({ type }) => type)
  }

  #note(callback: Callback): void {
    this.callbacks.push(callback)
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

interface OpenSocket {
  readonly recorder: Recorder
  readonly socket: TransportSocket
  readonly peer: SuitePeer
}

/** What every transport must do. */
export function testTransport(traits: TransportTraits): void {
  const { name } = traits
  const limits = { timeout: 10_000 }

  async function openPair(context: TestContext): Promise<OpenSocket> {
    const host = await traits.open(context, 'accept')
    const recorder = new Recorder()
    const socket = host.transport.open(requestTo(host.url), recorder)
    const peer = await host.nextPeer()
    await recorder.until('open')
    return { recorder, socket, peer }
  }

  describe(`transport: ${name}`, () => {
    test(`transport: ${name}: no callback comes during open`, limits, async (context) => {
      const { transport, url } = await traits.open(context, 'accept')
      const recorder = new Recorder()
      const socket = transport.open(requestTo(url), recorder)
      assert.deepEqual(recorder.types, [])
      await recorder.until('open')
      socket.terminate()
    })

    test(`transport: ${name}: the peer sees the URL that was asked for`, limits, async (context) => {
      const { peer, socket } = await openPair(context)
      assert.match(peer.request.url, /\/v1\/realtime\?model=m$/)
      if (traits.sendsHeaders) assert.equal(peer.request.headers['x-team'], 'blue')
      socket.terminate()
    })

    test(`transport: ${name}: texts pass both ways unchanged and in order`, limits, async (context) => {
      const { recorder, socket, peer } = await openPair(context)
      const texts = ['one', '', 'ü€😀', 'x'.repeat(300_000), '{"type":"a"}']
      for (const text of texts) socket.send(text)
      for (const text of texts) assert.equal(await peer.nextText(), text)
      for (const text of texts) peer.send(text)
      peer.close(1000, '')
      await recorder.until('closed')
      assert.deepEqual(
        recorder.callbacks.flatMap((one) => (one.type === 'text' ? [one.text] : [])),
        texts,
      )
      socket.terminate()
    })

    test(`transport: ${name}: bytes are told apart from text`, limits, async (context) => {
      const { recorder, socket, peer } = await openPair(context)
      peer.sendBinary(new Uint8Array([1, 2, 255]))
      assert.deepEqual((await recorder.until('binary')).bytes, new Uint8Array([1, 2, 255]))
      socket.terminate()
    })

    test(
      `transport: ${name}: the peer's close frame is told once, with its code and reason`,
      limits,
      async (context) => {
        const { recorder, socket, peer } = await openPair(context)
        peer.close(4001, 'over')
        assert.deepEqual(await recorder.until('closed'), { type: 'closed', code: 4001, reason: 'over' })
        socket.close(1000, '')
        socket.send('too late')
        socket.terminate()
        assert.deepEqual(recorder.types, ['open', 'closed'])
      },
    )

    test(`transport: ${name}: close is answered, and a second one changes nothing`, limits, async (context) => {
      const { recorder, socket } = await openPair(context)
      socket.close(1000, '')
      socket.close(1000, '')
      assert.equal((await recorder.until('closed')).code, 1000)
      assert.deepEqual(recorder.types, ['open', 'closed'])
    })

    test(`transport: ${name}: a connection that breaks off fails once, without a close`, limits, async (context) => {
      const { recorder, socket, peer } = await openPair(context)
      peer.breakOff()
      assert.equal((await recorder.until('failed')).error.code, 'unavailable')
      socket.send('too late')
      socket.close(1000, '')
      socket.terminate()
      assert.deepEqual(recorder.types, ['open', 'failed'])
    })

    test(`transport: ${name}: nothing is told after terminate`, limits, async (context) => {
      const { recorder, socket, peer } = await openPair(context)
      socket.terminate()
      socket.terminate()
      peer.send('too late')
      peer.close(1000, '')
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(recorder.types, ['open'])
    })

    test(`transport: ${name}: terminate before it is open tells nothing either`, limits, async (context) => {
      const { transport, url } = await traits.open(context, 'accept')
      const recorder = new Recorder()
      transport.open(requestTo(url), recorder).terminate()
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(recorder.types, [])
    })

    test(`transport: ${name}: a refused connection fails and never opens`, limits, async (context) => {
      const { transport, url } = await traits.open(context, 'refuse')
      const recorder = new Recorder()
      transport.open(requestTo(url), recorder)
      const { error } = await recorder.until('failed')
      assert.ok(error.code === 'refused' || error.code === 'unavailable', error.code)
      assert.deepEqual(recorder.types, ['failed'])
    })

    test(`transport: ${name}: a ping is answered, where there are pings`, limits, async (context) => {
      const { recorder, socket } = await openPair(context)
      assert.equal(socket.ping !== undefined, traits.canPing)
      if (traits.canPing) {
        socket.ping?.()
        await recorder.until('alive')
      }
      socket.terminate()
    })

    test(`transport: ${name}: bufferedAmount is 0 once all is on its way`, limits, async (context) => {
      const { socket, peer } = await openPair(context)
      socket.send('x'.repeat(100))
      await peer.nextText()
      assert.equal(socket.bufferedAmount, 0)
      socket.terminate()
    })
  })
}

function requestTo(url: string): TransportRequest {
  return { url: `${url}/v1/realtime?model=m`, headers: { 'x-team': 'blue' }, apiKey: 'key-1' }
}
