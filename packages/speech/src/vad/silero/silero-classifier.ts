import { toFloatSamples } from '../../samples.js'
import type { FrameClassifier } from '../frame-classifier.js'
import { createQuietGate } from './quiet-gate.js'
import type { SherpaVad } from './sherpa-vad.js'
import type { VadPool } from './vad-pool.js'

/** Quiet frames that the network still sees before it rests: half a second. */
const QUIET_FRAMES_BEFORE_REST = 16
/** What a rested network is shown before the first frame of sound, so that it has heard the room: a quarter of a second. */
const REMEMBERED_FRAMES = 8
/** The detector keeps all audio of running speech; after 15 s it starts anew, for which it needs a few frames. */
const MAX_SPEECH_FRAMES = 470
const RESTART_FRAMES = 5

/** One stream through Silero. While nothing but quiet comes in, it holds no detector and computes next to nothing. */
export function createSileroClassifier(pool: VadPool, threshold: number): FrameClassifier {
  const classifier = new SileroClassifier(pool, threshold)
  return { isSpeech: (frame) => classifier.isSpeech(frame), close: () => classifier.rest() }
}

class SileroClassifier {
  private readonly pool: VadPool
  private readonly threshold: number
  private readonly gate = createQuietGate()
  private vad: SherpaVad | undefined
  private remembered: Float32Array[] = []
  private quietFrames = 0
  private speechFrames = 0
  private restartFrames = 0

  constructor(pool: VadPool, threshold: number) {
    this.pool = pool
    this.threshold = threshold
  }

  isSpeech(frame: Int16Array): boolean {
    const floats = toFloatSamples(frame)
    this.quietFrames = this.gate.isQuiet(frame) ? this.quietFrames + 1 : 0
    if (this.vad === undefined && this.quietFrames > 0) return this.remember(floats)
    const isDetected = this.detect(this.vad ?? this.wake(), floats)
    if (!isDetected && this.quietFrames >= QUIET_FRAMES_BEFORE_REST) this.rest()
    return isDetected
  }

  rest(): void {
    if (this.vad !== undefined) this.pool.giveBack(this.threshold, this.vad)
    this.vad = undefined
    this.speechFrames = 0
    this.restartFrames = 0
  }

  private remember(floats: Float32Array): false {
    this.remembered.push(floats)
    if (this.remembered.length > REMEMBERED_FRAMES) this.remembered.shift()
    return false
  }

  private wake(): SherpaVad {
    const vad = this.pool.borrow(this.threshold)
    for (const floats of this.remembered) accept(vad, floats)
    this.remembered = []
    this.vad = vad
    return vad
  }

  private detect(vad: SherpaVad, floats: Float32Array): boolean {
    accept(vad, floats)
    const isDetected = vad.isDetected() || this.restartFrames > 0
    this.restartFrames = Math.max(0, this.restartFrames - 1)
    this.speechFrames = isDetected ? this.speechFrames + 1 : 0
    if (this.speechFrames >= MAX_SPEECH_FRAMES) this.startAnew(vad)
    return isDetected
  }

  private startAnew(vad: SherpaVad): void {
    vad.reset()
    vad.clear()
    this.speechFrames = 0
    this.restartFrames = RESTART_FRAMES
  }
}

function accept(vad: SherpaVad, floats: Float32Array): void {
  vad.acceptWaveform(floats)
  while (!vad.isEmpty()) vad.pop()
}
