import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createStepWith, formatRun, plantedBugs, runSimulations, shrinkRun } from '@parley/conversation/simulation'
import type { ManyRuns, ManyRunsOptions, SimulationRun } from '@parley/conversation/simulation'
import { measureCpu } from './simulation.js'

const HELP = `npm run simulate -- [--seed S] [--runs N] [--steps N] [--calm] [--bug NAME] [--log FILE]

Runs conversations under virtual time, one per seed, and checks after each step what must always hold.

  --seed S     the first seed (default 1); run i has seed S + i
  --runs N     at most so many conversations (default 1000)
  --steps N    ends after so many steps; without --runs there is no other limit
  --calm       without faults
  --bug NAME   with a planted bug: ${plantedBugs.map(({ name }) => name).join(', ')}
  --log FILE   where the smallest failing run goes (default simulation-SEED.jsonl); "parley replay FILE" reads it

Exit code 0: all held. 1: something did not; the seed, what it was and a smaller run are printed.`

/** Prints what was run; the exit code says whether all held. */
function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string' },
      steps: { type: 'string' },
      calm: { type: 'boolean', default: false },
      bug: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const bug = plantedBugs.find(({ name }) => name === values.bug)
  if (values.help || (values.bug !== undefined && bug === undefined)) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  const options: ManyRunsOptions = {
    firstSeed: Number(values.seed),
    runs: values.runs === undefined ? (values.steps === undefined ? 1000 : Infinity) : Number(values.runs),
    ...(values.steps === undefined ? {} : { maxSteps: Number(values.steps) }),
    faults: !values.calm,
    createStep: createStepWith(bug),
  }
  const { result, cpuSeconds } = measureCpu(() => runSimulations(options))
  printCounts(result, cpuSeconds)
  if (result.failing === undefined) {
    console.log('All invariants held.')
    return 0
  }
  printFailure(shrinkRun({ ...options, seed: result.failing.seed }, result.failing), result.runCount, values.log)
  return 1
}

function printCounts({ runCount, stepCount, counts }: ManyRuns, cpuSeconds: number): void {
  for (const [name, count] of [...counts].toSorted()) console.log(`${String(count).padStart(9)}  ${name}`)
  const rate = Math.round(stepCount / cpuSeconds)
  console.log(
    `${runCount} conversations, ${stepCount} steps, ${cpuSeconds.toFixed(1)} s of CPU, ${rate} steps per second`,
  )
}

function printFailure(run: SimulationRun, runCount: number, log: string | undefined): void {
  const file = log ?? `simulation-${run.seed}.jsonl`
  writeFileSync(file, formatRun(run))
  console.log(`\nseed ${run.seed}, run ${runCount}: this must hold: ${run.violation?.invariant}`)
  console.log(`seen instead: ${run.violation?.seen}`)
  console.log(`the smallest run found has ${run.plan.length} moves and ${run.recording.length} steps:`)
  for (const move of run.plan) console.log(`  ${JSON.stringify(move)}`)
  console.log(`its log is ${file}: parley replay ${file}`)
}

process.exitCode = main()
