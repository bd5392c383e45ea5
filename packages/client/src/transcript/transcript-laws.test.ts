import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RealtimeEvent } from '@parley/wire'
import fc from 'fast-check'
import { Transcript } from './transcript.js'

const words = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/)
const role = fc.constantFrom('user', 'assistant')
type Role = 'user' | 'assistant'

interface Utterance {
  readonly role: Role
  readonly itemId: string
  readonly text: string
}

const utterances = fc
  .array(fc.tuple(role, words), { minLength: 1, maxLength: 8 })
  .map((said) => said.map(([who, text], index): Utterance => ({ role: who, text, itemId: `item_${String(index)}` })))

const final = ({ role: who, text, itemId }: Utterance): RealtimeEvent => ({
  type: who === 'user' ? 'input_transcript_done' : 'output_transcript_done',
  text,
  itemId,
})
const delta = (who: Role, text: string, itemId?: string): RealtimeEvent => ({
  type: who === 'user' ? 'input_transcript_delta' : 'output_transcript_delta',
  delta: text,
  itemId,
})
/** Announces the items in their order, before any word of them is known. */
const announced = (said: readonly Utterance[]): readonly RealtimeEvent[] =>
  said.map(({ itemId }, index) => ({
    type: 'input_audio_buffer_committed',
    itemId,
    ...(index === 0 ? {} : { previousItemId: `item_${String(index - 1)}` }),
  }))
const pieces = ({ role: who, text, itemId }: Utterance): readonly RealtimeEvent[] =>
  [...text].map((letter) => delta(who, letter, itemId))

function transcriptOf(events: readonly RealtimeEvent[]): Transcript {
  const transcript = new Transcript()
  for (const event of events) transcript.apply(event)
  return transcript
}

test('transcript: final texts that arrive in any order give the same entries', () => {
  const shuffled = utterances.chain((said) =>
    fc.tuple(fc.constant(said), fc.shuffledSubarray([...said], { minLength: said.length })),
  )
  fc.assert(
    fc.property(shuffled, ([said, late]) => {
      const inOrder = transcriptOf([...announced(said), ...said.map(final)]).entries
      assert.deepEqual(transcriptOf([...announced(said), ...late.map(final)]).entries, inOrder)
      assert.deepEqual(
        inOrder.map(({ role: who, text }) => ({ role: who, text })),
        said.map(({ role: who, text }) => ({ role: who, text })),
      )
    }),
  )
})

test('transcript: deltas and then the final text give what the final text alone gives', () => {
  fc.assert(
    fc.property(utterances, (said) => {
      const whole = transcriptOf([...announced(said), ...said.map(final)]).entries
      const piecewise = transcriptOf([
        ...announced(said),
        ...said.flatMap((utterance) => [...pieces(utterance), final(utterance)]),
      ]).entries
      assert.deepEqual(piecewise, whole)
    }),
  )
})

test('transcript: nothing is lost when one speaker speaks twice, with item ids and without', () => {
  fc.assert(
    fc.property(fc.array(words, { minLength: 2, maxLength: 6 }), fc.boolean(), (texts, hasIds) => {
      const events = texts.flatMap((text, index) => {
        const itemId = hasIds ? `u${String(index)}` : undefined
        const whole: RealtimeEvent = { type: 'input_transcript_done', text, itemId }
        return [...[...text].map((letter) => delta('user', letter, itemId)), whole]
      })
      assert.deepEqual(
        transcriptOf(events).entries.map(({ text }) => text),
        texts,
      )
    }),
  )
})

test('transcript: deltas taken at any moments hold each letter once, in order within each item', () => {
  const moments = fc.array(fc.nat({ max: 60 }), { maxLength: 6 })
  fc.assert(
    fc.property(utterances, moments, (said, takenAt) => {
      const events = [...announced(said), ...said.flatMap((utterance) => [...pieces(utterance), final(utterance)])]
      const transcript = new Transcript()
      const taken: string[] = []
      for (const [index, event] of events.entries()) {
        transcript.apply(event)
        if (takenAt.includes(index)) taken.push(...transcript.takeDelta().map(({ text }) => text))
      }
      taken.push(...transcript.takeDelta().map(({ text }) => text))
      const letters = (texts: readonly string[]): string => texts.join('').replaceAll(' ', '')
      assert.equal(letters(taken), letters(said.map(({ text }) => text)))
      assert.deepEqual(transcript.takeDelta(), [])
    }),
  )
})

test('transcript: no event throws, and the same events give the same entries', () => {
  const itemId = fc.option(fc.constantFrom('i1', 'i2', 'root'), { nil: undefined })
  const anyEvent: fc.Arbitrary<RealtimeEvent> = fc.oneof(
    fc.record({
      type: fc.constantFrom('input_transcript_delta', 'output_transcript_delta'),
      delta: fc.string(),
      itemId,
    }),
    fc.record({ type: fc.constantFrom('input_transcript_done', 'output_transcript_done'), text: fc.string(), itemId }),
    fc.record({ type: fc.constant('input_audio_speech_started'), itemId }),
    fc.record({
      type: fc.constantFrom('conversation_item_added', 'conversation_item_done'),
      item: fc.record({
        id: fc.constantFrom('i1', 'i2', null, undefined),
        type: fc.constantFrom('message', 'function_call', 'new_kind'),
        role: fc.constantFrom('user', 'assistant', 'system', 'robot'),
        content: fc.oneof(fc.array(fc.record({ type: fc.string(), text: fc.string() })), fc.anything()),
      }),
      itemId: fc.constant(undefined),
      previousItemId: itemId,
    }),
  )
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      assert.deepEqual(transcriptOf(events).entries, transcriptOf(events).entries)
      transcriptOf(events).takeDelta()
    }),
    { numRuns: 500 },
  )
})
