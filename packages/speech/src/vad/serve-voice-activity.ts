import { serveRequests } from '../workers/serve-requests.js'
import type { FrameClassifier, FrameModel } from './frame-classifier.js'
import type { VoiceActivityBatch, VoiceActivityOutcome, VoiceActivityPart, VoiceActivityProtocol } from './protocol.js'

interface ServedStream {
  readonly classifier: FrameClassifier
  readonly frame: Int16Array
  filled: number
  startSample: number
}

/** The worker's side of a voice activity engine: cuts every stream into the model's frames and classifies them. */
export function serveVoiceActivity(model: FrameModel): void {
  const streams = new Map<number, ServedStream>()
  let loading: Promise<void> | undefined
  const load = (): Promise<void> => (loading ??= model.load())
  serveRequests<VoiceActivityProtocol>({
    load: async () => {
      await load()
      return null
    },
    process: async (batch) => {
      await load()
      for (const id of batch.closedIds) {
        streams.get(id)?.classifier.close()
        streams.delete(id)
      }
      return classifyBatch(model, streams, batch)
    },
  })
}

function classifyBatch(
  model: FrameModel,
  streams: Map<number, ServedStream>,
  batch: VoiceActivityBatch,
): VoiceActivityOutcome[] {
  let position = 0
  return batch.parts.map((part) => {
    const samples = batch.samples.subarray(position, position + part.sampleCount)
    position += part.sampleCount
    try {
      return classifyPart(model, openOnce(model, streams, part), part.streamId, samples)
    } catch (error) {
      return { streamId: part.streamId, failure: error instanceof Error ? error.message : String(error) }
    }
  })
}

function openOnce(model: FrameModel, streams: Map<number, ServedStream>, part: VoiceActivityPart): ServedStream {
  const known = streams.get(part.streamId)
  if (known !== undefined) return known
  const stream: ServedStream = {
    classifier: model.open(part.threshold),
    frame: new Int16Array(model.frameSamples),
    filled: 0,
    startSample: 0,
  }
  streams.set(part.streamId, stream)
  return stream
}

function classifyPart(
  model: FrameModel,
  stream: ServedStream,
  streamId: number,
  samples: Int16Array,
): VoiceActivityOutcome {
  const { frameSamples } = model
  const startSample = stream.startSample
  const decisions: boolean[] = []
  for (let taken = 0; taken < samples.length;) {
    const part = samples.subarray(taken, taken + frameSamples - stream.filled)
    stream.frame.set(part, stream.filled)
    stream.filled += part.length
    taken += part.length
    if (stream.filled < frameSamples) break
    stream.filled = 0
    stream.startSample += frameSamples
    decisions.push(stream.classifier.isSpeech(stream.frame))
  }
  return { streamId, startSample, frameSamples, decisions }
}
