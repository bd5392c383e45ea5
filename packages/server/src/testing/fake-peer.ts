import type { AnswerOffer, MediaPeer, MediaPeerListener } from '../calls/media-peer.js'
import { decodeFrame } from '@parley/wire'
import type { WireFrame } from '@parley/wire'

/** A WebRTC peer without a network: tests are the other end. */
export interface FakePeer {
  readonly answerOffer: AnswerOffer
  readonly listener: MediaPeerListener
  readonly events: readonly WireFrame[]
  /** Packets of speech and 20 ms of silence, as they went out. */
  readonly frames: readonly (Uint8Array | 'silence')[]
  readonly isClosed: boolean
}

export function createFakePeer(): FakePeer {
  const events: WireFrame[] = []
  const frames: (Uint8Array | 'silence')[] = []
  let listener: MediaPeerListener | undefined
  let isClosed = false
  const peer: MediaPeer = {
    answerSdp: 'v=0\r\nanswer',
    bufferedBytes: 0,
    sendEvent(text) {
      const frame = decodeFrame(text)
      if (frame !== undefined) events.push(frame)
    },
    sendVoice: (packet) => void frames.push(packet),
    skipVoice: () => void frames.push('silence'),
    close() {
      isClosed = true
      return Promise.resolve()
    },
  }
  return {
    answerOffer(offerSdp, given) {
      if (offerSdp.includes('unanswerable')) return Promise.reject(new Error('unanswerable'))
      listener = given
      return Promise.resolve(peer)
    },
    get listener() {
      if (listener === undefined) throw new Error('nobody has called')
      return listener
    },
    events,
    frames,
    get isClosed() {
      return isClosed
    },
  }
}
