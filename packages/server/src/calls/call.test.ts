import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'node:test'
import { createFakeSpeech } from '@parley/speech/testing'
import type { FakeSpeechOptions } from '@parley/speech/testing'
import type { WireFrame } from '@parley/wire'
import { settingsFromOptions } from '../server-options.js'
import type { Responder } from '../responder/responder.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakePeer } from '../testing/fake-peer.js'
import { field, typesOf } from '../testing/frames.js'
import { speech24k } from '../testing/test-client.js'
import { createCallHost } from './call-host.js'
import type { CallRequest } from './call-host.js'
import { createOpusCodec, FRAME_SAMPLES } from './opus-codec.js'

const offer = [
  ...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111'],
  ...['a=rtpmap:111 opus/48000/2', 'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuv', 'a=fingerprint:sha-256 00'],
].join('\r\n')
const request = { dialect: 'realtime', type: 'realtime', model: 'test', isCodex: false } as const
const asked: CallRequest = { sdp: offer, session: undefined, request }

/** Says a sentence that lasts 2 s with the tone synthesizer at 50 ms per character. */
const talker: Responder = {
  async *respond() {
    yield { type: 'text', delta: 'I would say that this lasts two seconds.' }
  },
}

/** A call whose other end is the test. Time moves by hand, 20 ms at a time. */
async function withCall(
  options: Partial<CallRequest> & { readonly fakes?: FakeSpeechOptions },
  use: (call: Phone) => Promise<void>,
) {
  const { fakes = { script: ['hello'] }, ...rest } = options
  const clock = createFakeClock()
  const peer = createFakePeer()
  const speech = createFakeSpeech(fakes)
  const settings = settingsFromOptions({ speech, clock, responder: () => talker })
  const host = createCallHost(settings, peer.answerOffer)
  const codec = createOpusCodec()
  let sequence = 0
  const run = async (ms: number, sound?: Int16Array): Promise<void> => {
    for (let at = 0; at < ms / 20; at += 1) {
      const samples = sound?.slice(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES) ?? new Int16Array(FRAME_SAMPLES)
      sequence += 1
      peer.listener.onVoice({ sequence, payload: codec.encode(samples) })
      clock.advance(20)
      for (let turn = 0; turn < 3; turn += 1) await nextTurn()
    }
  }
  try {
    const created = await host.create({ ...asked, ...rest })
    assert.ok(created.ok, JSON.stringify(created))
    peer.listener.onConnected()
    await use({ host, peer, clock, run, callId: created.callId })
  } finally {
    await host.close()
    codec.close()
  }
}

interface Phone {
  readonly host: ReturnType<typeof createCallHost>
  readonly peer: ReturnType<typeof createFakePeer>
  readonly clock: ReturnType<typeof createFakeClock>
  readonly callId: string
  run(ms: number, sound?: Int16Array): Promise<void>
}

const say = async (phone: Phone): Promise<void> => {
  await phone.run(400)
  await phone.run(600, speech24k(600))
  await phone.run(800)
}
const find = (events: readonly WireFrame[], type: string): WireFrame | undefined =>
  events.find((event) => event.type === type)
const soundsOf = ({ frames }: Phone['peer']): number => frames.filter((frame) => frame !== 'silence').length

test('calls: a spoken request is heard as Opus and answered as Opus, and the answer’s beginning and end are told', () =>
  withCall({}, async (phone) => {
    await say(phone)
    await phone.run(3000)
    const types = typesOf(phone.peer.events)
    assert.equal(types[0], 'session.created')
    for (const type of ['input_audio_buffer.speech_started', 'response.created', 'response.done']) {
      assert.ok(types.includes(type), `${type} is not in ${types.join(' ')}`)
    }
    const started = types.indexOf('output_audio_buffer.started')
    const stopped = types.indexOf('output_audio_buffer.stopped')
    assert.ok(started > 0 && stopped > started)
    assert.ok(!types.includes('response.output_audio.delta'), 'sound does not go through the data channel')
    // 2 s of speech in packets of 20 ms.
    assert.ok(Math.abs(soundsOf(phone.peer) - 100) <= 2, `${soundsOf(phone.peer)} packets`)
  }))

test('calls: who speaks over the answer ends it at the position that was played', () =>
  withCall({ fakes: { script: ['hello', 'stop that'] } }, async (phone) => {
    await say(phone)
    assert.ok(find(phone.peer.events, 'output_audio_buffer.started') !== undefined)
    const heardBefore = soundsOf(phone.peer)
    await phone.run(600, speech24k(600))
    const { events } = phone.peer
    assert.ok(find(events, 'output_audio_buffer.cleared') !== undefined, typesOf(events).join(' '))
    const truncated = find(events, 'conversation.item.truncated')
    const playedMs = Number(truncated?.['audio_end_ms'])
    assert.ok(playedMs >= heardBefore * 20 && playedMs < 1900, `${playedMs} ms of ${heardBefore * 20} and more`)
    assert.equal(find(events, 'error'), undefined)
  }))

