import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from '../statistics.js'
import { compareTurns } from './compare-turns.js'
import { readProcessCpu } from './process-cpu.js'
import type { ProcessCpu } from './process-cpu.js'
import { startServer } from './server-process.js'
import type { ServerProcess } from './server-process.js'
import { openSpeaker } from './speaker.js'
import type { Speaker } from './speaker.js'
import { FRAME_MS, readSpeechLoop } from './speech-loop.js'
import type { HeardTurn } from './turn-watch.js'

export interface SessionsOptions {
  readonly sessions: number
  readonly seconds: number
  readonly onProgress: (text: string) => void
}

export interface SessionsResult {
  readonly sessions: number
  readonly seconds: number
  readonly sentFrames: number
  readonly lostSessions: number
  readonly comparedTurns: number
  readonly differentTurns: number
  readonly lostFrames: number
  /** CPU of the server per session, in percent of one core: its event loop alone, and with recognition. */
  readonly serverMainPercent: number
  readonly serverTotalPercent: number
  readonly clientPercent: number
  /** Of events that need no recognition: asked → answered. */
  readonly roundTrips: number
  readonly unanswered: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** How late this process's own timers were, 99 of 100: part of every delay above. */
  readonly clientLoopP99Ms: number
}

/** So long the server may take for what was said last, and for giving back what it heard. */
const PATIENCE_MS = 30_000
/** A session alone has no further turn after so long. */
const QUIET_MS = 1_500
/** Users begin to speak one after the other within this time. */
const STAGGER_MS = 3_000

/** `sessions` users stream speech at once, in real time, to one `parley serve` in a process of its own. */
export async function measureSessions(options: SessionsOptions): Promise<SessionsResult> {
  const frames = readSpeechLoop()
  const server = await startServer()
  try {
    options.onProgress('one session alone, as the reference')
    const reference = await hearReference(server.url, frames, options.seconds)
    options.onProgress(`${String(options.sessions)} sessions for ${String(options.seconds)} s`)
    return await measureTogether(server, frames, reference, options)
  } finally {
    await server.stop()
  }
}

/** What the server hears when it has nothing else to do; faster than real time, because places count audio. */
async function hearReference(url: string, frames: readonly string[], seconds: number): Promise<readonly HeardTurn[]> {
  const speaker = await openSpeaker(url, frames, 'reference')
  for (let elapsedMs = 0; elapsedMs <= seconds * 1_000; elapsedMs += 10 * FRAME_MS) {
    speaker.speakUntil(elapsedMs)
    await wait(2)
  }
  for (let before = -1; before !== speaker.turnWatch.turns.length;) {
    before = speaker.turnWatch.turns.length
    await wait(QUIET_MS)
  }
  await collectSounds([speaker], speaker.turnWatch.turns.length)
  await speaker.close()
  return speaker.turnWatch.turns
}

/** Waits for every turn of everyone, then for the sound of each. A turn that does not come shows in the result. */
async function collectSounds(speakers: readonly Speaker[], turnCount: number): Promise<void> {
  await waitUntil(() => speakers.every(({ turnWatch }) => turnWatch.turns.length >= turnCount))
  for (const speaker of speakers) {
    speaker.askForSounds()
    await waitUntil(() => speaker.turnWatch.soundCount >= speaker.turnWatch.turns.length)
  }
}

async function waitUntil(isDone: () => boolean): Promise<void> {
  const startedMs = performance.now()
  while (!isDone() && performance.now() - startedMs < PATIENCE_MS) await wait(5)
}

async function measureTogether(
  server: ServerProcess,
  frames: readonly string[],
  reference: readonly HeardTurn[],
  options: SessionsOptions,
): Promise<SessionsResult> {
  const { sessions, seconds } = options
  const names = Array.from({ length: sessions }, (_value, index) => `user${String(index)}`)
  const speakers = await Promise.all(names.map((name) => openSpeaker(server.url, frames, name)))
  const silent = await openSpeaker(server.url, frames, 'silent')
  const loopDelay = monitorEventLoopDelay({ resolution: 5 })
  loopDelay.enable()
  const before = readCpu(server)
  await streamTogether(speakers, silent, seconds * 1_000)
  const spent = difference(readCpu(server), before)
  loopDelay.disable()
  const lostSessions = speakers.filter(({ isAlive }) => !isAlive).length
  await collectSounds(speakers, reference.length)
  const everyone = [...speakers, silent]
  const delaysMs = everyone.flatMap(({ roundTrips }) => roundTrips.delaysMs)
  const compared = speakers.map(({ turnWatch }) => compareTurns(turnWatch.turns, reference))
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const result: SessionsResult = {
    sessions,
    seconds,
    sentFrames: sum(speakers.map(({ sentFrames }) => sentFrames)),
    lostSessions,
    comparedTurns: sum(compared.map(({ comparedTurns }) => comparedTurns)),
    differentTurns: sum(compared.map(({ differentTurns }) => differentTurns)),
    lostFrames: sum(compared.map(({ lostFrames }) => lostFrames)),
    serverMainPercent: (spent.mainMs / spent.wallMs / sessions) * 100,
    serverTotalPercent: (spent.totalMs / spent.wallMs / sessions) * 100,
    clientPercent: (spent.clientMs / spent.wallMs / sessions) * 100,
    roundTrips: delaysMs.length,
    unanswered: sum(everyone.map(({ roundTrips }) => roundTrips.openCount)),
    p50Ms: quantile(delaysMs, 0.5),
    p99Ms: quantile(delaysMs, 0.99),
    maxMs: Math.max(...delaysMs),
    clientLoopP99Ms: loopDelay.percentile(99) / 1e6,
  }
  await Promise.all(everyone.map((speaker) => speaker.close()))
  return result
}

/** Each speaker begins a little later than the one before; all stop after so much audio of their own. */
async function streamTogether(speakers: readonly Speaker[], silent: Speaker, durationMs: number): Promise<void> {
  const startedMs = performance.now()
  const offsetOf = (index: number): number => (index * STAGGER_MS) / speakers.length
  let nextProbeMs = 500
  for (let nowMs = 0; nowMs < durationMs + STAGGER_MS; nowMs = performance.now() - startedMs) {
    for (const [index, speaker] of speakers.entries()) {
      speaker.speakUntil(Math.min(durationMs, nowMs - offsetOf(index)))
    }
    if (nowMs >= nextProbeMs) {
      nextProbeMs += 100
      silent.roundTrips.clearInput()
      // Ten of all users each tenth of a second, so that probes do not come in one burst.
      for (const [index, speaker] of speakers.entries()) {
        if (index % 10 === Math.floor(nextProbeMs / 100) % 10) speaker.roundTrips.createItem()
      }
    }
    await wait(5)
  }
  for (const speaker of speakers) speaker.speakUntil(durationMs)
}

interface CpuReading extends ProcessCpu {
  readonly wallMs: number
  readonly clientMs: number
}

function readCpu(server: ServerProcess): CpuReading {
  const { user, system } = process.cpuUsage()
  const { mainMs, totalMs } = readProcessCpu(server.pid) ?? { mainMs: NaN, totalMs: NaN }
  return { mainMs, totalMs, wallMs: performance.now(), clientMs: (user + system) / 1_000 }
}

function difference(after: CpuReading, before: CpuReading): CpuReading {
  return {
    mainMs: after.mainMs - before.mainMs,
    totalMs: after.totalMs - before.totalMs,
    wallMs: after.wallMs - before.wallMs,
    clientMs: after.clientMs - before.clientMs,
  }
}
