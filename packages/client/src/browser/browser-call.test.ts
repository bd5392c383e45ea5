import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import type { Connection } from '../connection.js'
import type { CreatedCall } from '../create-call.js'
import { createFakePeers } from '../testing/fake-call-peer.js'
import { openBrowserCall } from './browser-call.js'
import type { BrowserCallOptions } from './browser-call.js'

interface FakeTrack {
  enabled: boolean
  isStopped: boolean
  stop(): void
}

/** As much of a stream as a call touches. */
function createFakeMicrophone() {
  const track: FakeTrack = {
    enabled: true,
    isStopped: false,
    stop() {
      track.isStopped = true
    },
  }
  class FakeStream extends EventTarget {
    getAudioTracks = () => [track]
    getTracks = () => [track]
  }
  return { track, stream: decodeStream(new FakeStream()) }
}

function decodeStream(stream: unknown): MediaStream {
  return stream as MediaStream
}

/** A page, its server and its clock. `answers`: what the server gives to each offer, in turn; then `answer`. */
function createPage(answers: readonly (string | ParleyError)[] = []) {
  const clock = createFakeClock()
  const peers = createFakePeers()
  const microphone = createFakeMicrophone()
  const hungUp: string[] = []
  const phases: string[] = []
  const moved: Connection[] = []
  let calls = 0
  const createCall = (): Promise<CreatedCall> => {
    const answer = answers[calls] ?? 'answer'
    calls += 1
    if (answer instanceof ParleyError) return Promise.reject(answer)
    return Promise.resolve({ callId: `rtc_${String(calls)}`, sdp: answer })
  }
  const options: BrowserCallOptions = {
    createCall,
    hangUp: (callId) => {
      hungUp.push(callId)
      return Promise.resolve()
    },
    config: { dialect: 'realtime', instructions: 'Be brief.' },
    getMicrophone: () => Promise.resolve(microphone.stream),
    openPeer: peers.open,
    clock,
    random: () => 0,
    onPhase: (phase) => void phases.push(phase),
    onMoved: (connection) => void moved.push(connection),
  }
  return { clock, peers: peers.all, track: microphone.track, hungUp, phases, moved, options }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const time = { timeout: 10_000 }

test('browser call: events go over the channel, and the session’s configuration first', time, async () => {
  const page = createPage()
  const call = await openBrowserCall(page.options)
  const [peer] = page.peers
  assert.match(peer?.sent[0] ?? '', /"type":"session.update".*Be brief\./)
  assert.equal(call.callId, 'rtc_1')
  peer?.listener.onText('{"type":"session.created","session":{"id":"sess_1"}}')
  const event = await call.connection.nextEvent()
  assert.equal(event?.type, 'session_created')
  call.connection.sendText('hello')
  assert.match(peer?.sent[1] ?? '', /hello/)
  await call.close()
})

test(
  'browser call: mute silences the microphone, and close stops it, ends the call and leaves no timer',
  time,
  async () => {
    const page = createPage()
    const call = await openBrowserCall(page.options)
    call.mute(true)
    assert.equal(page.track.enabled, false)
    await call.close()
    await call.close()
    assert.deepEqual(await call.ended, { by: 'local' })
    assert.deepEqual(page.hungUp, ['rtc_1'])
    assert.ok(page.track.isStopped && page.peers[0]?.isClosed === true)
    assert.equal(await call.connection.nextEvent(), null)
    assert.equal(page.clock.scheduledCount, 0)
  },
)

test('browser call: a network that comes back within five seconds changes nothing', time, async () => {
  const page = createPage()
  const call = await openBrowserCall(page.options)
  page.peers[0]?.listener.onMedia('disconnected')
  page.clock.advance(4_999)
  page.peers[0]?.listener.onMedia('connected')
  page.clock.advance(60_000)
  await settle()
  assert.equal(call.callId, 'rtc_1')
  assert.deepEqual(page.phases, ['connected', 'disconnected', 'connected'])
  await call.close()
})

test('browser call: after five seconds a new call takes over, and the old one is hung up', time, async () => {
  const page = createPage()
  const call = await openBrowserCall(page.options)
  const first = call.connection
  page.peers[0]?.listener.onMedia('disconnected')
  page.clock.advance(5_000)
  await settle()
  assert.deepEqual(page.hungUp, ['rtc_1'])
  assert.equal(call.callId, 'rtc_2')
  assert.deepEqual(page.moved, [call.connection])
  assert.notEqual(call.connection, first)
  assert.equal((await first.closed).initiator, 'error')
  page.peers[0]?.listener.onMedia('failed')
  page.peers[0]?.listener.onChannelClosed()
  assert.equal(call.phase, 'connected', 'the old call has no say any more')
  assert.ok(!page.track.isStopped, 'the microphone goes on')
  await call.close()
  assert.deepEqual(page.hungUp, ['rtc_1', 'rtc_2'])
})

test('browser call: a new call that cannot be made is tried again, then the call is over', time, async () => {
  const refused = new ParleyError('refused', 'no', { status: 503 })
  const page = createPage(['answer', refused, refused, 'answer'])
  const call = await openBrowserCall(page.options)
  page.peers[0]?.listener.onMedia('failed')
  await settle()
  page.clock.advance(500)
  await settle()
  page.clock.advance(1_000)
  await settle()
  assert.equal(call.callId, 'rtc_4')
  assert.deepEqual(page.phases, ['connected', 'replacing', 'waiting', 'replacing', 'waiting', 'replacing', 'connected'])
  await call.close()

  const hopeless = createPage(['answer', refused])
  const lost = await openBrowserCall({ ...hopeless.options, retry: { maxAttempts: 1 } })
  hopeless.peers[0]?.listener.onMedia('failed')
  assert.deepEqual(await lost.ended, { by: 'error', error: refused })
  assert.ok(hopeless.track.isStopped)
})

test('browser call: a server that hangs up ends the call', time, async () => {
  const page = createPage()
  const call = await openBrowserCall(page.options)
  page.peers[0]?.listener.onChannelClosed()
  assert.deepEqual(await call.ended, { by: 'remote' })
  assert.equal((await call.connection.closed).code, 1000)
})

test(
  'browser call: what cannot be set up rejects with its reason and leaves no microphone and no call',
  time,
  async () => {
    const refused = createPage([new ParleyError('refused', 'HTTP 401', { status: 401 })])
    await assert.rejects(openBrowserCall(refused.options), { code: 'refused', status: 401 })
    assert.ok(refused.track.isStopped)
    assert.deepEqual(refused.hungUp, [])

    const garbled = createPage(['garbage'])
    await assert.rejects(openBrowserCall(garbled.options), { code: 'protocol', message: /rtc_1/ })
    assert.deepEqual(garbled.hungUp, ['rtc_1'])

    const silent = createPage(['silence'])
    const opening = openBrowserCall(silent.options)
    await settle()
    silent.clock.advance(15_000)
    await assert.rejects(opening, { code: 'timeout' })
    assert.deepEqual(silent.hungUp, ['rtc_1'])

    const shy = createPage()
    const getMicrophone = (): Promise<MediaStream> => Promise.reject(new Error('NotAllowedError'))
    await assert.rejects(openBrowserCall({ ...shy.options, getMicrophone }), {
      code: 'unavailable',
      message: /microphone/,
    })
    assert.equal(shy.peers.length, 0)
  },
)
