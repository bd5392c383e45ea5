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
  /** Stop at once and forget what is queued. */
  stop(): void
}
