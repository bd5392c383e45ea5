import * as v from 'valibot'

/** 15 MiB of base64 are more than five minutes of speech in one piece. */
const MAX_AUDIO_CHARACTERS = 15 * 1024 * 1024
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** One piece of sound: base64 of 16-bit little-endian PCM. */
export const AudioChunkSchema = v.object({
  data: v.pipe(v.string(), v.maxLength(MAX_AUDIO_CHARACTERS)),
  sampleRate: v.pipe(count, v.minValue(1)),
  numChannels: v.pipe(count, v.minValue(1)),
  samplesPerChannel: v.optional(v.nullable(count)),
  itemId: v.optional(v.nullable(v.string())),
})
export type RpcAudioChunk = v.InferOutput<typeof AudioChunkSchema>
