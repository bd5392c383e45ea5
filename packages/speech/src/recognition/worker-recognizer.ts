import type { RecognizerEngine, Warmable } from '../ports.js'
import { createLeaseQueue } from '../workers/lease-queue.js'
import type { StartRemote } from '../workers/remote-port.js'
import { createRequestChannel } from '../workers/request-channel.js'
import type { RecognitionProtocol } from './protocol.js'
import { Utterance } from './utterance.js'

export interface WorkerRecognizerOptions {
  readonly name: string
  /** Starts one worker; called per worker and again after one has died. */
  readonly start: StartRemote
  /** How many utterances are decoded at once; default 1. Each has its own thread or process and its own memory. */
  readonly workers?: number
  /** Expected in every utterance of this engine. */
  readonly phrases?: readonly string[]
}

/** A recognizer whose decoders live in workers. Utterances queue for them, first come first served. */
export function createWorkerRecognizer(options: WorkerRecognizerOptions): RecognizerEngine & Warmable {
  const workerCount = Math.max(1, options.workers ?? 1)
  const channels = Array.from({ length: workerCount }, () =>
    createRequestChannel<RecognitionProtocol>({ name: `${options.name} recognizer`, start: options.start }),
  )
  const decoders = createLeaseQueue(channels)
  return {
    name: options.name,
    open: (streamOptions = {}) => new Utterance(decoders, options.phrases ?? [], streamOptions),
    warmUp: async () => void (await Promise.all(channels.map((channel) => channel.request('load', null)))),
    close: async () => {
      decoders.close()
      await Promise.all(channels.map((channel) => channel.close()))
    },
  }
}
