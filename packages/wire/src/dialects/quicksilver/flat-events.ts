import { decodePcm16IntoSlab } from '../../audio/pcm16-slab.js'
import { decodeNodeBuffer } from '../../node-buffer.js'
import { AudioOut } from '../../realtime-audio.js'
import type { RealtimeEvent } from '../../realtime-event.js'
import { ByteNames } from '../byte-names.js'
import { FIELD, FlatFrame, toFieldSet } from '../flat-frame.js'
import { TextMemo } from '../text-memo.js'

const types = new ByteNames([
  'conversation.output_audio.delta',
  'conversation.input_transcript.delta',
  'conversation.item.input_audio_transcription.delta',
  'conversation.output_transcript.delta',
  'response.output_text.delta',
  'response.output_audio_transcript.delta',
])
const [AUDIO, LAST_INPUT_WORDS] = [0, 2] as const

const ids = toFieldSet(FIELD.event_id, FIELD.item_id)
const format = toFieldSet(FIELD.channels, FIELD.num_channels, FIELD.samples_per_channel)
const otherData = toFieldSet(FIELD.data)

/** Shared by all: a frame is read at once. */
const frame = new FlatFrame()

/** As the reader of the other dialect, for the events of this one. */
export class FlatEventReader {
  readonly #itemId = new TextMemo()

  read(bytes: Uint8Array): RealtimeEvent | undefined {
    const buffer = decodeNodeBuffer(bytes)
    if (buffer === undefined || !frame.scan(buffer)) return undefined
    const type = frame.placeIn(types, FIELD.type)
    if (type < 0 || frame.hasCount(ids)) return undefined
    return type === AUDIO ? this.#audio() : this.#words(type <= LAST_INPUT_WORDS)
  }

  /** Audio in `data`, where older servers have it, takes the long way. */
  #audio(): AudioOut | undefined {
    const sampleRate = frame.count(FIELD.sample_rate)
    const [channels, otherChannels] = [frame.count(FIELD.channels), frame.count(FIELD.num_channels)]
    const numChannels = channels ?? otherChannels
    if (frame.hasText(format) || channels === 0 || otherChannels === 0 || numChannels === undefined) return undefined
    if (sampleRate === undefined || sampleRate === 0 || frame.hasAny(otherData)) return undefined
    const data = frame.base64()
    const pcm = data === undefined ? undefined : decodePcm16IntoSlab(data)
    if (data === undefined || pcm === undefined) return undefined
    const samplesPerChannel = frame.count(FIELD.samples_per_channel)
    const itemId = frame.text(FIELD.item_id, this.#itemId)
    return new AudioOut({ data, sampleRate, numChannels, samplesPerChannel, itemId }, pcm)
  }

  #words(isInput: boolean): RealtimeEvent | undefined {
    const delta = frame.words()
    const itemId = frame.text(FIELD.item_id, this.#itemId)
    if (delta === undefined) return undefined
    return { type: isInput ? 'input_transcript_delta' : 'output_transcript_delta', delta, itemId }
  }
}
