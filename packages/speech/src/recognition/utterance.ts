import { ParleyError } from '@parley/wire'
import { ENGINE_SAMPLE_RATE } from '../ports.js'
import type { RecognitionOptions, RecognitionResult, RecognitionStream } from '../ports.js'
import { joinSamples } from '../samples.js'
import type { LeaseQueue } from '../workers/lease-queue.js'
import type { RequestChannel } from '../workers/request-channel.js'
import type { RecognitionProtocol, UtteranceHints } from './protocol.js'

export type DecoderChannel = RequestChannel<RecognitionProtocol>

/** Most audio that a decoder gets at once: what waits is decoded in steps, so that partials come and a cancel is heard. */
const MAX_PUSH_SAMPLES = ENGINE_SAMPLE_RATE

/**
 * One utterance on its way through a decoder that it shares with others. It asks for a decoder when its first audio
 * arrives, keeps its audio until one is free, and gives it back when it is finished or cancelled.
 */
export class Utterance implements RecognitionStream {
  private readonly decoders: LeaseQueue<DecoderChannel>
  private readonly hints: UtteranceHints
  private readonly onPartial: ((text: string) => void) | undefined
  private readonly abort = new AbortController()
  private waitingAudio: Int16Array[] = []
  private sampleCount = 0
  private isFinishing = false
  private wakeUp: () => void = () => {}
  private decoding: Promise<string> | undefined

  constructor(decoders: LeaseQueue<DecoderChannel>, phrases: readonly string[], options: RecognitionOptions) {
    this.decoders = decoders
    this.hints = { phrases: [...phrases, ...(options.phrases ?? [])], language: options.language }
    this.onPartial = options.onPartial
  }

  push(samples: Int16Array): void {
    if (this.isFinishing || this.abort.signal.aborted || samples.length === 0) return
    this.waitingAudio.push(samples.slice())
    this.sampleCount += samples.length
    this.begin()
    this.wakeUp()
  }

  async finish(): Promise<RecognitionResult> {
    this.isFinishing = true
    this.wakeUp()
    if (this.abort.signal.aborted) throw cancelled()
    const text = (await this.decoding) ?? ''
    return { text, audioMs: (this.sampleCount * 1000) / ENGINE_SAMPLE_RATE }
  }

  cancel(): void {
    this.abort.abort()
    this.waitingAudio = []
    this.wakeUp()
  }

  private begin(): void {
    if (this.decoding !== undefined) return
    this.decoding = this.decode()
    // `finish` reports the failure; a stream that is never finished reports nothing.
    this.decoding.catch(() => {})
  }

  private async decode(): Promise<string> {
    const lease = await this.decoders.lease(this.abort.signal)
    try {
      return await this.decodeWith(lease.value)
    } finally {
      lease.release()
    }
  }

  private async decodeWith(decoder: DecoderChannel): Promise<string> {
    await decoder.request('start', this.hints)
    let shown = ''
    while (!this.abort.signal.aborted) {
      const samples = this.takeAudio()
      if (samples.length > 0) {
        const partial = await decoder.request('push', samples, [samples.buffer])
        if (partial !== shown && !this.abort.signal.aborted) this.onPartial?.(partial)
        shown = partial
      } else if (this.isFinishing) return this.unlessCancelled(decoder.request('finish', null))
      else await new Promise<void>((resolve) => (this.wakeUp = resolve))
    }
    await decoder.request('cancel', null)
    throw cancelled()
  }

  private async unlessCancelled(result: Promise<string>): Promise<string> {
    const text = await result
    if (this.abort.signal.aborted) throw cancelled()
    return text
  }

  private takeAudio(): Int16Array<ArrayBuffer> {
    const whole = joinSamples(this.waitingAudio)
    const rest = whole.subarray(MAX_PUSH_SAMPLES)
    this.waitingAudio = rest.length > 0 ? [rest] : []
    return whole.slice(0, MAX_PUSH_SAMPLES)
  }
}

const cancelled = (): ParleyError => new ParleyError('aborted', 'The recognition stream was cancelled.')
