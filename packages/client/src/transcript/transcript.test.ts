import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RealtimeEvent } from '@parley/wire'
import { Transcript } from './transcript.js'

type Role = 'user' | 'assistant'

const delta = (role: Role, text: string, itemId?: string): RealtimeEvent => ({
  type: role === 'user' ? 'input_transcript_delta' : 'output_transcript_delta',
  delta: text,
  itemId,
})
const final = (role: Role, text: string, itemId?: string): RealtimeEvent => ({
  type: role === 'user' ? 'input_transcript_done' : 'output_transcript_done',
  text,
  itemId,
})
const message = (role: string, text: string | undefined, id: string): { type: string; [field: string]: unknown } => ({
  id,
  type: 'message',
  role,
  content: text === undefined ? [] : [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
})
const added = (role: string, text: string | undefined, id: string, previousItemId?: string): RealtimeEvent => ({
  type: 'conversation_item_added',
  item: message(role, text, id),
  previousItemId,
})
const done = (role: string, text: string | undefined, id: string): RealtimeEvent => ({
  type: 'conversation_item_done',
  itemId: id,
  item: message(role, text, id),
})

function transcriptOf(...events: readonly RealtimeEvent[]): Transcript {
  const transcript = new Transcript()
  for (const event of events) transcript.apply(event)
  return transcript
}

const lines = (transcript: Transcript): readonly string[] =>
  transcript.entries.map(({ role, text }) => `${role}: ${text}`)
const news = (transcript: Transcript): readonly string[] =>
  transcript.takeDelta().map(({ role, text }) => `${role}: ${text}`)

describe('transcript with item ids', () => {
  test('transcript: a delta appends to its own item, whatever comes between', () => {
    const transcript = transcriptOf(
      delta('user', 'please ', 'u1'),
      delta('assistant', 'Sure', 'a1'),
      delta('user', 'list', 'u1'),
    )
    assert.deepEqual(lines(transcript), ['user: please list', 'assistant: Sure'])
  })

  test("transcript: a final text replaces that item's text only", () => {
    const transcript = transcriptOf(
      delta('user', 'helo', 'u1'),
      delta('user', 'wurld', 'u2'),
      final('user', 'hello', 'u1'),
    )
    assert.deepEqual(lines(transcript), ['user: hello', 'user: wurld'])
  })

  test('transcript: the first of two utterances is kept when no assistant text stands between them', () => {
    const transcript = transcriptOf(final('user', 'first', 'u1'), final('user', 'second', 'u2'))
    assert.deepEqual(lines(transcript), ['user: first', 'user: second'])
  })

  test('transcript: entries stand in the order of the conversation, not of their texts', () => {
    const transcript = transcriptOf(
      { type: 'input_audio_buffer_committed', itemId: 'u1' },
      added('assistant', undefined, 'a1', 'u1'),
      final('assistant', 'It is noon.', 'a1'),
      final('user', 'what time is it', 'u1'),
    )
    assert.deepEqual(lines(transcript), ['user: what time is it', 'assistant: It is noon.'])
  })

  test('transcript: speech that begins gives its item its place before any word of it', () => {
    const transcript = transcriptOf(
      { type: 'input_audio_speech_started', itemId: 'u1' },
      final('assistant', 'Hello?', 'a1'),
      final('user', 'hi', 'u1'),
    )
    assert.deepEqual(lines(transcript), ['user: hi', 'assistant: Hello?'])
  })

  test('transcript: a delta behind the final text adds nothing', () => {
    const transcript = transcriptOf(final('user', 'hello', 'u1'), delta('user', ' again', 'u1'))
    assert.deepEqual(lines(transcript), ['user: hello'])
  })

  test('transcript: an utterance that turns out to be nothing leaves', () => {
    assert.deepEqual(lines(transcriptOf(delta('user', 'uh', 'u1'), final('user', '', 'u1'))), [])
  })

  test('transcript: typed words enter as their item, once, without the mark', () => {
    const transcript = transcriptOf(added('user', '[USER] typed', 't1'), done('user', '[USER] typed', 't1'))
    assert.deepEqual(lines(transcript), ['user: typed'])
    assert.equal(transcript.entries[0]?.isFinal, true)
  })

  test('transcript: a finished item closes what its deltas left open', () => {
    const transcript = transcriptOf(delta('assistant', 'I will', 'a1'), done('assistant', 'I will look.', 'a1'))
    assert.deepEqual(transcript.entries, [{ role: 'assistant', text: 'I will look.', itemId: 'a1', isFinal: true }])
  })

  test('transcript: system messages and tool calls are nobody’s words', () => {
    const call: RealtimeEvent = {
      type: 'conversation_item_added',
      item: { id: 'f1', type: 'function_call', name: 'x', call_id: 'c', arguments: '{}' },
    }
    assert.deepEqual(lines(transcriptOf(added('system', 'Be brief.', 's1'), call)), [])
  })

  test('transcript: entries are a snapshot that later events do not change', () => {
    const transcript = transcriptOf(delta('user', 'one', 'u1'))
    const before = transcript.entries
    transcript.apply(delta('user', ' two', 'u1'))
    assert.equal(before[0]?.text, 'one')
    assert.equal(transcript.entries[0]?.text, 'one two')
  })
})

describe('transcript without item ids', () => {
  test('transcript: consecutive text of one role is one entry until a final text closes it', () => {
    const transcript = transcriptOf(delta('user', 'please '), delta('user', 'list'), final('user', 'Please list.'))
    assert.deepEqual(lines(transcript), ['user: Please list.'])
  })

  test('transcript: the next text of the same role behind a final text opens a new entry', () => {
    const transcript = transcriptOf(final('user', 'first'), delta('user', 'second'), final('user', 'third'))
    assert.deepEqual(lines(transcript), ['user: first', 'user: third'])
    transcript.apply(delta('user', 'fourth'))
    assert.deepEqual(lines(transcript), ['user: first', 'user: third', 'user: fourth'])
  })

  test('transcript: text of the other role between two texts parts them', () => {
    const transcript = transcriptOf(delta('user', 'one'), delta('assistant', 'reply'), delta('user', 'more'))
    assert.deepEqual(lines(transcript), ['user: one', 'assistant: reply', 'user: more'])
  })

  test('transcript: a final text closes the open entry of its role, also behind text of the other', () => {
    const transcript = transcriptOf(delta('user', 'helo'), delta('assistant', 'Hi'), final('user', 'hello'))
    assert.deepEqual(lines(transcript), ['user: hello', 'assistant: Hi'])
  })

  test('transcript: an item named at its end claims the words that came without a name', () => {
    const transcript = transcriptOf(delta('user', 'helo'), delta('assistant', 'Hi'), final('user', 'hello', 'u1'))
    assert.deepEqual(lines(transcript), ['user: hello', 'assistant: Hi'])
    assert.equal(transcript.entries[0]?.itemId, 'u1')
  })

  test('transcript: an item that repeats nameless words is the same entry, at the place of the words', () => {
    for (const words of [final('user', 'list the files'), delta('user', 'list the ')]) {
      const transcript = transcriptOf(words, delta('assistant', 'Sure'), added('user', 'list the files', 'u1'))
      assert.equal(transcript.entries.length, 2)
      assert.deepEqual(transcript.entries[0]?.itemId, 'u1')
    }
  })

  test('transcript: typed words never take the place of words that are being spoken', () => {
    const transcript = transcriptOf(delta('user', 'list the'), added('user', 'typed meanwhile', 't1'))
    assert.deepEqual(lines(transcript), ['user: list the', 'user: typed meanwhile'])
  })
})

describe('transcript delta', () => {
  test('transcript: a handoff is told what was added since the last one, both roles, in order', () => {
    const transcript = transcriptOf(final('user', 'one', 'u1'), final('assistant', 'two', 'a1'))
    assert.deepEqual(news(transcript), ['user: one', 'assistant: two'])
    assert.deepEqual(news(transcript), [])
    transcript.apply(final('user', 'three', 'u2'))
    assert.deepEqual(news(transcript), ['user: three'])
  })

  test('transcript: words that come after their handoff go to the next one', () => {
    const transcript = transcriptOf({ type: 'input_audio_buffer_committed', itemId: 'u1' })
    assert.deepEqual(news(transcript), [])
    transcript.apply(final('user', 'late words', 'u1'))
    assert.deepEqual(news(transcript), ['user: late words'])
  })

  test('transcript: text that grew gives what was added, also where the white space changed', () => {
    const transcript = transcriptOf(delta('user', ' list ', 'u1'))
    assert.deepEqual(news(transcript), ['user: list'])
    transcript.apply(final('user', 'list the files', 'u1'))
    assert.deepEqual(news(transcript), ['user: the files'])
  })

  test('transcript: text that was corrected is told once more as a whole', () => {
    const transcript = transcriptOf(delta('user', 'helo', 'u1'))
    assert.deepEqual(news(transcript), ['user: helo'])
    transcript.apply(final('user', 'hello world', 'u1'))
    assert.deepEqual(news(transcript), ['user: hello world'])
    assert.deepEqual(news(transcript), [])
  })

  test('transcript: text that was cut tells nothing new', () => {
    const transcript = transcriptOf(delta('assistant', 'I will look at once', 'a1'))
    assert.deepEqual(news(transcript), ['assistant: I will look at once'])
    transcript.apply(done('assistant', 'I will look', 'a1'))
    assert.deepEqual(news(transcript), [])
  })
})

describe('control items', () => {
  const update = '<realtime_collaboration_update>x</realtime_collaboration_update>'
  test('transcript: collaboration updates, [BACKEND] items and envelopes never enter', () => {
    const transcript = transcriptOf(
      added('user', '[BACKEND] I will look.', 'b1'),
      done('user', '[BACKEND] I will look.', 'b1'),
      added('user', update, 'b2'),
      final('assistant', update, 'b3'),
      final('user', '<realtime_delegation>\n  <input>x</input>\n</realtime_delegation>'),
    )
    assert.deepEqual(lines(transcript), [])
    assert.deepEqual(news(transcript), [])
  })

  test('transcript: control text in deltas never shows, finished or not', () => {
    const transcript = transcriptOf(delta('user', '<realtime_collaboration_update>x', 'c1'))
    assert.deepEqual(lines(transcript), [])
    transcript.apply(final('user', update, 'c1'))
    assert.deepEqual(lines(transcript), [])
  })

  test('transcript: control text never takes the place of words', () => {
    const transcript = transcriptOf(delta('user', 'list the files'), final('user', update))
    assert.deepEqual(lines(transcript), ['user: list the files'])
  })

  test('transcript: words that merely begin with a mark are shown once they are whole', () => {
    const transcript = transcriptOf(final('user', `${update} is what it said`, 'u1'))
    assert.equal(transcript.entries.length, 1)
  })
})
