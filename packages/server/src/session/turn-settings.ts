import type { TurnDetection } from '@parley/wire/realtime'
import { engineSamplesFromMs } from './sample-time.js'
import type { TurnSettings } from './turn-machine.js'

/** `server_vad` as the real server has it when nothing else is asked for. */
export const defaultServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
} as const

export const defaultSemanticVad = {
  type: 'semantic_vad',
  eagerness: 'auto',
  create_response: true,
  interrupt_response: true,
} as const

/**
 * `semantic_vad` without a model of meaning: a short silence ends the turn, unless the words so far sound unfinished;
 * then the eagerness' cap of the real API (8, 4, 2 s) is waited for.
 */
const semanticSilenceMs = {
  low: { usual: 1200, cap: 8000 },
  medium: { usual: 800, cap: 4000 },
  auto: { usual: 800, cap: 4000 },
  high: { usual: 500, cap: 2000 },
} as const

export function toTurnSettings(detection: TurnDetection): TurnSettings {
  if (detection.type === 'semantic_vad') {
    const { usual, cap } = semanticSilenceMs[detection.eagerness ?? 'auto']
    return {
      silenceSamples: engineSamplesFromMs(usual),
      patientSilenceSamples: engineSamplesFromMs(cap),
      prefixSamples: engineSamplesFromMs(defaultServerVad.prefix_padding_ms),
    }
  }
  const silenceSamples = engineSamplesFromMs(detection.silence_duration_ms ?? defaultServerVad.silence_duration_ms)
  return {
    silenceSamples,
    patientSilenceSamples: silenceSamples,
    prefixSamples: engineSamplesFromMs(detection.prefix_padding_ms ?? defaultServerVad.prefix_padding_ms),
  }
}

const unfinishedEnds = new Set(
  'a an and are as at because but can could do for from have how i if in is it like my of on or please should so that the then to um uh was we what when where which who will with would you your'.split(
    ' ',
  ),
)

/** True for words after which a speaker has hardly finished: "look in the", "and", "um". */
export function soundsUnfinished(text: string): boolean {
  const lastWord = /([\p{L}']+)\W*$/u.exec(text)?.[1]
  return lastWord !== undefined && !/[.!?]\s*$/.test(text) && unfinishedEnds.has(lastWord.toLowerCase())
}
