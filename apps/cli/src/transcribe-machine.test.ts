import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RealtimeEvent } from '@parley/wire'
import { createTranscribeState, stepTranscribe } from './transcribe-machine.js'
import type { TranscribeInput, TranscribeState } from './transcribe-machine.js'

function run(inputs: readonly TranscribeInput[]): TranscribeState {
  return inputs.reduce(stepTranscribe, createTranscribeState())
}

function at(nowMs: number, event: RealtimeEvent): TranscribeInput {
  return { type: 'event', event, nowMs }
}

const started = at(10, { type: 'input_audio_speech_started', itemId: 'item_1', audioStartMs: 0 })
const done = at(30, { type: 'input_transcript_done', itemId: 'item_1', text: 'hello' })
const sent: TranscribeInput = { type: 'audio-sent', nowMs: 20 }

describe('writing down a file', () => {
  it('ends when every utterance has its text and nothing more came for a while', () => {
    const state = run([started, sent, done, { type: 'tick', nowMs: 2029 }])
    assert.equal(state.phase, 'finishing')
    assert.deepEqual(stepTranscribe(state, { type: 'tick', nowMs: 2030 }), { ...state, phase: 'ended' })
  })

  it('waits for the text of an utterance for as long as the server lives', () => {
    const state = run([started, sent, { type: 'tick', nowMs: 60_000 }])
    assert.equal(state.phase, 'finishing')
    assert.match(stepTranscribe(state, { type: 'tick', nowMs: 60_020 }).problem ?? '', /within a minute/)
  })

  it('says when no speech was understood', () => {
    assert.match(run([sent, { type: 'tick', nowMs: 2020 }]).problem ?? '', /no speech/)
  })

  it('counts an utterance that the server could not write down as ended', () => {
    const failed = at(30, { type: 'conversation_item_input_audio_transcription_failed', itemId: 'item_1' })
    assert.equal(run([started, sent, failed]).openItems.size, 0)
  })

  it('ends at a fatal error, and stays ended', () => {
    const ended = run([started, at(12, { type: 'error', message: 'expired', fatal: true })])
    assert.equal(ended.problem, 'expired')
    assert.equal(stepTranscribe(ended, done), ended)
  })
})
