import { randomInt } from 'node:crypto'
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift'

/** Times of one call, in ms from the moment at which its offer was made. */
export interface SetUpTimes {
  readonly answerMs: number
  readonly channelMs: number
  /** The first packet of the assistant's voice, asked for when the channel was open. */
  readonly firstSoundMs: number
}

/** A caller without a microphone and without ears: it sends what it is given and counts what comes. */
export interface Caller {
  readonly times: SetUpTimes
  readonly receivedPackets: number
  sendVoice(packet: Buffer): void
  close(): Promise<void>
}

const TICKS_PER_FRAME = 960
/** Nothing of the figures may be recognition: the server hears, and nobody listens. */
const session = { type: 'realtime', audio: { input: { turn_detection: null } } }
/** Longer than any measurement. */
const LONG_TEXT = Array.from({ length: 40 }, (_value, index) => `This is part number ${index + 1} of it.`).join(' ')

export async function openCaller(url: string): Promise<Caller> {
  const peer = createPeer()
  const track = new MediaStreamTrack({ kind: 'audio' })
  const transceiver = peer.addTransceiver(track, { direction: 'sendrecv' })
  let receivedPackets = 0
  let tellSound = (): void => undefined
  const firstSound = new Promise<void>((resolve) => (tellSound = resolve))
  transceiver.onTrack.subscribe((heard) => {
    heard.onReceiveRtp.subscribe(() => {
      receivedPackets += 1
      tellSound()
    })
  })
  const channel = peer.createDataChannel('oai-events')
  const isOpen = new Promise<void>((resolve) => {
    channel.stateChanged.subscribe((state) => {
      if (state === 'open') resolve()
    })
  })
  const startedMs = performance.now()
  const elapsedMs = (): number => performance.now() - startedMs
  await peer.setLocalDescription(await peer.createOffer())
  await peer.setRemoteDescription({ type: 'answer', sdp: await postOffer(url, peer.localDescription?.sdp ?? '') })
  const answerMs = elapsedMs()
  await isOpen
  const channelMs = elapsedMs()
  askForSpeech((event) => channel.send(JSON.stringify(event)))
  await firstSound
  return {
    times: { answerMs, channelMs, firstSoundMs: elapsedMs() },
    get receivedPackets() {
      return receivedPackets
    },
    sendVoice: createSender(track),
    close: () => peer.close(),
  }
}

function createPeer(): RTCPeerConnection {
  const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 }
  return new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    // Otherwise the library leaves sockets open after `close`.
    bundlePolicy: 'max-bundle',
    codecs: { audio: [new RTCRtpCodecParameters(opus)], video: [] },
  })
}

async function postOffer(url: string, sdp: string): Promise<string> {
  const body = JSON.stringify({ sdp, session })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/realtime/calls`, { method: 'POST', headers, body })
  const answer = await response.text()
  if (response.status !== 201) throw new Error(`the call was refused: ${response.status} ${answer}`)
  return answer
}

function askForSpeech(send: (event: unknown) => void): void {
  const content = [{ type: 'input_text', text: `[BACKEND] ${LONG_TEXT}` }]
  // Sending within the library's own callback is what makes it slow.
  setTimeout(() => {
    send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    send({ type: 'response.create' })
  }, 0)
}

function createSender(track: MediaStreamTrack): (packet: Buffer) => void {
  const ssrc = randomInt(0x7fffffff)
  let sequenceNumber = randomInt(0x10000)
  let timestamp = randomInt(0x7fffffff)
  return (packet) => {
    sequenceNumber = (sequenceNumber + 1) & 0xffff
    timestamp = (timestamp + TICKS_PER_FRAME) >>> 0
    track.writeRtp(new RtpPacket(new RtpHeader({ payloadType: 111, sequenceNumber, timestamp, ssrc }), packet))
  }
}
