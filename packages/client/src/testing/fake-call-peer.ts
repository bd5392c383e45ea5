import type { CallPeer, CallPeerListener, OpenCallPeer } from '../browser/call-peer.js'

/** A peer whose network is the test. */
export interface FakeCallPeer {
  readonly listener: CallPeerListener
  readonly sent: readonly string[]
  readonly isClosed: boolean
  readonly answer: string | undefined
}

export interface FakePeers {
  readonly all: readonly FakeCallPeer[]
  readonly open: OpenCallPeer
}

/** Each peer opens its channel as soon as it has an answer, unless that is `silence`; the answer `garbage` is none. */
export function createFakePeers(): FakePeers {
  const all: FakeCallPeer[] = []
  return {
    all,
    open(_microphone, listener) {
      const state: { -readonly [K in keyof FakeCallPeer]: FakeCallPeer[K] } & { sent: string[] } = {
        ...{ listener, sent: [], isClosed: false, answer: undefined },
      }
      all.push(state)
      const peer: CallPeer = {
        bufferedAmount: 0,
        createOffer: () => Promise.resolve(`offer ${all.length}`),
        acceptAnswer(sdp) {
          if (sdp === 'garbage') return Promise.reject(new Error('no SDP'))
          state.answer = sdp
          if (sdp !== 'silence') queueMicrotask(() => listener.onChannelOpen())
          return Promise.resolve()
        },
        send: (text) => void state.sent.push(text),
        close() {
          state.isClosed = true
        },
      }
      return peer
    },
  }
}
