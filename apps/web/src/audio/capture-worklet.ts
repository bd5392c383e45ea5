/** 40 ms at 24 kHz: 25 messages a second, little enough to wait for. */
const FRAME_SAMPLES = 960

/** The microphone in frames of 16-bit samples, each with its loudness. */
class CaptureProcessor extends AudioWorkletProcessor {
  #frame = new Int16Array(FRAME_SAMPLES)
  #filled = 0
  #squares = 0

  override process([input]: Float32Array[][]): boolean {
    for (const value of input?.[0] ?? []) {
      this.#frame[this.#filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)))
      this.#squares += value * value
      if (this.#filled === FRAME_SAMPLES) this.#send()
    }
    return true
  }

  #send(): void {
    const level = Math.sqrt(this.#squares / FRAME_SAMPLES)
    this.port.postMessage({ samples: this.#frame, level }, [this.#frame.buffer])
    this.#frame = new Int16Array(FRAME_SAMPLES)
    this.#filled = 0
    this.#squares = 0
  }
}

registerProcessor('capture', CaptureProcessor)
