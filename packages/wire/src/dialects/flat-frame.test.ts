import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeFrame } from '../frame.js'
import type { RealtimeEvent } from '../realtime-event.js'
import { anyText, jsonValues } from '../testing/hostile-values.js'
import { listRecordedFrames } from '../testing/recordings.js'
import type { Dialect } from './dialect.js'
import { createQuicksilverDialect } from './quicksilver/dialect.js'
import { createRealtimeDialect } from './realtime/dialect.js'

const ids = { event_id: 'event_1', response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 }
const wordTypes = [
  'response.output_audio_transcript.delta',
  'response.audio_transcript.delta',
  'response.output_text.delta',
  'response.text.delta',
  'conversation.item.input_audio_transcription.delta',
  'conversation.input_transcript.delta',
  'conversation.output_transcript.delta',
]
const format = { sample_rate: 24_000, channels: 1, samples_per_channel: 2 }
const examples = [
  { type: 'response.output_audio.delta', ...ids, delta: 'AAECAwQF' },
  { type: 'response.audio.delta', ...ids, delta: '/w==', ...format },
  { type: 'conversation.output_audio.delta', item_id: 'item_1', delta: 'AAECAwQ=', ...format },
  { type: 'conversation.output_audio.delta', delta: '', sample_rate: 16_000, num_channels: 2 },
  ...wordTypes.map((type) => ({ type, ...ids, delta: ' word' })),
]
const names = [...Object.keys({ ...ids, ...format }), 'type', 'delta', 'num_channels', 'data', 'extra', '__proto__']

const createDialects = (): readonly Dialect[] => [createRealtimeDialect(), createQuicksilverDialect()]
/** Used for all frames, so that what a reader remembers of one shows in the next. */
const lasting = createDialects()

function readSlowly(dialect: Dialect, bytes: Uint8Array): RealtimeEvent | undefined {
  const frame = decodeFrame(Buffer.from(bytes).toString('utf8'))
  const read = frame === undefined ? undefined : dialect.readFrame(frame)
  return read?.kind === 'event' ? read.event : undefined
}

/** Getters and private fields of audio made visible for comparison. */
function shown(event: RealtimeEvent): unknown {
  if (event.type !== 'audio_out') return event
  const { data, sampleRate, numChannels, samplesPerChannel, itemId, responseId, contentIndex, pcm } = event
  return { data, sampleRate, numChannels, samplesPerChannel, itemId, responseId, contentIndex, pcm: [...pcm] }
}

/** Where the short way gives an event at all, it must be that of the long way. Says how many it gave. */
function agree(bytes: Uint8Array): number {
  let count = 0
  for (const dialect of lasting) {
    const event = dialect.readBytes(bytes)
    if (event === undefined) continue
    count += 1
    const slow = readSlowly(dialect, bytes)
    assert.deepEqual(shown(event), slow === undefined ? undefined : shown(slow), Buffer.from(bytes).toString('latin1'))
  }
  return count
}

const agreeOnText = (text: string): number => agree(Buffer.from(text))

/** JSON of an object, member by member, so that names may come twice and values may be no JSON. */
const toObject = (members: readonly (readonly [string, string])[], [comma, colon]: readonly [string, string]): string =>
  `{${members.map(([name, value]) => `${name}${colon}${value}`).join(comma)}}`

const texts = fc.oneof(
  fc.constantFrom(
    '',
    'AAEC',
    'AAE=',
    'AA==',
    'A',
    'AAECA',
    'AA=A',
    '=AAA',
    'AA-_',
    'A A=',
    'ü',
    '日本',
    '\u2028',
    '\u007f',
  ),
  fc.constantFrom('item_1', 'resp_1', 'ITEM_1', 'itém_1', ' word', 'wörd', '😀', 'a"b', 'a\\b', 'a\nb', '\u0000'),
  fc.base64String(),
  anyText(),
)
const values = fc.oneof(
  { weight: 4, arbitrary: texts.map((text) => JSON.stringify(text)) },
  fc.constantFrom(
    'null',
    'true',
    '0',
    '1',
    '24000',
    '-1',
    '-0',
    '01',
    '00',
    '1.5',
    '1e3',
    '999999999',
    '1000000000',
    '9007199254740993',
  ),
  fc.constantFrom(
    '"\\u0041AEC"',
    '"\\n"',
    '"\\"',
    '"a\tb"',
    '"\u0001"',
    'nul',
    'nulll',
    'NaN',
    '',
    '[]',
    '{}',
    '{"delta":"AAEC"}',
  ),
  jsonValues().map((value) => JSON.stringify(value)),
)
const keys = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names).map((name) => JSON.stringify(name)) },
  fc.constantFrom('"\\u0064elta"', '"typ\\u0065"', '"d\\elta"', '"Delta"', '"delt"', '"deltaa"', 'delta', '"délta"'),
  anyText().map((text) => JSON.stringify(text)),
)
const types = fc.constantFrom(...examples.map(({ type }) => JSON.stringify(type)))
const frames = fc
  .tuple(
    fc.array(fc.tuple(keys, values), { maxLength: 5 }),
    types,
    fc.option(texts, { nil: undefined }),
    fc.constantFrom([',', ':'], [',', ':'], [', ', ': '], [' ,', ' :'], [',\n', ':\t'], [',  ', ':  '] as const),
    fc.nat(),
  )
  .map(([members, type, delta, [comma = ',', colon = ':'], at]) => {
    const all = [...members]
    if (delta !== undefined) all.splice(at % (all.length + 1), 0, ['"delta"', JSON.stringify(delta)])
    all.splice((at >> 4) % (all.length + 1), 0, ['"type"', type])
    return toObject(all, [comma, colon])
  })

