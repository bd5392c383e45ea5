import type { Usage } from '@parley/wire/realtime'

/*
 * There is no tokenizer here and nothing is billed; the counts let clients with meters and budgets work. Rates are
 * those of the real API for audio, and the usual rule of thumb for text.
 */
const CHARS_PER_TEXT_TOKEN = 4
const MS_PER_INPUT_AUDIO_TOKEN = 100
const MS_PER_OUTPUT_AUDIO_TOKEN = 50

export interface TokenCount {
  readonly text: number
  readonly audio: number
}

export const noTokens: TokenCount = { text: 0, audio: 0 }

export const textTokens = (text: string): number => Math.ceil(text.length / CHARS_PER_TEXT_TOKEN)
export const inputAudioTokens = (ms: number): number => Math.ceil(ms / MS_PER_INPUT_AUDIO_TOKEN)
export const outputAudioTokens = (ms: number): number => Math.ceil(ms / MS_PER_OUTPUT_AUDIO_TOKEN)

export function addTokens(one: TokenCount, other: TokenCount): TokenCount {
  return { text: one.text + other.text, audio: one.audio + other.audio }
}

export const sumTokens = (count: TokenCount): number => count.text + count.audio

export function usageFrom(input: TokenCount, output: TokenCount): Usage {
  return {
    total_tokens: sumTokens(input) + sumTokens(output),
    input_tokens: sumTokens(input),
    output_tokens: sumTokens(output),
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  }
}

/** Of a transcription: whisper-1 counts seconds, the newer models tokens, as the real API does. */
export function transcriptionUsage(model: string | null | undefined, audioMs: number, text: string) {
  if (model === undefined || model === null || model.startsWith('whisper')) {
    return { type: 'duration', seconds: Math.ceil(audioMs / 100) / 10 }
  }
  const input = inputAudioTokens(audioMs)
  const output = textTokens(text)
  return {
    type: 'tokens',
    total_tokens: input + output,
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: output,
  }
}
