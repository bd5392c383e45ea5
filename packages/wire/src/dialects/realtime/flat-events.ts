import { decodeBase64At } from '../../audio/base64-slab.js'
import { pcm16FromBytes } from '../../audio/pcm16.js'
import { decodeNodeBuffer } from '../../node-buffer.js'
import type { NodeBuffer } from '../../node-buffer.js'
import { AudioOut } from '../../realtime-audio.js'
import type { RealtimeEvent } from '../../realtime-event.js'
import { ByteNames } from '../byte-names.js'
import { FIELD, FlatFrame, isPlain } from '../flat-frame.js'
import type { Field } from '../flat-frame.js'
import { TextMemo } from '../text-memo.js'
import { DEFAULT_SAMPLE_RATE } from './audio-delta.js'

const typeNames = [
  'response.output_audio.delta',
  'response.audio.delta',
  'conversation.item.input_audio_transcription.delta',
  'response.output_audio_transcript.delta',
  'response.audio_transcript.delta',
  'response.output_text.delta',
  'response.text.delta',
]
const AUDIO_TYPES = 2
const INPUT_WORDS = 2
const types = new ByteNames(typeNames)

/** Shared: a frame is read at once. */
const frame = new FlatFrame()

/**
 * Audio and words straight from a frame's bytes. Gives the event that the schemas and `toRealtimeEvent` give, or
 * `undefined` for every frame that is not plainly one of these.
 */
export class FlatEventReader {
  readonly #itemId = new TextMemo()
  readonly #responseId = new TextMemo()

  read(bytes: Uint8Array): RealtimeEvent | undefined {
    const buffer = decodeNodeBuffer(bytes)
    if (buffer === undefined || !frame.scan(buffer)) return undefined
    if (frame.kind(FIELD.type) !== 'text' || frame.kind(FIELD.delta) !== 'text' || !hasSoundIds()) return undefined
    const type = types.find(buffer, frame.start(FIELD.type), frame.end(FIELD.type))
    if (type < 0) return undefined
    return type < AUDIO_TYPES ? this.#audio(buffer) : this.#words(buffer, type === INPUT_WORDS)
  }

  #audio(bytes: NodeBuffer): AudioOut | undefined {
    if (!isCount(FIELD.sample_rate) || !isCount(FIELD.channels)) return undefined
    if (frame.kind(FIELD.samples_per_channel) === 'text') return undefined
    const audio = decodeBase64At(bytes, frame.start(FIELD.delta), frame.end(FIELD.delta))
    if (audio === undefined) return undefined
    return new AudioOut(
      {
        data: audio.text,
        sampleRate: countOf(FIELD.sample_rate) ?? DEFAULT_SAMPLE_RATE,
        numChannels: countOf(FIELD.channels) ?? 1,
        samplesPerChannel: countOf(FIELD.samples_per_channel),
        itemId: textOf(FIELD.item_id, bytes, this.#itemId),
        responseId: textOf(FIELD.response_id, bytes, this.#responseId),
        contentIndex: countOf(FIELD.content_index),
      },
      pcm16FromBytes(audio.bytes),
    )
  }

  #words(bytes: NodeBuffer, isInput: boolean): RealtimeEvent | undefined {
    const [start, end] = [frame.start(FIELD.delta), frame.end(FIELD.delta)]
    const itemId = textOf(FIELD.item_id, bytes, this.#itemId)
    if (!isPlain(bytes, start, end) || (isInput && itemId === undefined)) return undefined
    const type = isInput ? 'input_transcript_delta' : 'output_transcript_delta'
    return { type, delta: bytes.toString('utf8', start, end), itemId }
  }
}

/** The fields that all of these frames have in common are of their types. */
function hasSoundIds(): boolean {
  return (
    frame.kind(FIELD.event_id) !== 'count' &&
    frame.kind(FIELD.response_id) !== 'count' &&
    frame.kind(FIELD.item_id) !== 'count' &&
    frame.kind(FIELD.output_index) !== 'text' &&
    frame.kind(FIELD.content_index) !== 'text'
  )
}

/** Absent, or at least one. */
function isCount(field: Field): boolean {
  const kind = frame.kind(field)
  return kind !== 'text' && (kind !== 'count' || frame.count(field) > 0)
}

function countOf(field: Field): number | undefined {
  return frame.kind(field) === 'count' ? frame.count(field) : undefined
}

function textOf(field: Field, bytes: NodeBuffer, memo: TextMemo): string | undefined {
  return frame.kind(field) === 'text' ? memo.read(bytes, frame.start(field), frame.end(field)) : undefined
}
