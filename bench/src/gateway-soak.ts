import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureSoak } from './gateway/measure-soak.js'
import type { SoakOptions } from './gateway/measure-soak.js'
import { MAX_RSS_SLOPE_MB, rssSlope, soakTable } from './gateway/soak-report.js'
import { describeMachine } from './machine.js'

const HELP = `node bench/dist/gateway-soak.js [--clients 500] [--conversations 100] [--minutes 10]

One parley gateway in a process of its own with its journal on disk; a realtime server that answers from a script; pages that came by
tickets, one in each conversation streaming sound both ways, the others watching. Writes out/gateway-soak.json.
Exit code 1: memory grew, a client was lost, or events came out of order.`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '500' },
      conversations: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const options: SoakOptions = {
    clients: Number(values.clients),
    conversations: Number(values.conversations),
    minutes: Number(values.minutes),
    onProgress: (text) => {
      console.error(`… ${text}`)
    },
  }
  const run = await measureSoak(options)
  const { cpu, cores, node, system } = describeMachine()
  console.log(`${cpu}, ${String(cores)} cores, ${system}; Node ${node}; ${new Date().toISOString()}\n`)
  console.log(soakTable(options, run))
  const out = new URL('../../out/', import.meta.url)
  mkdirSync(out, { recursive: true })
  writeFileSync(new URL('gateway-soak.json', out), `${JSON.stringify({ options, run }, null, 2)}\n`)
  const { lostClients, disorders } = run.totals
  return rssSlope(run) < MAX_RSS_SLOPE_MB && lostClients === 0 && disorders === 0 ? 0 : 1
}

process.exitCode = await main()
