import { rootMeanSquare } from '../../samples.js'

/**
 * Decides which frames are too quiet to be worth a network's time. A frame is quiet when it is as good as digital
 * silence (below -68 dBFS), or when it stays near the lowest level heard lately and that level is itself low. Never
 * quiet: anything above -52 dBFS, so ordinary speech always reaches the network, whatever the noise.
 */
export interface QuietGate {
  isQuiet(frame: Int16Array): boolean
}

const ALWAYS_QUIET = 13
const NEVER_QUIET = 80
/** Frames up to this much above the noise floor count as noise: 4 dB. */
const FLOOR_MARGIN = 1.6
/** The floor falls at once and rises by 1 % per frame, which is about 3 dB per second. */
const FLOOR_RISE = 1.01

export function createQuietGate(): QuietGate {
  let floor = NEVER_QUIET / FLOOR_MARGIN
  return {
    isQuiet(frame) {
      const level = rootMeanSquare(frame)
      floor = Math.max(ALWAYS_QUIET / FLOOR_MARGIN, Math.min(level, floor * FLOOR_RISE, NEVER_QUIET / FLOOR_MARGIN))
      return level < floor * FLOOR_MARGIN
    },
  }
}
