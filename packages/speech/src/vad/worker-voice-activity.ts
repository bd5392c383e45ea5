import { ParleyError } from '@parley/wire'
import type { VoiceActivityEngine, VoiceActivityListener, VoiceActivityOptions, VoiceActivityStream } from '../ports.js'
import { joinSamples } from '../samples.js'
import { createRequestChannel } from '../workers/request-channel.js'
import type { RequestChannel } from '../workers/request-channel.js'
import { startThread } from '../workers/thread-port.js'
import type { Warmable } from '../ports.js'
import type { VoiceActivityOutcome, VoiceActivityPart, VoiceActivityProtocol } from './protocol.js'

const DEFAULT_THRESHOLD = 0.5

/**
 * A voice activity engine whose detector lives in one worker thread for all streams. What is pushed while the worker
 * is busy travels in the next message: one message at a time, nothing is dropped.
 */
export function createWorkerVoiceActivity(name: string, workerModule: URL): VoiceActivityEngine & Warmable {
  const engine = new WorkerVoiceActivity(name, workerModule)
  return {
    name,
    open: (listener, options) => engine.open(listener, options),
    warmUp: () => engine.warmUp(),
    close: () => engine.close(),
  }
}

interface QueuedPart {
  readonly part: VoiceActivityPart
  readonly samples: Int16Array
}

class WorkerVoiceActivity {
  private readonly channel: RequestChannel<VoiceActivityProtocol>
  private readonly listeners = new Map<number, VoiceActivityListener>()
  private queue: QueuedPart[] = []
  private closedIds: number[] = []
  private lastId = 0
  private isBusy = false
  private isClosed = false

  constructor(name: string, workerModule: URL) {
    this.channel = createRequestChannel({ name: `${name} voice activity detector`, start: startThread(workerModule) })
  }

  open(listener: VoiceActivityListener, options: VoiceActivityOptions = {}): VoiceActivityStream {
    const streamId = ++this.lastId
    const threshold = Math.max(0.01, Math.min(0.99, options.threshold ?? DEFAULT_THRESHOLD))
    this.listeners.set(streamId, listener)
    return {
      push: (samples) => this.push({ streamId, threshold, sampleCount: samples.length }, samples),
      close: async () => this.forget(streamId),
    }
  }

  async warmUp(): Promise<void> {
    await this.channel.request('load', null)
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.listeners.clear()
    await this.channel.close()
  }

  private push(part: VoiceActivityPart, samples: Int16Array): void {
    if (this.isClosed || samples.length === 0 || !this.listeners.has(part.streamId)) return
    this.queue.push({ part, samples: samples.slice() })
    if (this.isBusy) return
    this.isBusy = true
    // Pushes of other streams in this turn of the event loop travel along.
    queueMicrotask(() => void this.sendBatches())
  }

  private async sendBatches(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = {
        parts: this.queue.map(({ part }) => part),
        samples: joinSamples(this.queue.map(({ samples }) => samples)),
        closedIds: this.closedIds,
      }
      this.queue = []
      this.closedIds = []
      try {
        const outcomes = await this.channel.request('process', batch, [batch.samples.buffer])
        for (const outcome of outcomes) this.deliver(outcome)
      } catch (error) {
        this.failAll(error)
      }
    }
    this.isBusy = false
  }

  private deliver(outcome: VoiceActivityOutcome): void {
    const { streamId } = outcome
    if ('failure' in outcome) return this.fail(streamId, new ParleyError('internal', outcome.failure))
    const { startSample, frameSamples, decisions } = outcome
    decisions.forEach((isSpeech, index) => {
      // Looked up each time: a listener may close its stream.
      const listener = this.listeners.get(streamId)
      listener?.onFrame({ startSample: startSample + index * frameSamples, sampleCount: frameSamples, isSpeech })
    })
  }

  /** The worker's streams are gone with it, so no open stream can go on. */
  private failAll(error: unknown): void {
    const failure = error instanceof Error ? error : new ParleyError('internal', String(error))
    this.queue = []
    for (const streamId of [...this.listeners.keys()]) this.fail(streamId, failure)
  }

  private fail(streamId: number, error: Error): void {
    const listener = this.listeners.get(streamId)
    this.forget(streamId)
    listener?.onError(error)
  }

  /** What the stream still has in the queue goes with it: the worker would open a detector for it that nobody closes. */
  private forget(streamId: number): void {
    if (!this.listeners.delete(streamId)) return
    this.closedIds.push(streamId)
    this.queue = this.queue.filter(({ part }) => part.streamId !== streamId)
  }
}
