import { randomInt } from 'node:crypto'
import { ParleyError } from '@parley/wire'
import type * as werift from 'werift'
import type { RTCDataChannel, RTCPeerConnection } from 'werift'
import { isLoopbackHost } from '../server-options.js'
import type { AnswerOffer, MediaPeer, MediaPeerListener } from './media-peer.js'

export interface WeriftOptions {
  /** What the server listens on: on a loopback address calls stay on this machine too. */
  readonly host: string
}

/** Events that the client has not made room for are dropped past this, and the call with them. */
const MAX_WAITING_EVENTS = 1000
/** So long the last packet may take to leave this process. */
const GOODBYE_MS = 20
/** RTP counts Opus at 48 kHz, whatever it was made of. */
const RTP_TICKS_PER_FRAME = 960
const OPUS_PAYLOAD_TYPE = 111

/**
 * The library counts its DTLS records from 1 again after the handshake, whose last record has used up a higher number: the
 * record that gets the same one (mostly the sixth) is a replay to the other end, which drops it. Counting goes on past it.
 */
const RECORDS_OF_HANDSHAKE = 64

type Werift = typeof werift

/** Calls by werift: all of WebRTC in TypeScript. Loaded with the first call. */
export function createWeriftAnswerer({ host }: WeriftOptions): AnswerOffer {
  return async (offerSdp, listener) => {
    const library = await import('werift')
    const connection = new library.RTCPeerConnection({
      // No server of anybody else is asked anything.
      iceServers: [],
      iceUseIpv6: false,
      ...(isLoopbackHost(host)
        ? { iceInterfaceAddresses: { udp4: '127.0.0.1' }, iceAdditionalHostAddresses: ['127.0.0.1'] }
        : { iceAdditionalHostAddresses: ['127.0.0.1'] }),
      codecs: { audio: [opusParameters(library)], video: [] },
    })
    try {
      return await answer(library, connection, offerSdp, listener, isLoopbackHost(host))
    } catch (cause) {
      await connection.close().catch(() => {})
      throw new ParleyError('protocol', 'The SDP offer cannot be answered.', { cause })
    }
  }
}

/** The sockets are bound to the loopback address; the library names the machine's other addresses all the same. */
function withLoopbackOnly(sdp: string): string {
  const lines = sdp.split(/\r?\n/)
  return lines.filter((line) => !line.startsWith('a=candidate:') || line.split(' ')[4] === '127.0.0.1').join('\r\n')
}

function opusParameters({ RTCRtpCodecParameters }: Werift): InstanceType<Werift['RTCRtpCodecParameters']> {
  return new RTCRtpCodecParameters({
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    payloadType: OPUS_PAYLOAD_TYPE,
    parameters: 'minptime=10;useinbandfec=1',
  })
}

async function answer(
  library: Werift,
  connection: RTCPeerConnection,
  offerSdp: string,
  listener: MediaPeerListener,
  isLoopback: boolean,
): Promise<MediaPeer> {
  const channel = createEventChannel(listener)
  connection.onDataChannel.subscribe((opened) => channel.attach(opened))
  connection.onRemoteTransceiverAdded.subscribe((transceiver) => {
    transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        listener.onVoice({ sequence: header.sequenceNumber, payload })
      })
    })
  })
  watchState(connection, listener)
  await connection.setRemoteDescription({ type: 'offer', sdp: offerSdp })
  const voice = new library.MediaStreamTrack({ kind: 'audio' })
  const transceiver = connection.getTransceivers().find(({ kind }) => kind === 'audio')
  if (transceiver === undefined) throw new ParleyError('protocol', 'The offer has no audio.')
  await transceiver.sender.replaceTrack(voice)
  transceiver.setDirection('sendrecv')
  await connection.setLocalDescription(await connection.createAnswer())
  for (const transport of connection.dtlsTransports) {
    transport.onStateChange.subscribe((state) => {
      // A page that closes the call says so here at once; ICE would need half a minute to miss it.
      if (state === 'closed' || state === 'failed') listener.onGone('The other end has hung up.')
      if (state === 'connected' && transport.dtls !== undefined) {
        transport.dtls.dtls.recordSequenceNumber += RECORDS_OF_HANDSHAKE
      }
    })
  }
  const { localDescription } = connection
  if (localDescription === null || localDescription === undefined)
    throw new ParleyError('internal', 'There is no local description.')
  let closing: Promise<void> | undefined
  return {
    answerSdp: isLoopback ? withLoopbackOnly(localDescription.sdp) : localDescription.sdp,
    sendEvent: (text) => channel.send(text),
    ...createVoiceSender(library, voice),
    get bufferedBytes() {
      return channel.bufferedBytes
    },
    close: () => (closing ??= hangUp(connection)),
  }
}

