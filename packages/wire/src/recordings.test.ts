import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeDelegation, encodeDelegation } from './delegation-envelope.js'
import type { Decoded } from './dialects/event-decoder.js'
import { createQuicksilverDialect } from './dialects/quicksilver/dialect.js'
import * as quicksilver from './dialects/quicksilver/index.js'
import { createRealtimeDialect } from './dialects/realtime/dialect.js'
import * as realtime from './dialects/realtime/index.js'
import { callIdFromLocation, encodeCallForm } from './calls.js'
import { decodeFrame, encodeFrame } from './frame.js'
import type { WireFrame } from './frame.js'
import { isRecord } from './json-object.js'
import type { DialectName, RealtimeSessionConfig } from './session-config.js'
import { decodeRecordedDelegations, listRecordedFrames, listRecordedRequests } from './testing/recordings.js'
import type { RecordedFrame } from './testing/recordings.js'

const recorded = listRecordedFrames()
const fromServer = recorded.filter((frame) => frame.direction === 'server->client')
const fromClient = recorded.filter((frame) => frame.direction === 'client->server')

/** Sent by the scripted server to see what the client does; no part of the protocol, or not of this dialect. */
const deliberatelyNoFrame = ['not json', '{"hello":1}']
const deliberatelyUnknown: Readonly<Record<DialectName, readonly string[]>> = {
  quicksilver: ['conversation.item.created', 'input_audio_buffer.speech_started'],
  realtime: [],
}

const serverDecoders: Readonly<Record<DialectName, (frame: WireFrame) => Decoded<unknown>>> = {
  quicksilver: quicksilver.decodeServerEvent,
  realtime: realtime.decodeServerEvent,
}
const clientDecoders: Readonly<Record<DialectName, (frame: WireFrame) => Decoded<unknown>>> = {
  quicksilver: quicksilver.decodeClientEvent,
  realtime: realtime.decodeClientEvent,
}
const dialects = { quicksilver: createQuicksilverDialect(), realtime: createRealtimeDialect() }

const framesOf = (frames: readonly RecordedFrame[], dialect: DialectName): readonly WireFrame[] =>
  frames.filter((frame) => frame.dialect === dialect).flatMap((frame) => decodeFrame(frame.text) ?? [])

/** One failure per kind of trouble, so that a broken schema names itself once. */
function troubles(frames: readonly WireFrame[], decode: (frame: WireFrame) => Decoded<unknown>): readonly string[] {
  const found = frames.map((frame) => ({ frame, decoded: decode(frame) })).filter((one) => one.decoded.kind !== 'event')
  return [...new Set(found.map(({ frame, decoded }) => `${decoded.kind} ${frame.type}`))]
}

describe('recordings', () => {
  test('hold both dialects in both directions', () => {
    for (const dialect of ['quicksilver', 'realtime'] as const) {
      assert.ok(framesOf(fromServer, dialect).length > 30, `${dialect} server frames`)
      assert.ok(framesOf(fromClient, dialect).length > 30, `${dialect} client frames`)
    }
  })

  test('every text is a frame but the two that were sent to see what happens', () => {
    const noFrames = recorded.filter((frame) => decodeFrame(frame.text) === undefined).map((frame) => frame.text)
    assert.deepEqual([...new Set(noFrames)].sort(), [...deliberatelyNoFrame].sort())
  })

  for (const dialect of ['quicksilver', 'realtime'] as const) {
    test(`${dialect}: every frame of a server decodes, but those that the dialect does not know`, () => {
      const expected = deliberatelyUnknown[dialect].map((type) => `unknown ${type}`)
      assert.deepEqual([...troubles(framesOf(fromServer, dialect), serverDecoders[dialect])].sort(), expected)
    })

    test(`${dialect}: every frame of a server that decodes is an event for the reader`, () => {
      const known = framesOf(fromServer, dialect).filter((frame) => !deliberatelyUnknown[dialect].includes(frame.type))
      const kinds = known.map((frame) => `${dialects[dialect].readFrame(frame).kind} ${frame.type}`)
      assert.deepEqual(
        [...new Set(kinds)].filter((kind) => !kind.startsWith('event ')),
        [],
      )
    })

    test(`${dialect}: every frame of the client decodes`, () => {
      assert.deepEqual(troubles(framesOf(fromClient, dialect), clientDecoders[dialect]), [])
    })

    test(`${dialect}: every frame keeps its text through decodeFrame and encodeFrame`, () => {
      for (const { text } of recorded.filter((frame) => frame.dialect === dialect)) {
        const frame = decodeFrame(text)
        if (frame !== undefined) assert.equal(encodeFrame(frame), text)
      }
    })
  }
})

interface RecordedUpdate {
  readonly scenario: string
  readonly frame: WireFrame
  readonly session: Readonly<Record<string, unknown>>
}

const updates: readonly RecordedUpdate[] = fromClient.flatMap(({ scenario, text }) => {
  const frame = decodeFrame(text)
  const session = frame?.['session']
  return frame?.type === 'session.update' && isRecord(session) ? [{ scenario, frame, session }] : []
})
const updatesOf = (type: string): readonly RecordedUpdate[] => updates.filter(({ session }) => session['type'] === type)

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[Number(name)]
    return isRecord(inner) ? inner[name] : undefined
  }, value)
}

