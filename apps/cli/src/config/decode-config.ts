import { ParleyError } from '@parley/wire'
import type { ParleyConfig } from './config-schema.js'
import { listProblems, showProblem } from './list-problems.js'

/** A file's content → what it says. Throws one `config` error that names the file and everything that is wrong with it. */
export function decodeConfig(value: unknown, file: string): ParleyConfig {
  const problems = listProblems(value)
  if (problems.length === 0) return value as ParleyConfig
  const lines = problems.map((problem) => `  ${showProblem(problem)}`)
  throw new ParleyError('config', [`${file} cannot be used:`, ...lines, 'See docs/configuration.md.'].join('\n'))
}