/**
 * The library closes its sockets first and then says goodbye into nothing. Aborting the association of the data channels
 * before tells a browser at once: its channel closes. A socket that is closed drops what it was just given, hence the wait.
 */
async function hangUp(connection: RTCPeerConnection): Promise<void> {
  await connection.sctpTransport?.stop().catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))
  await connection.close().catch(() => {})
}

function watchState(connection: RTCPeerConnection, listener: MediaPeerListener): void {
  connection.connectionStateChange.subscribe((state) => {
    if (state === 'connected') listener.onConnected()
    else if (state === 'disconnected') listener.onDisconnected()
    else if (state === 'failed' || state === 'closed') listener.onGone(`The connection is ${state}.`)
  })
}

function createVoiceSender(
  { RtpHeader, RtpPacket }: Werift,
  track: InstanceType<Werift['MediaStreamTrack']>,
): Pick<MediaPeer, 'sendVoice' | 'skipVoice'> {
  let sequenceNumber = randomInt(0x10000)
  let timestamp = randomInt(0x7fffffff)
  const ssrc = randomInt(0x7fffffff)
  /** The first packet after a silence says so: the other end may change its delay there. */
  let marker = true
  return {
    sendVoice(packet) {
      sequenceNumber = (sequenceNumber + 1) & 0xffff
      timestamp = (timestamp + RTP_TICKS_PER_FRAME) >>> 0
      const header = new RtpHeader({ payloadType: OPUS_PAYLOAD_TYPE, sequenceNumber, timestamp, ssrc, marker })
      marker = false
      track.writeRtp(new RtpPacket(header, Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength)))
    },
    skipVoice() {
      timestamp = (timestamp + RTP_TICKS_PER_FRAME) >>> 0
      marker = true
    },
  }
}

/** The client opens the channel; what is said before waits for it. */
function createEventChannel(listener: MediaPeerListener) {
  const waiting: string[] = []
  let channel: RTCDataChannel | undefined
  const flush = (): void => {
    if (channel?.readyState !== 'open') return
    for (const text of waiting.splice(0)) channel.send(text)
  }
  return {
    attach(opened: RTCDataChannel): void {
      // A call has one channel; a client that opens more talks to nobody there.
      if (channel !== undefined) return
      channel = opened
      opened.onMessage.subscribe((data) => {
        if (typeof data === 'string') listener.onEvent(data)
        else listener.onBinary()
      })
      // Sending within the library's own callback delays the client's first message by a second.
      const flushLater = (): void => void setTimeout(flush, 0)
      if (opened.readyState === 'open') flushLater()
      opened.stateChanged.subscribe((state) => {
        if (state === 'open') flushLater()
      })
    },
    send(text: string): void {
      if (waiting.length >= MAX_WAITING_EVENTS) {
        listener.onGone('The client does not take what is sent to it.')
        return
      }
      waiting.push(text)
      flush()
    },
    get bufferedBytes(): number {
      return channel?.bufferedAmount ?? 0
    },
  }
}
