import { ENGINE_SAMPLE_RATE } from '../ports.js'
import { joinSamples } from '../samples.js'

/** Most audio that a decoder gets at once: what waits is decoded in steps, so that partials come and a cancel is heard. */
const MAX_TAKEN_SAMPLES = ENGINE_SAMPLE_RATE

/** The audio of one utterance, kept until its end, with a place up to which it has been taken. */
export class UtteranceAudio {
  private readonly parts: Int16Array[] = []
  private takenParts = 0
  private count = 0

  get sampleCount(): number {
    return this.count
  }

  /** Keeps a copy. */
  add(samples: Int16Array): void {
    for (let start = 0; start < samples.length; start += MAX_TAKEN_SAMPLES) {
      this.parts.push(samples.slice(start, start + MAX_TAKEN_SAMPLES))
    }
    this.count += samples.length
  }

  /** The next stretch that has not been taken, as a copy; empty when there is none. */
  take(): Int16Array<ArrayBuffer> {
    const taken: Int16Array[] = []
    let sampleCount = 0
    for (const part of this.parts.slice(this.takenParts)) {
      if (taken.length > 0 && sampleCount + part.length > MAX_TAKEN_SAMPLES) break
      taken.push(part)
      sampleCount += part.length
    }
    this.takenParts += taken.length
    return joinSamples(taken)
  }

  /** Begins again at the start. */
  rewind(): void {
    this.takenParts = 0
  }
}
