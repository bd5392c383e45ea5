import { median, quantile } from '../statistics.js'
import { toTable } from '../table.js'
import type { SoakOptions, SoakRun } from './measure-soak.js'
import { slopePerMinute } from './soak-sample.js'
import type { SoakSample } from './soak-sample.js'

/** Sound fills its queues and the heap finds its size within this. */
const WARM_UP_MS = 120_000
/** More growth than this is a leak. */
export const MAX_RSS_SLOPE_MB = 1

/** CPU of one core in percent, between the first and the last of these samples. */
function cpuPercent(samples: readonly SoakSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return NaN
  return ((last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)) * 100
}

function slopeOf(samples: readonly SoakSample[], read: (sample: SoakSample) => number): number {
  return slopePerMinute(samples.map((sample) => ({ atMs: sample.atMs, value: read(sample) })))
}

/** The part of the run behind its first two minutes; all of it where it was shorter. */
export function settledPart({ streaming }: SoakRun): readonly SoakSample[] {
  const startMs = streaming[0]?.atMs ?? 0
  const settled = streaming.filter(({ atMs }) => atMs - startMs >= WARM_UP_MS)
  return settled.length > 2 ? settled : streaming
}

export const rssSlope = (run: SoakRun): number => slopeOf(settledPart(run), ({ rssMb }) => rssMb)

export function soakTable(options: SoakOptions, run: SoakRun): string {
  const { idle, connected, streaming, delaysMs, totals } = run
  const { clients, conversations, minutes } = options
  const settled = settledPart(run)
  const last = streaming.at(-1) ?? idle
  const middle = (samples: readonly SoakSample[], read: (sample: SoakSample) => number): number =>
    median(samples.map(read))
  const mb = (value: number): string => `${value.toFixed(1)} MB`
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  const percent = (value: number): string => `${value.toFixed(2)} %`
  const cpu = cpuPercent(settled)
  const [rssQuiet, rssBusy] = [middle(connected, ({ rssMb }) => rssMb), middle(settled, ({ rssMb }) => rssMb)]
  return toTable(
    [`${String(clients)} clients, ${String(conversations)} conversations, ${String(minutes)} min`, 'figure'],
    [
      ['RSS with nobody / everybody silent / streaming', [idle.rssMb, rssQuiet, rssBusy].map(mb).join(' / ')],
      ['RSS per silent client', mb((rssQuiet - idle.rssMb) / clients)],
      ['RSS per streaming conversation, on top', mb((rssBusy - rssQuiet) / conversations)],
      ['RSS slope behind the first two minutes', `${rssSlope(run).toFixed(2)} MB/min`],
      ['JavaScript heap slope, the same part', `${slopeOf(settled, ({ heapMb }) => heapMb).toFixed(2)} MB/min`],
      ['CPU, everybody silent, of one core', percent(cpuPercent(connected))],
      ['CPU, streaming, of one core', percent(cpu)],
      ['CPU per streaming conversation, of one core', percent(cpu / conversations)],
      ['event loop late, mean', ms(middle(settled, ({ loopMeanMs }) => loopMeanMs))],
      ['event loop late, p99 of 5 s, median / worst', worst(settled, ms)],
      ['a small request answered, p50 / p99', [0.5, 0.99].map((share) => ms(quantile(delaysMs, share))).join(' / ')],
      ['file descriptors, first / last', `${String(streaming[0]?.files)} / ${String(last.files)}`],
      [
        'frames of 40 ms, sent / heard',
        [totals.sentFrames, totals.heardFrames].map((n) => n.toLocaleString('en')).join(' / '),
      ],
      ['… not sent because this program came too late', totals.skippedFrames.toLocaleString('en')],
      ['events shown', totals.events.toLocaleString('en')],
      ['… out of order', String(totals.disorders)],
      ['requests refused', String(totals.refusals)],
      ['clients lost / dropped as slow', `${String(totals.lostClients)} / ${String(last.droppedClients)}`],
      ['load of the machine, median', middle(streaming, ({ load }) => load).toFixed(1)],
    ],
  )
}

function worst(samples: readonly SoakSample[], ms: (value: number) => string): string {
  const values = samples.map(({ loopP99Ms }) => loopP99Ms)
  return `${ms(median(values))} / ${ms(Math.max(...values))}`
}
