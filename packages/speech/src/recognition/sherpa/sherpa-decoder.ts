import { ParleyError } from '@parley/wire'
import { ENGINE_SAMPLE_RATE } from '../../ports.js'
import { joinSamples, toFloatSamples } from '../../samples.js'
import { loadSherpaModule } from '../../sherpa/sherpa-module.js'
import type { SherpaModule, SherpaOnlineStream } from '../../sherpa/sherpa-module.js'
import type { SpeechDecoder } from '../serve-recognition.js'
import { findRecognizerConfig } from './recognizer-config.js'

/** Streaming models hold the last word back until they have heard a little more. */
const TAIL_SAMPLES = ENGINE_SAMPLE_RATE / 2

/** What decodes one utterance after the other. */
type OpenDecoder = Pick<SpeechDecoder, 'start' | 'push' | 'finish' | 'cancel'>

/** A model of sherpa-onnx as a decoder. Runs in a child process. */
export function createSherpaDecoder(modelsFolder: string): SpeechDecoder {
  let loaded: OpenDecoder | undefined
  const requireLoaded = (): OpenDecoder => {
    if (loaded === undefined) throw new ParleyError('internal', 'The recognizer is not loaded.')
    return loaded
  }
  return {
    load: async () => {
      const { isStreaming, config } = await findRecognizerConfig(modelsFolder)
      const module = loadSherpaModule()
      loaded = isStreaming ? openStreaming(module, config) : openWhole(module, config)
    },
    start: (hints) => requireLoaded().start(hints),
    push: (samples) => requireLoaded().push(samples),
    finish: () => requireLoaded().finish(),
    cancel: () => requireLoaded().cancel(),
  }
}

function openStreaming(module: SherpaModule, config: object): OpenDecoder {
  const recognizer = new module.OnlineRecognizer(config)
  let stream: SherpaOnlineStream = recognizer.createStream()
  const accept = (samples: Int16Array): void =>
    stream.acceptWaveform({ samples: toFloatSamples(samples), sampleRate: ENGINE_SAMPLE_RATE })
  const decode = (): string => {
    while (recognizer.isReady(stream)) recognizer.decode(stream)
    return readable(recognizer.getResult(stream).text)
  }
  return {
    start: () => void (stream = recognizer.createStream()),
    push(samples) {
      accept(samples)
      return decode()
    },
    finish() {
      accept(new Int16Array(TAIL_SAMPLES))
      stream.inputFinished()
      return decode()
    },
    cancel: () => {},
  }
}

function openWhole(module: SherpaModule, config: object): OpenDecoder {
  const recognizer = new module.OfflineRecognizer(config)
  let parts: Int16Array[] = []
  return {
    start: () => void (parts = []),
    push(samples) {
      parts.push(samples)
      return ''
    },
    finish() {
      const samples = toFloatSamples(joinSamples(parts))
      parts = []
      const stream = recognizer.createStream()
      stream.acceptWaveform({ samples, sampleRate: ENGINE_SAMPLE_RATE })
      recognizer.decode(stream)
      return readable(recognizer.getResult(stream).text)
    },
    cancel: () => void (parts = []),
  }
}

/** Some models write in capitals only, which reads as shouting. */
function readable(text: string): string {
  const trimmed = text.trim()
  return trimmed === trimmed.toUpperCase() ? trimmed.toLowerCase() : trimmed
}
