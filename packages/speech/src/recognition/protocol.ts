/** What a decoder should expect in one utterance. */
export interface UtteranceHints {
  readonly phrases: readonly string[]
  readonly language: string | undefined
}

/** One worker holds one decoder and decodes one utterance at a time: start, push any number of times, then finish or cancel. */
export type RecognitionProtocol = {
  readonly load: { readonly request: null; readonly reply: null }
  readonly start: { readonly request: UtteranceHints; readonly reply: null }
  /** Answers with the text decoded so far. */
  readonly push: { readonly request: Int16Array<ArrayBuffer>; readonly reply: string }
  readonly finish: { readonly request: null; readonly reply: string }
  readonly cancel: { readonly request: null; readonly reply: null }
}
