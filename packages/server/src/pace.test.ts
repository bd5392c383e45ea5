import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { decodePcm16 } from '@parley/wire'
import { createFakeClock } from './testing/fake-clock.js'
import { textField } from './testing/frames.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }

test('embedded server: sound does not wait for the clock, so it comes faster than it can be heard', time, () =>
  withServer({ clock: createFakeClock(), pingIntervalMs: 1e9 }, async ({ connect }) => {
    const client = await connect()
    client.send({ type: 'response.create', response: { instructions: `Say: ${'Words without a pause. '.repeat(40)}` } })
    const frames = await client.until('response.done')
    const samples = frames
      .filter(({ type }) => type === 'response.output_audio.delta')
      .reduce((sum, frame) => sum + (decodePcm16(textField(frame, 'delta'))?.length ?? 0), 0)
    assert.ok(samples > 5 * 24_000, `${samples} samples while no time passed`)
    await client.close()
  }),
)

test('embedded server: small frames are not held back: TCP_NODELAY is set on each connection', time, (context) =>
  withServer({}, async ({ server, connect }) => {
    const setNoDelay = context.mock.method(Socket.prototype, 'setNoDelay')
    const client = await connect()
    const ours = setNoDelay.mock.calls.filter(({ this: socket, arguments: [isOn] }) => {
      const connection: unknown = socket
      return connection instanceof Socket && connection.localPort === server.port && isOn !== false
    })
    assert.ok(ours.length > 0)
    await client.close()
  }),
)
