import { ParleyError } from '@parley/wire'
import { toIntegerSamples } from '../../samples.js'
import { loadSherpaModule } from '../../sherpa/sherpa-module.js'
import type { SherpaTts } from '../../sherpa/sherpa-module.js'
import { REALTIME_VOICES } from '../realtime-voices.js'
import type { SpeechModel } from '../serve-synthesis.js'
import { findSynthesizerConfig } from './synthesizer-config.js'

/** A synthesis model of sherpa-onnx. Runs in a child process. */
export function createSherpaSpeechModel(modelsFolder: string): SpeechModel {
  let tts: SherpaTts | undefined
  return {
    load: async () => {
      const config = await findSynthesizerConfig(modelsFolder)
      tts = new (loadSherpaModule().OfflineTts)(config)
    },
    speak: async ({ text, voice, speed }) => {
      if (tts === undefined) throw new ParleyError('internal', 'The voice is not loaded.')
      const sid = speakerFor(voice, tts.numSpeakers)
      const { samples, sampleRate } = tts.generate({ text: text.trim(), sid, speed, enableExternalBuffer: false })
      return { samples: toIntegerSamples(samples), sampleRate }
    },
  }
}

/** `speaker-3` is the model's speaker 3; names of realtime voices are spread over the speakers; others are speaker 0. */
export function speakerFor(voice: string, speakerCount: number): number {
  const numbered = /^speaker-(\d+)$/.exec(voice)?.[1]
  const wanted = numbered === undefined ? REALTIME_VOICES.findIndex((name) => name === voice) : Number(numbered)
  if (numbered !== undefined && wanted >= speakerCount) return 0
  return wanted < 0 || speakerCount < 1 ? 0 : wanted % speakerCount
}
