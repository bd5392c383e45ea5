import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { handOver, speak } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench } from '../testing/machine-bench.js'
import { exportTranscript } from './export-transcript.js'
import { emptyTimeline, stepTimeline } from './timeline-machine.js'
import { listTranscriptEntries } from './timeline-steps.js'
import type { TranscriptEntry } from './transcript-entry.js'

const entries: readonly TranscriptEntry[] = [
  {
    ...{ role: 'user', text: 'list the *files* & <b>', itemId: 'u1', startMs: 1500, endMs: 3250 },
    ...{ isInterrupted: false, heardText: undefined },
  },
  {
    ...{ role: 'assistant', text: 'There are three files here.', itemId: 'a1', startMs: 3_603_250, endMs: 3_604_000 },
    ...{ isInterrupted: true, heardText: 'There are' },
  },
]

test('transcript: Markdown shows who said what and when, and what was heard of an interrupted text', () => {
  assert.equal(
    exportTranscript(entries, 'markdown', { title: 'Monday' }),
    [
      ...['# Monday', '', '**User** (00:00:01): list the \\*files\\* & \\<b\\>', ''],
      '**Assistant** (01:00:03): There are three files here. *(interrupted; heard: “There are”)*\n',
    ].join('\n'),
  )
})

test('transcript: WebVTT has a cue per entry with the voice, and only what was heard', () => {
  assert.equal(
    exportTranscript(entries, 'webvtt'),
    [
      ...['WEBVTT - Conversation', '', '1', '00:00:01.500 --> 00:00:03.250'],
      ...['<v User>list the *files* &amp; &lt;b&gt;', '', '2', '01:00:03.250 --> 01:00:04.000'],
      '<v Assistant>There are —\n',
    ].join('\n'),
  )
})

test('transcript: JSON holds everything', () => {
  const parsed: unknown = JSON.parse(exportTranscript(entries, 'json'))
  const plain: unknown = JSON.parse(JSON.stringify(entries))
  assert.deepEqual(parsed, { title: 'Conversation', entries: plain })
})

test('transcript: whatever was said, each export keeps its form', () => {
  const anyEntry: fc.Arbitrary<TranscriptEntry> = fc.record({
    role: fc.constantFrom('user', 'assistant'),
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\n\n00:00 --> 00:01', '-->', '# x', ' ')),
    itemId: fc.option(fc.string(), { nil: undefined }),
    startMs: fc.nat(),
    endMs: fc.nat(),
    isInterrupted: fc.boolean(),
    heardText: fc.option(fc.string(), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(anyEntry), (list) => {
      const said = list.filter(({ text }) => text.trim() !== '')
      const vtt = exportTranscript(list, 'webvtt', { title: 'x --> y' })
      assert.equal(vtt.split('\n').filter((line) => line.includes('-->')).length, said.length)
      assert.equal(vtt.split('\n\n').length, said.length + 1)
      assert.equal(exportTranscript(list, 'markdown').split('\n\n').length, said.length + 1)
      JSON.parse(exportTranscript(list, 'json'))
    }),
  )
})

test('transcript: entries begin when they are spoken, and late finals stand where they belong', () => {
  const bench = createMachineBench()
  bench.wait(1000)
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.wait(2000)
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.wait(100)
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I will look.')
  bench.wait(50)
  bench.receive({ type: 'input_transcript_done', text: 'list the files', itemId: 'u1' })
  const said = listTranscriptEntries(bench.state)
  assert.deepEqual(
    said.map(({ role, text, startMs, endMs }) => [role, text, startMs, endMs]),
    [
      ['user', 'list the files', 0, 2000],
      ['assistant', 'I will look.', 2100, 2600],
    ],
  )
})

test('transcript: a text that was cut off is kept and marked', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 400))
  bench.receive({ type: 'output_transcript_delta', delta: 'There are th', itemId: 'i2' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled' })
  const [entry] = listTranscriptEntries(bench.state)
  assert.deepEqual([entry?.text, entry?.isInterrupted], ['There are th', true])
})

test('transcript: what was heard is kept until it turns out to be no interruption', () => {
  const words = { type: 'words', role: 'assistant', itemId: 'a', text: 'one two three', nowMs: 100 } as const
  const said = [{ type: 'said', itemId: 'a', audioMs: 900, nowMs: 100 } as const, words].reduce(stepTimeline, {
    ...emptyTimeline,
    originMs: 0,
  })
  const heard = stepTimeline(said, { type: 'heard', itemId: 'a', text: 'one', playedMs: 300 })
  assert.deepEqual([heard.entries[0]?.heardText, heard.entries[0]?.endMs], ['one', 400])
  const resumed = stepTimeline(heard, { type: 'resumed', itemId: 'a' })
  assert.deepEqual([resumed.entries[0]?.heardText, resumed.entries[0]?.isInterrupted], [undefined, false])
})
