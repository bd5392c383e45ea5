import type { Transferable } from 'node:worker_threads'
import { resample } from '../resampling/resampler.js'
import { serveRequests } from '../workers/serve-requests.js'
import type { SpeakRequest, SynthesisProtocol } from './protocol.js'

/** A voice engine inside a synthesizer's worker: one piece of text in, its samples at the engine's own rate out. */
export interface SpeechModel {
  /** Rejects with a `ParleyError` (`unavailable`). Called before the first `speak`. */
  load(): Promise<void>
  speak(request: SpeakRequest): Promise<{ readonly samples: Int16Array; readonly sampleRate: number }>
}

/** The worker's side of a synthesizer: speaks and brings the samples to the rate that was asked for. */
export function serveSynthesis(model: SpeechModel): void {
  let loading: Promise<void> | undefined
  const load = (): Promise<void> => (loading ??= model.load())
  const speak = async (request: SpeakRequest): Promise<{ samples: Int16Array<ArrayBuffer> }> => {
    await load()
    const spoken = await model.speak(request)
    const samples = await resample(spoken.samples, spoken.sampleRate, request.sampleRate)
    return { samples: samples.slice() }
  }
  serveRequests<SynthesisProtocol>(
    {
      load: async () => {
        await load()
        return null
      },
      speak,
    },
    transferredSamples,
  )
}

function transferredSamples(reply: unknown): readonly Transferable[] {
  if (typeof reply !== 'object' || reply === null || !('samples' in reply)) return []
  return reply.samples instanceof Int16Array && reply.samples.buffer instanceof ArrayBuffer
    ? [reply.samples.buffer]
    : []
}
