import { readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { readProcessCpu } from '../sessions/process-cpu.js'
import type { StartedGateway } from './soak-processes.js'

/** What a gateway costs at one moment. */
export interface SoakSample {
  /** Since the beginning of the measurement. */
  readonly atMs: number
  readonly cpuMs: number
  readonly rssMb: number
  readonly heapMb: number
  readonly files: number
  /** Of its event loop since the sample before. */
  readonly loopP99Ms: number
  readonly loopMeanMs: number
  readonly droppedClients: number
  readonly droppedFrames: number
  /** Of the whole machine, one minute. */
  readonly load: number
}

const MB = 1_048_576

export async function takeSample({ pid, url, token }: StartedGateway, atMs: number): Promise<SoakSample> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  const text = await answer.text()
  const figure = (name: string): number => Number(new RegExp(`^parley_${name} (\\S+)$`, 'm').exec(text)?.[1])
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return {
    atMs,
    cpuMs: readProcessCpu(pid)?.totalMs ?? NaN,
    rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    heapMb: figure('nodejs_heap_size_used_bytes') / MB,
    files: readdirSync(`/proc/${String(pid)}/fd`).length,
    loopP99Ms: figure('nodejs_eventloop_lag_p99_seconds') * 1_000,
    loopMeanMs: figure('nodejs_eventloop_lag_mean_seconds') * 1_000,
    droppedClients: figure('dropped_clients_total'),
    droppedFrames: figure('dropped_audio_frames_total'),
    load: loadavg()[0] ?? NaN,
  }
}

/** Of the straight line through these points (least squares), per minute. NaN for fewer than two. */
export function slopePerMinute(points: readonly { readonly atMs: number; readonly value: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middle, average] = [mean(points.map(({ atMs }) => atMs)), mean(points.map(({ value }) => value))]
  const spread = points.reduce((sum, { atMs }) => sum + (atMs - middle) ** 2, 0)
  const together = points.reduce((sum, { atMs, value }) => sum + (atMs - middle) * (value - average), 0)
  return (together / spread) * 60_000
}
