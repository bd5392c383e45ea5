/** One piece of text for a synthesizer's worker. */
export interface SpeakRequest {
  readonly text: string
  /** The engine's own name of the voice. */
  readonly voice: string
  readonly speed: number
  /** Of the samples wanted, in Hz. */
  readonly sampleRate: number
}

export interface SpokenPiece {
  /** Empty when the text makes no sound. */
  readonly samples: Int16Array<ArrayBuffer>
}

export type SynthesisProtocol = {
  readonly load: { readonly request: null; readonly reply: null }
  readonly speak: { readonly request: SpeakRequest; readonly reply: SpokenPiece }
}
