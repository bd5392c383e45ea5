import { encodeRecording } from '../replay/create-recorder.js'
import type { SimulationRun } from './simulation-run.js'

/**
 * A run's machine, inputs and effects as a recording, which `parley replay` reads. With a planted bug its effects are
 * those of the bug, so the replay shows where the real machine does otherwise.
 */
export function formatRun({ settings, recording }: SimulationRun): string {
  return encodeRecording({ settings, steps: recording })
}
