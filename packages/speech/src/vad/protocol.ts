/** Audio of many streams in one message: `samples` holds their parts one after the other. */
export interface VoiceActivityBatch {
  readonly parts: readonly VoiceActivityPart[]
  readonly samples: Int16Array<ArrayBuffer>
  /** Streams that have ended since the last batch. */
  readonly closedIds: readonly number[]
}

export interface VoiceActivityPart {
  readonly streamId: number
  readonly threshold: number
  readonly sampleCount: number
}

/** What came out for one part: whole frames from `startSample` on, in the stream's own counting. */
export type VoiceActivityOutcome =
  | {
      readonly streamId: number
      readonly startSample: number
      readonly frameSamples: number
      readonly decisions: readonly boolean[]
    }
  | { readonly streamId: number; readonly failure: string }

export type VoiceActivityProtocol = {
  readonly load: { readonly request: null; readonly reply: null }
  readonly process: { readonly request: VoiceActivityBatch; readonly reply: readonly VoiceActivityOutcome[] }
}
