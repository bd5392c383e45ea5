import { ParleyError } from '@parley/wire'
import { ENGINE_SAMPLE_RATE } from '../ports.js'
import type { RecognitionOptions, RecognitionResult, RecognitionStream } from '../ports.js'
import type { Lease, LeaseQueue } from '../workers/lease-queue.js'
import type { RequestChannel } from '../workers/request-channel.js'
import type { RecognitionProtocol, UtteranceHints } from './protocol.js'
import { UtteranceAudio } from './utterance-audio.js'

export type DecoderChannel = RequestChannel<RecognitionProtocol>

/**
 * One utterance on its way through a decoder that it shares with others. While somebody still speaks, it decodes only on
 * a decoder that nobody else wants, and gives it back when somebody does; it keeps its audio for that. Once it is
 * finished it queues, and decodes whatever is left: first finished, first decoded.
 */
export class Utterance implements RecognitionStream {
  private readonly decoders: LeaseQueue<DecoderChannel>
  private readonly hints: UtteranceHints
  private readonly onPartial: ((text: string) => void) | undefined
  private readonly abort = new AbortController()
  private readonly audio = new UtteranceAudio()
  private isFinishing = false
  private hasYielded = false
  private wakeUp: () => void = () => {}
  private decoding: Promise<string> | undefined

  constructor(decoders: LeaseQueue<DecoderChannel>, phrases: readonly string[], options: RecognitionOptions) {
    this.decoders = decoders
    this.hints = { phrases: [...phrases, ...(options.phrases ?? [])], language: options.language }
    this.onPartial = options.onPartial
  }

  push(samples: Int16Array): void {
    if (this.isFinishing || this.abort.signal.aborted || samples.length === 0) return
    this.audio.add(samples)
    this.begin()
    this.wakeUp()
  }

  async finish(): Promise<RecognitionResult> {
    this.isFinishing = true
    this.wakeUp()
    if (this.abort.signal.aborted) throw cancelled()
    const text = (await this.decoding) ?? ''
    return { text, audioMs: (this.audio.sampleCount * 1000) / ENGINE_SAMPLE_RATE }
  }

  cancel(): void {
    this.abort.abort()
    this.wakeUp()
  }

  private begin(): void {
    if (this.decoding !== undefined) return
    this.decoding = this.decode()
    // `finish` reports the failure; a stream that is never finished reports nothing.
    this.decoding.catch(() => {})
  }

  private async decode(): Promise<string> {
    for (;;) {
      const lease = await this.takeDecoder()
      try {
        const text = await this.decodeWith(lease.value)
        if (text !== undefined) return text
        this.hasYielded = true
      } finally {
        lease.release()
      }
    }
  }

  /** While audio comes in only a decoder that is free, and after having yielded none; when finished, in turn. */
  private async takeDecoder(): Promise<Lease<DecoderChannel>> {
    while (!this.isFinishing && !this.abort.signal.aborted) {
      const lease = this.hasYielded ? undefined : this.decoders.tryLease(() => this.wakeUp())
      if (lease !== undefined) return lease
      await this.nextChange()
    }
    return this.decoders.lease(this.abort.signal)
  }

  /** The text, or undefined when the decoder was given up for somebody who has finished. */
  private async decodeWith(decoder: DecoderChannel): Promise<string | undefined> {
    this.audio.rewind()
    await decoder.request('start', this.hints)
    let shown = ''
    while (!this.abort.signal.aborted) {
      const samples = this.audio.take()
      if (samples.length > 0) {
        const partial = await decoder.request('push', samples, [samples.buffer])
        if (partial !== shown && !this.abort.signal.aborted) this.onPartial?.(partial)
        shown = partial
      } else if (this.isFinishing) return this.finishWith(decoder)
      else if (this.decoders.isWanted()) break
      else await this.nextChange()
    }
    await decoder.request('cancel', null)
    if (this.abort.signal.aborted) throw cancelled()
    return undefined
  }

  private async finishWith(decoder: DecoderChannel): Promise<string> {
    const text = await decoder.request('finish', null)
    if (this.abort.signal.aborted) throw cancelled()
    return text
  }

  /** Resolves at the next audio, at the end, at a cancel, or when somebody wants the decoder. */
  private nextChange(): Promise<void> {
    return new Promise((resolve) => (this.wakeUp = resolve))
  }
}

const cancelled = (): ParleyError => new ParleyError('aborted', 'The recognition stream was cancelled.')
