import { readBenchOptions, usage } from './bench-options.js'
import { runBench } from './run-bench.js'

try {
  if (process.argv.includes('--help')) console.log(usage)
  else if (!(await runBench(readBenchOptions(process.argv.slice(2))))) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
