import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Connection } from '@parley/client'
import type { RealtimeConnection } from './realtime-connection.js'

/** Compiles only while the client's connections have the shape that a conversation needs. */
const asPort = (connection: Connection): RealtimeConnection => connection

test('connection: what the client opens is what a conversation needs', () => {
  assert.equal(typeof asPort, 'function')
  assert.equal(typeof Connection.prototype.nextEvent, 'function')
})
