import { setTimeout as wait } from 'node:timers/promises'
import { isRecord } from '@parley/wire'
import { connectSoakClient } from './soak-client.js'
import type { SoakClient } from './soak-client.js'
import { startGateway, startUpstream } from './soak-processes.js'
import type { StartedGateway } from './soak-processes.js'
import { takeSample } from './soak-sample.js'
import type { SoakSample } from './soak-sample.js'

export interface SoakOptions {
  readonly clients: number
  readonly conversations: number
  readonly minutes: number
  readonly onProgress: (text: string) => void
}

/** What one soak found, before anything is computed. */
export interface SoakRun {
  /** In steps: nobody there; everybody connected and silent; everybody streams. */
  readonly idle: SoakSample
  readonly connected: readonly SoakSample[]
  readonly streaming: readonly SoakSample[]
  /** Requests of listeners that need no realtime server: asked → answered. */
  readonly delaysMs: readonly number[]
  readonly totals: SoakTotals
}

export interface SoakTotals {
  readonly sentFrames: number
  readonly skippedFrames: number
  readonly heardFrames: number
  readonly events: number
  readonly refusals: number
  readonly disorders: number
  readonly lostClients: number
}

const SAMPLE_MS = 5_000
const CONNECTED_MS = 15_000
/** So many come at once. */
const BATCH = 20

interface Talk {
  readonly conversationId: string
  readonly speaker: SoakClient
}

/** Speakers stream both ways, one in each conversation; the others watch its events. */
export async function measureSoak(options: SoakOptions): Promise<SoakRun> {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream.url)
  const startedMs = performance.now()
  const sample = (): Promise<SoakSample> => takeSample(gateway, performance.now() - startedMs)
  const clients: SoakClient[] = []
  try {
    const idle = await sample()
    const talks = await openTalks(gateway, options, clients)
    options.onProgress(`${String(clients.length)} clients are there`)
    const connected = await sampleFor(CONNECTED_MS, sample)
    const delaysMs: number[] = []
    const talking = new AbortController()
    const speech = Promise.all([speak(talks, talking.signal), probe(clients, talks, talking.signal, delaysMs)])
    const streaming = await sampleFor(options.minutes * 60_000, sample, options.onProgress)
    talking.abort()
    await speech
    return { idle, connected, streaming, delaysMs, totals: totalsOf(clients) }
  } finally {
    for (const client of clients) client.close()
    await gateway.stop()
    upstream.stop()
  }
}

async function openTalks(
  gateway: StartedGateway,
  { clients: clientCount, conversations }: SoakOptions,
  clients: SoakClient[],
): Promise<readonly Talk[]> {
  const talks = await inBatches(conversations, async () => {
    const speaker = await connectSoakClient(gateway)
    clients.push(speaker)
    const { conversation } = await speaker.request('conversation/start', {})
    const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
    await speaker.request('conversation/subscribe', { conversationId, after: 0, audio: true })
    return { conversationId, speaker }
  })
  await inBatches(clientCount - conversations, async (index) => {
    const watcher = await connectSoakClient(gateway)
    clients.push(watcher)
    const { conversationId = '' } = talks[index % talks.length] ?? {}
    await watcher.request('conversation/subscribe', { conversationId, after: 0 })
  })
  return talks
}

async function inBatches<T>(count: number, open: (index: number) => Promise<T>): Promise<readonly T[]> {
  const opened: T[] = []
  for (let first = 0; first < count; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_value, index) => open(first + index))
    opened.push(...(await Promise.all(batch)))
  }
  return opened
}

async function speak(talks: readonly Talk[], signal: AbortSignal): Promise<void> {
  const startedMs = performance.now()
  let nextReportMs = 0
  while (!signal.aborted) {
    const elapsedMs = performance.now() - startedMs
    const isReport = elapsedMs >= nextReportMs
    if (isReport) nextReportMs += 500
    // Each begins a little later than the one before, so that their turns do not fall together.
    for (const [index, { speaker, conversationId }] of talks.entries()) {
      if (!speaker.isOpen) continue
      speaker.speakUntil(conversationId, elapsedMs - index * 53)
      if (isReport) speaker.reportPlayed(conversationId)
    }
    await wait(10)
  }
}

/** Ten times a second another client asks something small. */
async function probe(
  clients: readonly SoakClient[],
  talks: readonly Talk[],
  signal: AbortSignal,
  delaysMs: number[],
): Promise<void> {
  const watchers = clients.slice(talks.length)
  for (let index = 0; !signal.aborted && watchers.length > 0; index++) {
    const watcher = watchers[index % watchers.length]
    const { conversationId = '' } = talks[index % talks.length] ?? {}
    const askedMs = performance.now()
    if (watcher?.isOpen === true) {
      void watcher.request('usage/read', { conversationId }).then(() => delaysMs.push(performance.now() - askedMs))
    }
    await wait(100)
  }
}

async function sampleFor(
  durationMs: number,
  sample: () => Promise<SoakSample>,
  onProgress: (text: string) => void = () => undefined,
): Promise<readonly SoakSample[]> {
  const samples = [await sample()]
  const untilMs = performance.now() + durationMs
  while (performance.now() < untilMs) {
    await wait(Math.min(SAMPLE_MS, Math.max(1, untilMs - performance.now())))
    const next = await sample()
    samples.push(next)
    if (samples.length % 12 === 0) onProgress(JSON.stringify(next))
  }
  return samples
}

function totalsOf(clients: readonly SoakClient[]): SoakTotals {
  const sum = (read: (client: SoakClient) => number): number => clients.reduce((total, each) => total + read(each), 0)
  return {
    sentFrames: sum(({ counts }) => counts.sentFrames),
    skippedFrames: sum(({ counts }) => counts.skippedFrames),
    heardFrames: sum(({ counts }) => counts.heardFrames),
    events: sum(({ counts }) => counts.events),
    refusals: sum(({ counts }) => counts.refusals),
    disorders: sum(({ counts }) => counts.disorders),
    lostClients: clients.filter(({ isOpen }) => !isOpen).length,
  }
}
