import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RealtimeClient } from '@parley/client'
import { serveParley } from './support/parley-process.js'

describe('end to end: parley serve', { timeout: 60_000 }, () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`tells in its first line where it listens, and ends cleanly on ${signal} with a client connected`, async () => {
      const server = await serveParley()
      assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/)
      const connection = await new RealtimeClient({ baseUrl: server.url }).connect({ dialect: 'realtime' })
      assert.equal((await connection.nextEvent())?.type, 'session_created')
      assert.equal(await server.stop(signal), 0)
      const { code, initiator } = await connection.closed
      assert.deepEqual([code, initiator], [1001, 'remote'])
    })
  }
})