test('calls: output_audio_buffer.clear silences what waits', () =>
  withCall({}, async (phone) => {
    await say(phone)
    const before = soundsOf(phone.peer)
    phone.peer.listener.onEvent('{"type":"output_audio_buffer.clear"}')
    await phone.run(500)
    assert.equal(soundsOf(phone.peer), before)
    assert.ok(find(phone.peer.events, 'output_audio_buffer.cleared') !== undefined)
  }))

test('calls: the session of the request is in force when the call begins', () =>
  withCall({ session: { type: 'realtime', instructions: 'Be kind.' } }, async ({ peer }) => {
    assert.deepEqual(typesOf(peer.events), ['session.created'])
    assert.equal(field(peer.events[0]?.['session'], 'instructions'), 'Be kind.')
  }))

test('calls: audio formats of the session mean nothing to a call', () => {
  const format = { type: 'audio/pcmu' }
  const session = { type: 'realtime', audio: { input: { format }, output: { format } } }
  return withCall({ session }, async (phone) => {
    await say(phone)
    await phone.run(3000)
    assert.ok(Math.abs(soundsOf(phone.peer) - 100) <= 2)
  })
})

test('calls: a session or an offer that cannot be is refused, and nothing is left of the call', async () => {
  const peer = createFakePeer()
  const settings = settingsFromOptions({ speech: createFakeSpeech(), clock: createFakeClock() })
  const host = createCallHost(settings, peer.answerOffer)
  const wrong = await host.create({ ...asked, session: { type: 'realtime', nonsense: true } })
  assert.ok(!wrong.ok && wrong.error.status === 400 && /nonsense/.test(wrong.error.message))
  assert.equal(peer.isClosed, true)
  const unanswerable = await host.create({ ...asked, sdp: `${offer}\r\na=unanswerable` })
  assert.ok(!unanswerable.ok && unanswerable.error.status === 400)
  assert.equal(host.count, 0)
  await host.close()
})

for (const [what, change, problem] of [
  ['no SDP', () => 'hello', /v=0/],
  ['an offer without audio', (sdp: string) => sdp.replace('m=audio', 'm=video'), /no audio/],
  ['an offer without Opus', (sdp: string) => sdp.replace('opus', 'speex'), /no Opus/],
  ['an offer with two microphones', (sdp: string) => `${sdp}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111`, /2 audio/],
  ['an offer of 100 kB', (sdp: string) => sdp + 'a'.repeat(100_000), /65536/],
  ['an offer without ICE', (sdp: string) => sdp.replace('a=ice-ufrag', 'a=x'), /ICE/],
  ['an offer without DTLS', (sdp: string) => sdp.replace('a=fingerprint', 'a=x'), /fingerprint/],
] as const) {
  test(`calls: ${what} is refused with what is missing`, async () => {
    const settings = settingsFromOptions({ speech: createFakeSpeech(), clock: createFakeClock() })
    const host = createCallHost(settings, createFakePeer().answerOffer)
    const refused = await host.create({ ...asked, sdp: change(offer) })
    assert.ok(
      !refused.ok && refused.error.status === 400 && problem.test(refused.error.message),
      JSON.stringify(refused),
    )
  })
}

test('calls: one whose media does not come up is given up', () =>
  withCall({}, async ({ host, peer, clock }) => {
    assert.equal(host.count, 1)
    peer.listener.onDisconnected()
    clock.advance(14_000)
    assert.equal(host.count, 1)
    peer.listener.onConnected()
    clock.advance(60_000)
    assert.equal(host.count, 1)
    peer.listener.onDisconnected()
    clock.advance(16_000)
    await nextTurn()
    assert.equal(host.count, 0)
    assert.equal(peer.isClosed, true)
  }))

test('calls: hanging up ends the call once, and a call that is gone is not found', () =>
  withCall({}, async ({ host, peer, callId }) => {
    assert.equal(await host.hangUp(callId), true)
    assert.equal(peer.isClosed, true)
    assert.equal(await host.hangUp(callId), false)
    assert.equal(host.has(callId), false)
    peer.listener.onVoice({ sequence: 1, payload: new Uint8Array(10) })
    peer.listener.onEvent('{"type":"response.create"}')
  }))

test('calls: a quicksilver call speaks its dialect, and speech over speech ends it there too', () =>
  withCall({ request: { ...request, dialect: 'quicksilver' } }, async (phone) => {
    await say(phone)
    assert.ok(soundsOf(phone.peer) > 5)
    await phone.run(600, speech24k(600))
    const before = soundsOf(phone.peer)
    await phone.run(200, speech24k(200))
    assert.equal(soundsOf(phone.peer), before)
    const types = typesOf(phone.peer.events)
    assert.ok(types.includes('conversation.input_transcript.turn_marked'), types.join(' '))
    assert.ok(types.every((type) => !type.startsWith('output_audio_buffer')))
  }))

test('calls: bytes on the data channel and frames that are none are answered, not fatal', () =>
  withCall({}, async ({ host, peer }) => {
    peer.listener.onBinary()
    peer.listener.onEvent('not json')
    peer.listener.onVoice({ sequence: 5, payload: new Uint8Array(0) })
    assert.equal(host.count, 1)
    assert.equal(peer.events.filter(({ type }) => type === 'error').length, 2)
  }))
