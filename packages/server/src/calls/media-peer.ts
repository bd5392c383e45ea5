/** The server's end of one WebRTC call. Hides the WebRTC library. */
export interface MediaPeer {
  /** For the client's `setRemoteDescription`; all candidates are in it. */
  readonly answerSdp: string
  /** One text message on the data channel; kept until it is open, within bounds. */
  sendEvent(text: string): void
  /** One Opus packet of 20 ms. */
  sendVoice(packet: Uint8Array): void
  /** 20 ms in which nothing is said. */
  skipVoice(): void
  /** Bytes of events that wait for the network. */
  readonly bufferedBytes: number
  /** Idempotent, never rejects; resolves when no socket and no timer is left. */
  close(): Promise<void>
}

/** What a peer tells. Nothing comes after `gone`. */
export interface MediaPeerListener {
  /** Of RTP, as it came. */
  onVoice(packet: { readonly sequence: number; readonly payload: Uint8Array }): void
  onEvent(text: string): void
  onBinary(): void
  /** Media can flow. */
  onConnected(): void
  /** The network is silent; it may come back. */
  onDisconnected(): void
  /** The other end has hung up, or the network was silent for too long. */
  onGone(reason: string): void
}

/** Makes the answer to an offer. Rejects with `protocol` when the offer cannot be answered. */
export type AnswerOffer = (offerSdp: string, listener: MediaPeerListener) => Promise<MediaPeer>