describe('wire: frames read from their bytes', () => {
  test('wire: audio and words are read from the bytes of every plain frame', () => {
    for (const example of examples) {
      const reversed = Object.fromEntries(Object.entries(example).reverse())
      for (const frame of [example, reversed]) {
        const text = JSON.stringify(frame)
        assert.ok(agreeOnText(text) > 0, text)
        assert.ok(agreeOnText(text.replaceAll(',"', ', "').replaceAll('":', '": ')) > 0, text)
        assert.equal(agreeOnText(` ${text}`) + agreeOnText(`${text}\n`), 0)
      }
    }
  })

  test('wire: what is read from bytes is what the parser and the schemas give, whatever the frame', () => {
    let count = 0
    fc.assert(
      fc.property(frames, (text) => {
        count += agreeOnText(text)
      }),
      { numRuns: 20_000 },
    )
    assert.ok(count > 1_000, `${count} of the frames came this way`)
  })

  test('wire: a plain frame with any bytes changed, cut out or put in is read alike both ways', () => {
    const change = fc.record({ at: fc.nat(), cut: fc.nat({ max: 3 }), put: fc.uint8Array({ maxLength: 3 }) })
    const text = fc.constantFrom(...examples.map((example) => JSON.stringify(example)))
    const marks = fc.constantFrom(
      '',
      '"',
      '\\',
      ',',
      ':',
      '{',
      '}',
      ' ',
      '\n',
      '0',
      '-',
      '"delta":"AAEC",',
      '"type":null,',
    )
    fc.assert(
      fc.property(text, fc.array(change, { minLength: 1, maxLength: 2 }), marks, (original, changes, mark) => {
        let bytes = Buffer.from(original)
        for (const { at, cut, put } of changes) {
          const place = at % (bytes.length + 1)
          bytes = Buffer.concat([bytes.subarray(0, place), put, Buffer.from(mark), bytes.subarray(place + cut)])
        }
        agree(bytes)
      }),
      { numRuns: 20_000 },
    )
  })

  test('wire: every single byte in every place of a frame is read alike both ways', () => {
    for (const example of examples.slice(0, 5)) {
      const original = Buffer.from(JSON.stringify(example))
      for (let at = 0; at < original.length; at++) {
        agree(original.subarray(0, at))
        for (let byte = 0; byte < 256; byte++) {
          const changed = Buffer.from(original)
          changed[at] = byte
          agree(changed)
        }
      }
    }
  })

  test('wire: recorded traffic is read alike both ways', () => {
    let count = 0
    for (const { text } of listRecordedFrames()) count += agreeOnText(text)
    assert.ok(count > 0)
  })

  test('wire: long audio and many pieces in a row keep their samples apart', () => {
    const dialect = createRealtimeDialect()
    const pieces = Array.from({ length: 200 }, (_none, index) => Buffer.alloc((index * 977) % 40_000, index + 1))
    const events = pieces.map((piece) =>
      dialect.readBytes(
        Buffer.from(JSON.stringify({ type: 'response.output_audio.delta', delta: piece.toString('base64') })),
      ),
    )
    events.forEach((event, index) => {
      assert.ok(event?.type === 'audio_out')
      const { buffer, byteOffset, byteLength } = event.pcm
      assert.deepEqual(Buffer.from(buffer, byteOffset, byteLength), pieces[index]?.subarray(0, byteLength))
      assert.equal(byteLength, (pieces[index]?.length ?? 0) & ~1)
    })
  })

  test('wire: audio that is posted to another thread is copied, because its memory is shared', () => {
    const dialect = createRealtimeDialect()
    const bytes = Buffer.from(JSON.stringify(examples[0]))
    const [event, other] = [dialect.readBytes(bytes), dialect.readBytes(bytes)]
    assert.ok(event?.type === 'audio_out' && other?.type === 'audio_out' && event.pcm.buffer === other.pcm.buffer)
    const memory = event.pcm.buffer
    assert.ok(memory instanceof ArrayBuffer)
    const { port1 } = new MessageChannel()
    try {
      port1.postMessage(event.pcm, [memory])
    } catch {
      // Newer versions of Node say that it cannot be moved.
    }
    port1.close()
    assert.equal(other.pcm.length, 3)
  })

  test('wire: bytes that are no Buffer are left to the parser', () => {
    const bytes = new Uint8Array(Buffer.from(JSON.stringify(examples[0])))
    for (const dialect of createDialects()) assert.equal(dialect.readBytes(bytes), undefined)
  })
})
