import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isRecord } from '@parley/wire'
import { median } from '../statistics.js'
import { workloads } from './workload.js'
import type { Workload } from './workload.js'

export const FLOOR = 'ws + JSON + base64'
export const OURS = '@parley/client'
export const AGENTS = '@openai/agents-realtime'

export interface SpeedFigure {
  readonly contender: string
  /** CPU µs per event of each round, in the order of the rounds. */
  readonly rounds: readonly number[]
  readonly median: number
}

export interface SpeedRow {
  readonly workload: Workload
  readonly figures: readonly SpeedFigure[]
}

export interface SpeedOptions {
  readonly rounds: number
  readonly events: number
  /** Names of the client libraries to compare with the floor and with ours. */
  readonly peers: readonly string[]
  readonly onProgress: (text: string) => void
}

/**
 * Median of the rounds' own ratios: what disturbs a round disturbs all of its parts. NaN for a contender that was not
 * there.
 */
export function ratioOf({ figures }: SpeedRow, one: string, other: string): number {
  const [mine = [], others = []] = [one, other].map(
    (name) => figures.find(({ contender }) => contender === name)?.rounds,
  )
  return median(mine.map((value, round) => value / (others[round] ?? NaN)))
}

/** All workloads in interleaved rounds: floor, ours, peers, floor, … each in a fresh process against one server. */
export async function measureSpeed(options: SpeedOptions): Promise<readonly SpeedRow[]> {
  const server = fork(fileURLToPath(new URL('speed-server.js', import.meta.url)))
  try {
    const url = `ws://127.0.0.1:${String(await portOf(server))}/v1/realtime`
    const rows: SpeedRow[] = []
    for (const workload of workloads) rows.push(await measureWorkload(workload, url, options))
    return rows
  } finally {
    server.disconnect()
    await once(server, 'exit')
  }
}

async function measureWorkload(workload: Workload, url: string, options: SpeedOptions): Promise<SpeedRow> {
  const contenders = [FLOOR, OURS, ...options.peers]
  const perRound: number[][] = []
  for (let round = 1; round <= options.rounds; round++) {
    options.onProgress(`${workload.name}, round ${String(round)} of ${String(options.rounds)}`)
    const values: number[] = []
    for (const contender of contenders) values.push(await runClient(contender, workload, options.events, url))
    perRound.push(values)
  }
  const figures = contenders.map((contender, place) => {
    const rounds = perRound.map((values) => values[place] ?? NaN)
    return { contender, rounds, median: median(rounds) }
  })
  return { workload, figures }
}

async function runClient(contender: string, workload: Workload, events: number, url: string): Promise<number> {
  const path = fileURLToPath(new URL('speed-client.js', import.meta.url))
  const child = fork(path, [contender, workload.name, String(events), url])
  const exited = once(child, 'exit')
  const answer = await Promise.race([messageOf(child), exited.then(() => undefined)])
  await exited
  if (typeof answer !== 'number') throw new Error(`${contender} did not finish ${workload.name}`)
  return answer
}

async function portOf(server: ChildProcess): Promise<number> {
  const address = await messageOf(server)
  const port = isRecord(address) ? address['port'] : undefined
  if (typeof port !== 'number') throw new Error('the server told no port')
  return port
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve)
  })
}
