import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeWav, encodeWav } from './audio/wav.js'
import { decodeCallForm, callIdFromLocation, encodeCallForm } from './calls.js'
import { decodeDelegation } from './delegation-envelope.js'
import { createQuicksilverDialect } from './dialects/quicksilver/dialect.js'
import * as quicksilver from './dialects/quicksilver/index.js'
import { createRealtimeDialect } from './dialects/realtime/dialect.js'
import * as realtime from './dialects/realtime/index.js'
import { ParleyError } from './errors.js'
import { decodeFrame } from './frame.js'
import type { WireFrame } from './frame.js'
import { decodeKnownItem } from './items.js'
import { isRecord } from './json-object.js'
import { gaClientExamples } from './testing/ga-client-examples.js'
import { gaServerExamples } from './testing/ga-server-examples.js'
import { anyText, arbitraryFrames, hostileTexts, jsonValues, mutatedFrames } from './testing/hostile-values.js'
import { listRecordedFrames } from './testing/recordings.js'

const dialects = [createQuicksilverDialect(), createRealtimeDialect()]
const types = [
  ...quicksilver.serverEventTypes,
  ...quicksilver.clientEventTypes,
  ...realtime.serverEventTypes,
  ...realtime.clientEventTypes,
]
const examples: readonly WireFrame[] = [
  ...[...Object.entries(gaServerExamples), ...Object.entries(gaClientExamples)].map(
    ([type, { required, optional }]) => ({ ...required, ...optional, type }),
  ),
  ...listRecordedFrames().flatMap(({ text }) => decodeFrame(text) ?? []),
]

/** Gives a frame to everything that reads frames. Whatever comes out must be one of the promised forms. */
function readEverywhere(frame: WireFrame): void {
  const kinds = ['event', 'unknown', 'malformed']
  assert.ok(kinds.includes(quicksilver.decodeServerEvent(frame).kind))
  assert.ok(kinds.includes(quicksilver.decodeClientEvent(frame).kind))
  assert.ok(kinds.includes(realtime.decodeServerEvent(frame).kind))
  assert.ok(kinds.includes(realtime.decodeClientEvent(frame).kind))
  for (const dialect of dialects) {
    const read = dialect.readFrame(frame)
    assert.ok(['event', 'skipped', 'malformed'].includes(read.kind))
    if (read.kind === 'event' && read.event.type === 'audio_out') assert.ok(read.event.pcm instanceof Int16Array)
  }
  for (const value of [frame, frame['session'], frame['item']]) {
    realtime.decodeSession(value)
    decodeKnownItem(value)
  }
}

function readText(text: string): void {
  const frame = decodeFrame(text)
  if (frame !== undefined) readEverywhere(frame)
  decodeDelegation(text)
  realtime.requestFromArguments(text)
  callIdFromLocation(text)
  for (const contentType of ['application/json', 'application/sdp', 'multipart/form-data; boundary=b', text]) {
    assert.equal(typeof decodeCallForm(contentType, text).ok, 'boolean')
  }
}

function decodesOrSaysWhy(bytes: Uint8Array): void {
  try {
    decodeWav(bytes)
  } catch (error) {
    assert.ok(error instanceof ParleyError && error.code === 'config', String(error))
  }
}

describe('no input makes a decoder throw', () => {
  for (const text of hostileTexts) {
    test(`text of ${text.length} characters: ${JSON.stringify(text.slice(0, 40))}`, () => {
      readText(text)
      assert.equal(Reflect.get({}, 'polluted'), undefined)
    })
  }

  test('any text', () => {
    fc.assert(fc.property(fc.oneof(anyText(), fc.json()), readText))
  })

  test('any frame of a known type', () => {
    fc.assert(fc.property(arbitraryFrames(types), readEverywhere), { numRuns: 1000 })
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })

  test('a real frame with one value changed', () => {
    fc.assert(fc.property(mutatedFrames(examples), readEverywhere), { numRuns: 2000 })
  })

  test('a real frame with a piece of its text cut out', () => {
    const texts = examples.map((frame) => JSON.stringify(frame))
    const cuts = fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 20 }))
    fc.assert(
      fc.property(cuts, ([text, start, length]) => {
        const from = start % text.length
        readText(text.slice(0, from) + text.slice(from + length))
      }),
      { numRuns: 500 },
    )
  })

  test('any value for an item or a session', () => {
    fc.assert(
      fc.property(jsonValues(), (value) => {
        realtime.decodeSession(value)
        decodeKnownItem(value)
      }),
    )
  })

  test('values nested 100,000 deep that some other parser let pass', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = { a: deep }
    for (const type of types) {
      for (const field of ['item', 'session', 'response', 'error', 'part']) readEverywhere({ type, [field]: deep })
    }
    assert.ok(isRecord(deep))
  })

  test('any bytes as WAV', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodesOrSaysWhy))
  })

  test('a WAV file with some bytes changed or cut off', () => {
    const file = encodeWav(
      Int16Array.from({ length: 40 }, (_none, index) => index * 700),
      16_000,
      2,
    )
    const changes = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 6 })
    fc.assert(
      fc.property(changes, fc.nat({ max: file.length }), (bytes, length) => {
        const changed = file.slice()
        for (const [offset, byte] of bytes) changed[offset] = byte
        decodesOrSaysWhy(changed.subarray(0, length))
      }),
      { numRuns: 2000 },
    )
  })

  test('a call form with a piece cut out', () => {
    const form = encodeCallForm({ sdp: 'v=0\r\n', session: { type: 'realtime' } })
    fc.assert(
      fc.property(fc.nat({ max: form.body.length }), fc.nat({ max: 80 }), (start, length) => {
        const body = form.body.slice(0, start) + form.body.slice(start + length)
        assert.equal(typeof decodeCallForm(form.contentType, body).ok, 'boolean')
      }),
    )
  })

  test('any bytes as a call form', () => {
    const contentTypes = fc.oneof(
      fc.constantFrom('multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary="b"'),
      fc.string(),
    )
    fc.assert(
      fc.property(contentTypes, fc.uint8Array(), (contentType, body) => {
        assert.equal(typeof decodeCallForm(contentType, body).ok, 'boolean')
      }),
    )
  })
})
