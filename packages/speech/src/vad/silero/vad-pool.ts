import type { SherpaVad } from './sherpa-vad.js'

/** Detectors are slow to make, quick to reset: streams borrow them while there is sound and give them back after. */
export interface VadPool {
  borrow(threshold: number): SherpaVad
  giveBack(threshold: number, vad: SherpaVad): void
}

/** As many as may be wanted again soon: dropping one frees its memory late and costs a new one when sound returns. */
const MAX_IDLE_PER_THRESHOLD = 128

export function createVadPool(create: (threshold: number) => SherpaVad): VadPool {
  const idle = new Map<number, SherpaVad[]>()
  return {
    borrow: (threshold) => idle.get(threshold)?.pop() ?? create(threshold),
    giveBack(threshold, vad) {
      vad.reset()
      vad.clear()
      const resting = idle.get(threshold) ?? []
      idle.set(threshold, resting)
      if (resting.length < MAX_IDLE_PER_THRESHOLD) resting.push(vad)
    },
  }
}
