import { runSimulations } from '@parley/conversation/simulation'

/** How fast conversations are simulated, with and without the checks of replay. */
export interface SimulationFigures {
  readonly runCount: number
  readonly stepCount: number
  readonly cpuSeconds: number
  readonly stepsPerSecond: number
  /** Conversations of 100 steps, in a minute, on one core. */
  readonly hundredStepConversationsPerMinute: number
}

/** Runs conversations with all faults on one core; `runs` of them after a tenth as warm-up. */
export function measureSimulation(runs: number, checksReplay: boolean): SimulationFigures {
  runSimulations({ firstSeed: 1, runs: Math.ceil(runs / 10), checksReplay })
  const { result, cpuSeconds } = measureCpu(() => runSimulations({ firstSeed: 1, runs, checksReplay }))
  const { runCount, stepCount } = result
  const stepsPerSecond = stepCount / cpuSeconds
  const hundredStepConversationsPerMinute = (stepsPerSecond * 60) / 100
  return { runCount, stepCount, cpuSeconds, stepsPerSecond, hundredStepConversationsPerMinute }
}

/** CPU time instead of the clock's: other processes on the machine do not count. */
export function measureCpu<T>(run: () => T): { readonly result: T; readonly cpuSeconds: number } {
  const before = process.cpuUsage()
  const result = run()
  const { user, system } = process.cpuUsage(before)
  return { result, cpuSeconds: (user + system) / 1_000_000 }
}
