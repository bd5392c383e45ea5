import { parseArgs } from 'node:util'
import { chaosReport } from './chaos-report.js'
import { checkHistory } from './check-history.js'
import { runChaos } from './run-chaos.js'

const HELP = `npm run chaos -- [--handoffs 200] [--kills 40] [--seed N]

Kills gateways by SIGKILL while their users work with them, and checks that nothing was lost, done or told twice.
Exit code 1: something was; it is printed.`

const { values } = parseArgs({
  options: {
    handoffs: { type: 'string', default: '200' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    twin: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else {
  const { handoffs, kills, seed, twin } = values
  const size = { handoffs: Number(handoffs), kills: Number(kills), seed: Number(seed) }
  const run = await runChaos({ ...size, ...(twin === undefined ? {} : { twin }) })
  const broken = [
    ...checkHistory(run.history),
    ...run.users.flatMap(({ stuck }) => stuck.map((job) => `stuck: ${job}`)),
  ]
  console.log(`seed ${seed}\n${chaosReport(run)}`)
  console.log(broken.length === 0 ? 'All of it held.' : `BROKEN:\n${broken.join('\n')}`)
  process.exitCode = broken.length === 0 ? 0 : 1
}
