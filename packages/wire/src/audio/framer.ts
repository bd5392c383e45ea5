import { ParleyError } from '../errors.js'

/** Cuts a stream of mono samples into frames of one length. */
export interface Framer {
  /** Takes samples in, gives every frame that became full, in order. Frames own their memory. */
  push(samples: Int16Array): readonly Int16Array[]
  /** What is left and fills no frame; empty when there is nothing. The framer begins anew. */
  flush(): Int16Array
}

/**
 * A framer for frames of exactly `frameMs` (default 20). Every sample is copied once, so that a caller may reuse its
 * buffer. Throws a `config` error when the frame would not be a whole number of samples.
 */
export function createFramer(format: { readonly sampleRate: number; readonly frameMs?: number }): Framer {
  const { sampleRate, frameMs = 20 } = format
  const frameLength = (sampleRate * frameMs) / 1000
  if (!Number.isInteger(frameLength) || frameLength < 1) {
    throw new ParleyError('config', `${frameMs} ms at ${sampleRate} Hz is no whole number of samples`)
  }
  let frame = new Int16Array(frameLength)
  let filled = 0

  function flush(): Int16Array {
    const rest = frame.subarray(0, filled)
    frame = new Int16Array(frameLength)
    filled = 0
    return rest
  }

  function push(samples: Int16Array): readonly Int16Array[] {
    const frames: Int16Array[] = []
    let taken = 0
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + frameLength - filled)
      frame.set(part, filled)
      filled += part.length
      taken += part.length
      if (filled === frameLength) frames.push(flush())
    }
    return frames
  }

  return { push, flush }
}
