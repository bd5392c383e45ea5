import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { AgentEvent } from './agent.js'
import { createConversation } from './conversation-driver.js'
import { isAgentEvent } from './is-agent-event.js'
import { createFakeClock } from './testing/fake-clock.js'
import { createFakeConnection } from './testing/fake-connection.js'
import { handoffEvent } from './testing/machine-bench.js'

test('tasks: only events of the port count as events of an agent', () => {
  assert.ok(isAgentEvent({ type: 'update', text: 'x', channel: 'silent' }))
  assert.ok(isAgentEvent({ type: 'ended', outcome: 'finished', result: '' }))
  assert.ok(isAgentEvent({ type: 'ended', outcome: 'failed' }))
  for (const odd of [undefined, null, 'text', {}, { type: 'update' }, { type: 'ended', outcome: 'finished' }]) {
    assert.equal(isAgentEvent(odd), false)
  }
  fc.assert(fc.property(fc.anything(), (value) => typeof isAgentEvent(value) === 'boolean'))
})

test('tasks: an agent that sends garbage ends as failed, and its task is told so', async () => {
  const connection = createFakeConnection()
  let wasCancelled = false
  // As a program without types would send it.
  const events: AgentEvent[] = decodeEvents(
    '[{"type":"progress","text":"x"},{"type":"update"},{"type":"update","text":"never"}]',
  )
  const conversation = createConversation({
    connection,
    clock: createFakeClock(),
    agent: {
      name: 'odd',
      describe: () => ({ name: 'odd', canSteer: false, canAnswer: false }),
      start: () => ({
        runId: 'r',
        events: (async function* () {
          yield* events
        })(),
        cancel: async () => {
          wasCancelled = true
        },
      }),
    },
  })
  connection.deliver(handoffEvent('c1', 'x'))
  const seen: string[] = []
  for await (const event of conversation.events) {
    seen.push(JSON.stringify(event))
    if (event.type === 'delivery' && event.phase === 'pending') break
  }
  assert.match(seen.join(), /"phase":"failed".*The agent sent something that is no event/)
  assert.doesNotMatch(seen.join(), /never/)
  assert.ok(wasCancelled)
  await conversation.close()
})

function decodeEvents<T>(text: string): T[] {
  return JSON.parse(text) as T[]
}
