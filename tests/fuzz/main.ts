import { parseArgs } from 'node:util'
import { encodeCorpusLine } from './corpus.js'
import { runFuzz } from './run-fuzz.js'

/** `npm run fuzz -- --seconds 60 --seed 7 --target wav`: figures per target; what was found, as lines for the corpus. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string', multiple: true, default: [] },
  },
})
const settings = { seconds: Number(values.seconds), seed: Number(values.seed), only: values.target }
console.log(`fuzz: ${settings.seconds} s, seed ${settings.seed}`)
const { figures, findings, corpusSize } = await runFuzz(settings)
for (const { target, executions, perSecond, rssMegabytes } of figures) {
  console.log(
    `${target.padEnd(20)} ${String(executions).padStart(8)} cases ${perSecond.toFixed(0).padStart(7)}/s ${String(rssMegabytes).padStart(6)} MB`,
  )
}
const total = figures.reduce((sum, { executions }) => sum + executions, 0)
console.log(`${total} cases, ${corpusSize} of them known, ${findings.length} findings`)
for (const finding of findings.slice(0, 20)) {
  console.log(`\n${finding.target}: ${finding.problem}\n${encodeCorpusLine(finding).slice(0, 4000)}`)
}
process.exitCode = findings.length === 0 ? 0 : 1
