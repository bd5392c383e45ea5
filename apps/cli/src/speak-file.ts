import { bytesFromPcm16 } from '@parley/wire'
import type { AudioFrame } from '@parley/client'
import { SESSION_SAMPLE_RATE } from './audio-file.js'

const FRAME_MS = 20
const FRAME_SAMPLES = (SESSION_SAMPLE_RATE * FRAME_MS) / 1000
/** Bytes that may wait in the socket before sending pauses, in fast mode. */
const MAX_BUFFERED_BYTES = 1024 * 1024

/** Where the audio goes. */
export interface AudioDestination {
  sendAudio(frame: AudioFrame): void
  readonly bufferedAmount: number
}

export interface SpeakOptions {
  /** As fast as the socket takes it, instead of as a person would speak. */
  readonly fast: boolean
  /** Silence after the last word, so that the server hears that the turn is over. */
  readonly trailingSilenceMs: number
  readonly signal: AbortSignal
}

/** Sends audio in frames of 20 ms, paced by the clock (without drift) or by the socket. Ends early when aborted. */
export async function speak(samples: Int16Array, destination: AudioDestination, options: SpeakOptions): Promise<void> {
  const silence = new Int16Array((SESSION_SAMPLE_RATE * options.trailingSilenceMs) / 1000)
  const startedMs = performance.now()
  let sentMs = 0
  for (const part of [samples, silence]) {
    for (let start = 0; start < part.length; start += FRAME_SAMPLES) {
      if (options.signal.aborted) return
      sendFrame(part.subarray(start, start + FRAME_SAMPLES), destination)
      sentMs += FRAME_MS
      if (options.fast) await untilDrained(destination, options.signal)
      else await delay(startedMs + sentMs - performance.now())
    }
  }
}

function sendFrame(frame: Int16Array, destination: AudioDestination): void {
  destination.sendAudio({
    data: bytesFromPcm16(frame),
    sampleRate: SESSION_SAMPLE_RATE,
    numChannels: 1,
    samplesPerChannel: frame.length,
  })
}

async function untilDrained(destination: AudioDestination, signal: AbortSignal): Promise<void> {
  while (destination.bufferedAmount > MAX_BUFFERED_BYTES && !signal.aborted) await delay(5)
}

function delay(ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve()
  return new Promise((resolve) => setTimeout(resolve, ms))
}
