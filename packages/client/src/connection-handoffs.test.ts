import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import type { WireFrame } from '@parley/wire'
import { createSessionOpener, plain, quicksilver, readAll } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

describe('transcript and handoffs', () => {
  const say = (itemId: string, transcript: string): WireFrame => ({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: itemId,
    content_index: 0,
    transcript,
  })
  const call = (callId: string, prompt: string): WireFrame => ({
    type: 'conversation.item.done',
    item: {
      id: `item_${callId}`,
      type: 'function_call',
      status: 'completed',
      name: 'background_agent',
      call_id: callId,
      arguments: JSON.stringify({ prompt }),
    },
  })

  test('client: transcript is everything said so far, in item order', async () => {
    const { connection, tell } = await openMemorySession()
    tell({ type: 'input_audio_buffer.committed', item_id: 'u1' })
    tell({ type: 'response.output_audio_transcript.done', item_id: 'a1', transcript: 'Noon.' })
    tell(say('u1', 'what time is it'))
    assert.deepEqual(
      connection.transcript.map(({ role, text }) => `${role}: ${text}`),
      ['user: what time is it', 'assistant: Noon.'],
    )
  })

  test('realtime: fault 3: activeTranscript is what was added since the previous handoff; who speaks twice is heard twice', async () => {
    const { connection, peer, tell } = await openMemorySession()
    tell(say('u1', 'first'))
    tell(say('u2', 'second'))
    tell(call('c1', 'do both'))
    tell(say('u3', 'third'))
    tell(call('c2', 'and that'))
    peer.close(1000)
    const handoffs = (await readAll(connection)).filter((event) => event.type === 'handoff_requested')
    assert.deepEqual(plain(handoffs[0] ?? null), {
      type: 'handoff_requested',
      handoffId: 'c1',
      itemId: 'item_c1',
      inputTranscript: 'do both',
      activeTranscript: [
        { role: 'user', text: 'first' },
        { role: 'user', text: 'second' },
      ],
    })
    assert.deepEqual(handoffs[1]?.activeTranscript, [{ role: 'user', text: 'third' }])
  })

  test('realtime: a call is a handoff once; seen again it is an ordinary item', async () => {
    const { connection, peer, tell } = await openMemorySession()
    tell(call('c1', 'x'))
    tell(call('c1', 'x'))
    peer.close(1000)
    assert.deepEqual(
      (await readAll(connection)).map((event) => event.type),
      ['handoff_requested', 'conversation_item_done'],
    )
  })

  test('realtime: the names of delegation tools can be set', async () => {
    const { connection, tell } = await openMemorySession({ client: { delegationTools: ['codex'] } })
    tell({
      type: 'conversation.item.done',
      item: { id: 'f1', type: 'function_call', name: 'codex', call_id: 'c1', arguments: '{"prompt":"x"}' },
    })
    assert.equal((await connection.nextEvent())?.type, 'handoff_requested')
  })

  test('quicksilver: a handoff is delivered once per id, with the words said before it', async () => {
    const { connection, peer, tell } = await openMemorySession(quicksilver)
    tell({ type: 'conversation.input_transcript.delta', delta: 'please list' })
    const handoff = {
      type: 'conversation.handoff.requested',
      handoff_id: 'h1',
      item_id: 'i1',
      input_transcript: 'list',
    }
    tell(handoff)
    tell(handoff)
    peer.close(1000)
    const handoffs = (await readAll(connection)).filter((event) => event.type === 'handoff_requested')
    assert.deepEqual(handoffs.map(plain), [
      {
        type: 'handoff_requested',
        handoffId: 'h1',
        itemId: 'i1',
        inputTranscript: 'list',
        activeTranscript: [{ role: 'user', text: 'please list' }],
      },
    ])
  })
})
