import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createFakeClock,
  dialectOfScenario,
  listRecordedHandoffs,
  listScenarios,
  readRecordedFrames,
} from '@parley/testkit'
import { encodeDelegation } from '@parley/wire'
import type { RealtimeEvent } from '@parley/wire'
import { createSessionOpener, readAll } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

/** What a connection makes of everything that a recorded server sent. */
async function replay(scenario: string): Promise<readonly RealtimeEvent[]> {
  const { connection, peer } = await openMemorySession({ config: { dialect: dialectOfScenario(scenario) } })
  for (const { direction, text } of readRecordedFrames(scenario)) {
    if (direction === 'server->client') peer.send(text)
  }
  peer.close(1000)
  return readAll(connection)
}

/** The envelopes of a replayed scenario; an empty request with nothing said asks for nothing, as in the recordings. */
async function envelopesOf(scenario: string): Promise<readonly string[]> {
  const events = await replay(scenario)
  return events
    .filter((event) => event.type === 'handoff_requested')
    .map(({ inputTranscript: input, activeTranscript: transcript }) => ({ input, transcript }))
    .filter(({ input, transcript }) => input.trim() !== '' || transcript.length > 0)
    .map(encodeDelegation)
}

const envelope = (input: string, ...lines: readonly string[]): string =>
  `<realtime_delegation>\n  <input>${input}</input>\n  <transcript_delta>${lines.join('\n')}</transcript_delta>\n</realtime_delegation>`

/** Scenarios in which Parley's rules give another envelope than the recorded client's on purpose. */
const deliberate: Readonly<Record<string, readonly string[]>> = {
  // Text stands per item: deltas of two speakers that come interleaved neither split a line nor double it.
  'realtime-v2-transcript-ordering': [
    envelope('first', 'user: hello world', 'user: first'),
    envelope('second', 'user: second'),
    envelope('third', 'user: late words of the second request', 'user: third'),
    envelope('fourth', 'user: one more', 'assistant: reply', 'user: fourth'),
  ],
}

const handoffs = listRecordedHandoffs()

describe('recorded traffic', () => {
  test('client: every recorded server can be replayed to its end', async () => {
    for (const scenario of listScenarios()) await replay(scenario)
  })

  for (const scenario of new Set(handoffs.map((handoff) => handoff.scenario))) {
    test(`client: replayed, ${scenario} gives the recorded envelopes`, async () => {
      const expected =
        deliberate[scenario] ?? handoffs.filter((one) => one.scenario === scenario).map((one) => one.envelope)
      assert.deepEqual(await envelopesOf(scenario), expected)
    })
  }
})
