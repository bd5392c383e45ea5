import { decodePcm16IntoSlab } from '../../audio/pcm16-slab.js'
import { decodeNodeBuffer } from '../../node-buffer.js'
import { AudioOut } from '../../realtime-audio.js'
import type { RealtimeEvent } from '../../realtime-event.js'
import { ByteNames } from '../byte-names.js'
import { FIELD, FlatFrame, toFieldSet } from '../flat-frame.js'
import { TextMemo } from '../text-memo.js'
import { DEFAULT_SAMPLE_RATE } from './audio-delta.js'

const types = new ByteNames([
  'response.output_audio.delta',
  'response.audio.delta',
  'conversation.item.input_audio_transcription.delta',
  'response.output_audio_transcript.delta',
  'response.audio_transcript.delta',
  'response.output_text.delta',
  'response.text.delta',
])
const [LAST_AUDIO, INPUT_WORDS] = [1, 2] as const

const ids = toFieldSet(FIELD.event_id, FIELD.response_id, FIELD.item_id)
const indexes = toFieldSet(FIELD.output_index, FIELD.content_index)
const format = toFieldSet(FIELD.sample_rate, FIELD.channels, FIELD.samples_per_channel)

/** Shared by all: a frame is read at once. */
const frame = new FlatFrame()

/**
 * Audio and words straight from a frame's bytes: the event that the schemas and `toRealtimeEvent` give, or `undefined`
 * for every frame that is not plainly one of these.
 */
export class FlatEventReader {
  readonly #itemId = new TextMemo()
  readonly #responseId = new TextMemo()

  read(bytes: Uint8Array): RealtimeEvent | undefined {
    const buffer = decodeNodeBuffer(bytes)
    if (buffer === undefined || !frame.scan(buffer)) return undefined
    const type = frame.placeIn(types, FIELD.type)
    if (type < 0 || frame.hasCount(ids) || frame.hasText(indexes)) return undefined
    return type <= LAST_AUDIO ? this.#audio() : this.#words(type === INPUT_WORDS)
  }

  #audio(): AudioOut | undefined {
    const sampleRate = frame.count(FIELD.sample_rate)
    const numChannels = frame.count(FIELD.channels)
    if (frame.hasText(format) || sampleRate === 0 || numChannels === 0) return undefined
    const data = frame.base64()
    const pcm = data === undefined ? undefined : decodePcm16IntoSlab(data)
    if (data === undefined || pcm === undefined) return undefined
    const fields = {
      data,
      sampleRate: sampleRate ?? DEFAULT_SAMPLE_RATE,
      numChannels: numChannels ?? 1,
      samplesPerChannel: frame.count(FIELD.samples_per_channel),
      itemId: frame.text(FIELD.item_id, this.#itemId),
      responseId: frame.text(FIELD.response_id, this.#responseId),
      contentIndex: frame.count(FIELD.content_index),
    }
    return new AudioOut(fields, pcm)
  }

  #words(isInput: boolean): RealtimeEvent | undefined {
    const delta = frame.words()
    const itemId = frame.text(FIELD.item_id, this.#itemId)
    if (delta === undefined || (isInput && itemId === undefined)) return undefined
    return { type: isInput ? 'input_transcript_delta' : 'output_transcript_delta', delta, itemId }
  }
}
