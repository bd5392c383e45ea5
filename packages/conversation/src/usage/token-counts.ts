import type { TranscriptionUsage, Usage } from '@parley/wire/realtime'

/** Tokens by what they stand for; `unspecified` where the server gave a sum only. */
export interface ModalityTokens {
  readonly text: number
  readonly audio: number
  readonly image: number
  readonly unspecified: number
}

/** Tokens of one model. `cachedInput` is a part of `input`, never an addition to it. */
export interface TokenCounts {
  readonly input: ModalityTokens
  readonly cachedInput: ModalityTokens
  readonly output: ModalityTokens
  /** Audio that was billed by its length and not by tokens. */
  readonly seconds: number
}

export const noTokens: ModalityTokens = { text: 0, audio: 0, image: 0, unspecified: 0 }
export const noTokenCounts: TokenCounts = { input: noTokens, cachedInput: noTokens, output: noTokens, seconds: 0 }

/** What a response cost. Negative numbers and no numbers count as nothing; cached tokens never exceed their input. */
export function tokensFromUsage(usage: Usage): TokenCounts {
  const { input_token_details: details, output_token_details: outputDetails } = usage
  const input = byModality(usage.input_tokens, details)
  const cached = byModality(details?.cached_tokens, details?.cached_tokens_details)
  return {
    input,
    cachedInput: {
      text: Math.min(cached.text, input.text),
      audio: Math.min(cached.audio, input.audio),
      image: Math.min(cached.image, input.image),
      unspecified: Math.min(cached.unspecified, sumOfTokens(input)),
    },
    output: byModality(usage.output_tokens, outputDetails),
    seconds: 0,
  }
}

/** What a transcription cost: tokens or seconds, as its model is billed. */
export function tokensFromTranscription(usage: TranscriptionUsage): TokenCounts {
  const details = usage['input_token_details']
  return {
    input: byModality(usage.input_tokens, isDetails(details) ? details : undefined),
    cachedInput: noTokens,
    output: { ...noTokens, text: toCount(usage.output_tokens) },
    seconds: toCount(usage.seconds),
  }
}

export function addTokenCounts(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    input: addTokens(a.input, b.input),
    cachedInput: addTokens(a.cachedInput, b.cachedInput),
    output: addTokens(a.output, b.output),
    seconds: a.seconds + b.seconds,
  }
}

export function sumOfTokens({ text, audio, image, unspecified }: ModalityTokens): number {
  return text + audio + image + unspecified
}

interface Details {
  readonly text_tokens?: unknown
  readonly audio_tokens?: unknown
  readonly image_tokens?: unknown
}

/** What the details do not explain of the sum is unspecified. */
function byModality(sum: unknown, details: Details | null | undefined): ModalityTokens {
  const text = toCount(details?.text_tokens)
  const audio = toCount(details?.audio_tokens)
  const image = toCount(details?.image_tokens)
  return { text, audio, image, unspecified: Math.max(0, toCount(sum) - text - audio - image) }
}

function addTokens(a: ModalityTokens, b: ModalityTokens): ModalityTokens {
  return {
    text: a.text + b.text,
    audio: a.audio + b.audio,
    image: a.image + b.image,
    unspecified: a.unspecified + b.unspecified,
  }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0
}

function isDetails(value: unknown): value is Details {
  return typeof value === 'object' && value !== null
}
