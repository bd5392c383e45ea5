/** The browser's end of one WebRTC call: sound both ways and one data channel. Hides `RTCPeerConnection`. */
export interface CallPeer {
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly bufferedAmount: number
  /** Resolves with the SDP offer. Rejects when the browser cannot make one. */
  createOffer(): Promise<string>
  /** Rejects when the answer is none. */
  acceptAnswer(sdp: string): Promise<void>
  /** Allowed from `onChannelOpen` on; later than the end it does nothing. */
  send(text: string): void
  /** Ends channel and sound. No callback comes after it. Idempotent. */
  close(): void
}

/** No callback comes during a call into the peer. */
export interface CallPeerListener {
  /** The assistant's voice. */
  onVoice(stream: MediaStream): void
  onMedia(state: 'connected' | 'disconnected' | 'failed'): void
  onChannelOpen(): void
  onChannelClosed(): void
  onText(text: string): void
}

/** Sends the microphone's sound. Throws where the browser has no WebRTC. */
export type OpenCallPeer = (microphone: MediaStream, listener: CallPeerListener) => CallPeer