function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The configuration that asks for what the recorded client asked for. */
function configOf(dialect: DialectName, session: Readonly<Record<string, unknown>>): RealtimeSessionConfig {
  const instructions = textAt(session, 'instructions')
  const voice = textAt(session, 'audio', 'output', 'voice')
  return {
    dialect,
    mode: session['type'] === 'transcription' ? 'transcription' : 'conversational',
    outputModality: at(session, 'output_modalities', 0) === 'text' ? 'text' : 'audio',
    ...(instructions === undefined ? {} : { instructions }),
    ...(voice === undefined ? {} : { voice }),
  }
}

/** Tool descriptions are everyone's own. */
const withoutDescriptions = (text: string): string =>
  text.replaceAll(/"description":"(?:[^"\\]|\\.)*"/g, '"description":"…"')

describe('session.update', () => {
  test('the recordings hold first frames of all three kinds', () => {
    assert.ok(updatesOf('quicksilver').length > 10)
    assert.ok(updatesOf('realtime').length > 20)
    assert.equal(updatesOf('transcription').length, 1)
  })

  test('quicksilver: the first frame equals the recorded one byte for byte', () => {
    for (const { scenario, frame, session } of updatesOf('quicksilver')) {
      const ours = dialects.quicksilver.encodeSessionUpdate(configOf('quicksilver', session))
      assert.equal(encodeFrame(ours), encodeFrame(frame), scenario)
    }
  })

  test('realtime: the first frame equals the recorded one but for the descriptions of the tools', () => {
    for (const { scenario, frame, session } of updatesOf('realtime')) {
      const ours = dialects.realtime.encodeSessionUpdate(configOf('realtime', session))
      assert.equal(withoutDescriptions(encodeFrame(ours)), encodeFrame(frame), scenario)
    }
  })

  test('realtime transcription mode: the first frame equals the recorded one byte for byte', () => {
    for (const { scenario, frame, session } of updatesOf('transcription')) {
      const ours = dialects.realtime.encodeSessionUpdate(configOf('realtime', session))
      assert.equal(encodeFrame(ours), encodeFrame(frame), scenario)
    }
  })
})

describe('delegation envelope', () => {
  const delegations = decodeRecordedDelegations()

  test('equals the text that the recorded agent received, byte for byte', () => {
    assert.ok(delegations.length > 30)
    for (const { scenario, input, activeTranscript, envelope } of delegations) {
      const last = activeTranscript.at(-1)
      const isRequestLast = input !== '' && last?.role === 'user' && last.text === input
      const transcript = isRequestLast ? activeTranscript.slice(0, -1) : activeTranscript
      assert.equal(encodeDelegation({ input, transcript }), envelope, scenario)
    }
  })

  test('decodes from each recorded text', () => {
    for (const { scenario, input, activeTranscript, envelope } of delegations) {
      const transcriptDelta = activeTranscript.map((turn) => `${turn.role}: ${turn.text}`).join('\n')
      const expected = { input: input === '' ? transcriptDelta : input, transcriptDelta, source: undefined }
      assert.deepEqual(decodeDelegation(envelope), expected, scenario)
    }
  })

  test('realtime: the request of each recorded call is the one that its envelope shows', () => {
    const scenario = 'realtime-v2-handoff-argument-shapes'
    const requests = delegations.filter((one) => one.scenario === scenario).map((one) => one.input)
    const handoffs = fromServer
      .filter((frame) => frame.scenario === scenario)
      .flatMap(({ text }) => decodeFrame(text) ?? [])
      .map((frame) => dialects.realtime.readFrame(frame))
      .flatMap((read) => (read.kind === 'event' && read.event.type === 'handoff_requested' ? [read.event] : []))
    const asked = handoffs.map((event) => event.inputTranscript)
    assert.deepEqual(
      asked.filter((request) => request !== ''),
      requests,
    )
    assert.ok(asked.includes(''), 'empty arguments are an empty request')
  })
})

describe('call creation', () => {
  const requests = listRecordedRequests().filter((request) => request['method'] === 'POST')

  test('our form has the recorded head and the recorded length', () => {
    assert.ok(requests.length > 10)
    const sdp = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'
    const instructions = 'Test backend prompt.\n\nTest startup context.'
    const session = dialects.quicksilver.encodeSessionUpdate({ dialect: 'quicksilver', instructions })['session']
    assert.ok(isRecord(session))
    for (const request of requests.filter((one) => at(one, 'headers', 'content-length') === '542')) {
      const ours = encodeCallForm({
        sdp,
        session: { ...session, model: 'probe-realtime-model' },
        boundary: 'codex-realtime-call-boundary',
      })
      assert.equal(ours.contentType, at(request, 'headers', 'content-type'))
      assert.equal(ours.body.length, 542)
      const recordedHead = textAt(request, 'body', 'raw')?.split('…')[0] ?? assert.fail('no recorded body')
      assert.ok(ours.body.startsWith(recordedHead), recordedHead)
    }
  })

  test('the call id is found in every recorded location', () => {
    const locations = listRecordedRequests().flatMap((answer) => textAt(answer, 'headers', 'location') ?? [])
    const ids = new Set(locations.map(callIdFromLocation))
    assert.deepEqual([...ids].sort(), ['rtc_abc-123', 'rtc_probe'])
  })
})
