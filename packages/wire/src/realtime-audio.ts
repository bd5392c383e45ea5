import { decodePcm16 } from './audio/pcm16.js'
import type { AudioOutEvent } from './realtime-event.js'

const NO_SAMPLES = new Int16Array(0)

/** One delta of the assistant's speech. Its samples are decoded when they are first asked for, unless they are given. */
export class AudioOut implements AudioOutEvent {
  readonly type = 'audio_out'
  readonly data: string
  readonly sampleRate: number
  readonly numChannels: number
  readonly samplesPerChannel: number | undefined
  readonly itemId: string | undefined
  readonly responseId: string | undefined
  readonly contentIndex: number | undefined
  #pcm: Int16Array | undefined

  /** `pcm`: what `data` stands for, where it is decoded already. */
  constructor(fields: Omit<AudioOutEvent, 'type' | 'pcm'>, pcm?: Int16Array) {
    this.#pcm = pcm
    this.data = fields.data
    this.sampleRate = fields.sampleRate
    this.numChannels = fields.numChannels
    this.samplesPerChannel = fields.samplesPerChannel
    this.itemId = fields.itemId
    this.responseId = fields.responseId
    this.contentIndex = fields.contentIndex
  }

  /** Empty when `data` is no base64. */
  get pcm(): Int16Array {
    this.#pcm ??= decodePcm16(this.data) ?? NO_SAMPLES
    return this.#pcm
  }
}
