/** The assistant's speech on its way to an ear or a file: 16-bit PCM, interleaved where there are several channels. */
export interface AudioChunk {
  readonly itemId: string
  readonly pcm: Int16Array
  readonly sampleRate: number
  readonly numChannels: number
}

/**
 * Where speech goes. It tells what was really played by `conversation.reportPlayed(itemId, playedMs)`; without such
 * reports a result stays `spoken` and never becomes `heard`. The conversation does not close it.
 */
export interface AudioSink {
  /** Must not block: queue it. Chunks of an item come in order. */
  play(chunk: AudioChunk): void
  /** Stop at once and forget what is queued, except for what `resume` needs. */
  stop(): void
  /**
   * Plays on what `stop` has ended: the rest of the item from that position, and the items after it. A sink that has this
   * keeps stopped audio until `play` brings something new. Without it an interruption that was none costs a repetition.
   */
  resume?(itemId: string, fromMs: number): void
  /** Where the player is now, in samples really played. Asked at once before an interruption is judged. */
  position?(): PlayedPosition | undefined
}

/** How much of an item has really come out of the loudspeaker. */
export interface PlayedPosition {
  readonly itemId: string
  /** Per channel, from the item's start. */
  readonly playedSamples: number
  readonly sampleRate: number
}
