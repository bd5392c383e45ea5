import { runSimulation } from './simulation-run.js'
import type { RunOptions, SimulationRun } from './simulation-run.js'

/** By default every so many runs are replayed: a machine that forgets its inputs is soon found out. */
const REPLAY_EVERY = 10

export interface ManyRunsOptions extends Omit<RunOptions, 'seed' | 'plan'> {
  readonly firstSeed: number
  /** At most so many; it stops at the first run that goes wrong. */
  readonly runs: number
  /** Stops after the run in which so many steps are reached. Default: no limit. */
  readonly maxSteps?: number
}

export interface ManyRuns {
  readonly runCount: number
  readonly stepCount: number
  /** Sums of the runs' counts. */
  readonly counts: ReadonlyMap<string, number>
  readonly failing: SimulationRun | undefined
}

/** One conversation per seed, `firstSeed` and the following. */
export function runSimulations(options: ManyRunsOptions): ManyRuns {
  const { firstSeed, runs, maxSteps = Infinity, ...runOptions } = options
  const counts = new Map<string, number>()
  let runCount = 0
  let stepCount = 0
  let failing: SimulationRun | undefined
  while (runCount < runs && stepCount < maxSteps && failing === undefined) {
    const checksReplay = runOptions.checksReplay ?? runCount % REPLAY_EVERY === 0
    const run = runSimulation({ ...runOptions, checksReplay, seed: firstSeed + runCount })
    runCount++
    stepCount += run.stepCount
    for (const [name, count] of run.counts) counts.set(name, (counts.get(name) ?? 0) + count)
    if (run.violation !== undefined) failing = run
  }
  return { runCount, stepCount, counts, failing }
}
