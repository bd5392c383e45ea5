import { ParleyError } from '@parley/wire'
import type { CallPeer, CallPeerListener } from './call-peer.js'

/** The label that servers look for. */
const CHANNEL = 'oai-events'

/** A peer by the browser's own `RTCPeerConnection`. No ICE server is asked: realtime servers are reachable as they are. */
export function openRtcPeer(microphone: MediaStream, listener: CallPeerListener): CallPeer {
  const [track] = microphone.getAudioTracks()
  if (track === undefined) throw new ParleyError('config', 'the microphone has no audio track')
  const connection = new RTCPeerConnection()
  connection.addTrack(track, microphone)
  const channel = connection.createDataChannel(CHANNEL)
  const ears = new AbortController()
  const { signal } = ears
  connection.addEventListener('track', (event) => listener.onVoice(voiceOf(event)), { signal })
  connection.addEventListener('connectionstatechange', () => tellMedia(connection.connectionState, listener), {
    signal,
  })
  channel.addEventListener('open', () => listener.onChannelOpen(), { signal })
  channel.addEventListener('close', () => listener.onChannelClosed(), { signal })
  channel.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') listener.onText(data)
    },
    { signal },
  )
  return {
    get bufferedAmount() {
      return channel.bufferedAmount
    },
    async createOffer() {
      await connection.setLocalDescription()
      const sdp = connection.localDescription?.sdp
      if (sdp === undefined) throw new ParleyError('internal', 'the browser made no offer')
      return sdp
    },
    acceptAnswer: (sdp) => connection.setRemoteDescription({ type: 'answer', sdp }),
    send(text) {
      if (channel.readyState === 'open') channel.send(text)
    },
    close() {
      ears.abort()
      connection.close()
    },
  }
}

const voiceOf = ({ streams, track }: RTCTrackEvent): MediaStream => streams[0] ?? new MediaStream([track])

function tellMedia(state: RTCPeerConnectionState, listener: CallPeerListener): void {
  if (state === 'connected' || state === 'disconnected' || state === 'failed') listener.onMedia(state)
}
