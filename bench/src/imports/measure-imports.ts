import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isRecord } from '@parley/wire'
import { peerUrl } from '../peers.js'
import { median } from '../statistics.js'

/** What loading one library costs a process that has done nothing else. */
export interface ImportRow {
  readonly name: string
  readonly cpuMs: number
  readonly rssMb: number
  /** To `ws`, median of the rounds' own ratios. */
  readonly ratio: number
}

interface Cost {
  readonly cpuMs: number
  readonly rssMb: number
}

export interface ImportOptions {
  readonly rounds: number
  readonly hasPeers: boolean
  readonly onProgress: (text: string) => void
}

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Each in a fresh process, in turns. */
export async function measureImports({ rounds, hasPeers, onProgress }: ImportOptions): Promise<readonly ImportRow[]> {
  const modules = [
    ['ws', 'ws'],
    ['@parley/client', '@parley/client'],
    ...(hasPeers ? [['@openai/agents-realtime', peerUrl('@openai/agents-realtime', 'dist/index.mjs')]] : []),
  ]
  const perRound: Cost[][] = []
  for (let round = 1; round <= rounds; round++) {
    onProgress(`imports, round ${String(round)} of ${String(rounds)}`)
    const costs: Cost[] = []
    for (const [, address = ''] of modules) costs.push(await costOf(address))
    perRound.push(costs)
  }
  return modules.map(([name = ''], place) => ({
    name,
    cpuMs: median(perRound.map((costs) => costs[place]?.cpuMs ?? NaN)),
    rssMb: median(perRound.map((costs) => costs[place]?.rssMb ?? NaN)),
    ratio: median(perRound.map((costs) => (costs[place]?.cpuMs ?? NaN) / (costs[0]?.cpuMs ?? NaN))),
  }))
}

const program = `const [cpu, rss] = [process.cpuUsage(), process.memoryUsage.rss()]
await import(process.argv[1])
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: (process.memoryUsage.rss() - rss) / 1048576 }))
process.exit()`

async function costOf(address: string): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program, address], {
    cwd: `${root}bench`,
  })
  const cost: unknown = JSON.parse(stdout)
  if (!isRecord(cost) || typeof cost['cpuMs'] !== 'number' || typeof cost['rssMb'] !== 'number') {
    throw new Error(`the import of ${address} told no cost`)
  }
  return { cpuMs: cost['cpuMs'], rssMb: cost['rssMb'] }
}
