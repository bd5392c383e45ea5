import { createRequire } from 'node:module'
import { ParleyError } from '@parley/wire'

/** Takes samples as floats, with their rate. */
export interface SherpaWave {
  readonly samples: Float32Array
  readonly sampleRate: number
}

export interface SherpaStream {
  acceptWaveform(wave: SherpaWave): void
}

export interface SherpaOnlineStream extends SherpaStream {
  inputFinished(): void
}

export interface SherpaOnlineRecognizer {
  createStream(): SherpaOnlineStream
  isReady(stream: SherpaOnlineStream): boolean
  decode(stream: SherpaOnlineStream): void
  getResult(stream: SherpaOnlineStream): { readonly text: string }
}

export interface SherpaOfflineRecognizer {
  createStream(): SherpaStream
  decode(stream: SherpaStream): void
  getResult(stream: SherpaStream): { readonly text: string }
}

export interface SherpaTts {
  readonly numSpeakers: number
  generate(request: {
    readonly text: string
    readonly sid: number
    readonly speed: number
    readonly enableExternalBuffer: boolean
  }): SherpaWave
}

/** What is used of sherpa-onnx-node to recognize and speak. */
export interface SherpaModule {
  readonly OnlineRecognizer: new (config: object) => SherpaOnlineRecognizer
  readonly OfflineRecognizer: new (config: object) => SherpaOfflineRecognizer
  readonly OfflineTts: new (config: object) => SherpaTts
}

/** Loads the native addon. Only in a child process: a bad model aborts whoever loads it. */
export function loadSherpaModule(): SherpaModule {
  try {
    return decodeSherpaModule(createRequire(import.meta.url)('sherpa-onnx-node'))
  } catch (cause) {
    throw new ParleyError('unavailable', 'sherpa-onnx-node does not load on this machine.', { cause })
  }
}

const decodeSherpaModule = (value: unknown): SherpaModule => value as SherpaModule
