import { parseArgs } from 'node:util'

const PARTS = ['speed', 'imports', 'sessions', 'calls'] as const

export type BenchPart = (typeof PARTS)[number]

export interface BenchOptions {
  readonly parts: readonly BenchPart[]
  readonly rounds: number
  readonly events: number
  readonly sessions: number
  readonly seconds: number
  readonly writeDocs: boolean
  /** Install client libraries of others, and measure them too. */
  readonly withPeers: boolean
}

export const usage = `Usage: npm run bench -- [options]

  --only speed|imports|sessions|calls  one part; default all
  --rounds N              speed: interleaved rounds, default 5
  --events N              speed: events per round, default 60000
  --sessions N            sessions at once against one server, default 100
  --seconds N             how long they stream, default 20
  --no-peers              without the client libraries of others, which npm installs into .cache/
  --write-docs            also write docs/performance.md

Appends of the journal stores are measured by node bench/dist/journal-bench.js (--help).`

/** Options of the command line. Throws for one that is not known or is no positive number. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      events: { type: 'string', default: '60000' },
      sessions: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '20' },
      'write-docs': { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
    },
  })
  return {
    parts: partsFrom(values.only),
    rounds: positive('--rounds', values.rounds),
    events: positive('--events', values.events),
    sessions: positive('--sessions', values.sessions),
    seconds: positive('--seconds', values.seconds),
    writeDocs: values['write-docs'],
    withPeers: !values['no-peers'],
  }
}

function partsFrom(only: string | undefined): readonly BenchPart[] {
  if (only === undefined) return PARTS
  const wanted = PARTS.filter((part) => part === only)
  if (wanted.length > 0) return wanted
  throw new Error(`--only ${only}: there is ${PARTS.join(', ')}`)
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value <= 0) throw new Error(`${name} ${text} is no positive whole number`)
  return value
}
