import { runSimulation } from './simulation-run.js'
import type { RunOptions, SimulationRun } from './simulation-run.js'

/**
 * A smaller run in which the same thing goes wrong: moves are left out, in halves, quarters and at last one by one, and
 * agents are calmed down, as long as it still goes wrong. Bounded by a number of attempts, since it may not look at a clock.
 */
export function shrinkRun(options: RunOptions, failing: SimulationRun, maxAttempts = 300): SimulationRun {
  const { violation } = failing
  if (violation === undefined) return failing
  let attemptsLeft = maxAttempts
  let smallest = failing
  let current: RunOptions = { ...options, plan: failing.plan }

  const isTaken = (candidate: RunOptions): boolean => {
    if (attemptsLeft-- <= 0) return false
    const run = runSimulation(candidate)
    if (run.violation?.invariant !== violation.invariant) return false
    smallest = run
    current = candidate
    return true
  }
  isTaken({ ...current, isAgentCalm: true })
  for (
    let size = Math.ceil(smallest.plan.length / 2);
    size >= 1 && attemptsLeft > 0;
    size = size === 1 ? 0 : size >> 1
  ) {
    for (let index = 0; index < smallest.plan.length && attemptsLeft > 0;) {
      const plan = smallest.plan.toSpliced(index, size)
      if (!isTaken({ ...current, plan })) index += size
    }
  }
  return smallest
}
