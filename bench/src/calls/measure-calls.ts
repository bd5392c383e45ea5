import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from '../statistics.js'
import { readProcessCpu } from '../sessions/process-cpu.js'
import { startServer } from '../sessions/server-process.js'
import type { ServerProcess } from '../sessions/server-process.js'
import { FRAME_MS } from '../sessions/speech-loop.js'
import { openCaller } from './caller.js'
import type { Caller } from './caller.js'
import { readVoicePackets } from './voice-packets.js'

export interface CallsOptions {
  readonly onProgress: (text: string) => void
}

/** So many calls at once, each speaking and spoken to all the time. */
export interface CallsRow {
  readonly calls: number
  /** Medians, from the offer on. */
  readonly answerMs: number
  readonly channelMs: number
  readonly firstSoundMs: number
  /** Of the server's event loop, in percent of one core: transport and Opus both ways. */
  readonly mainPercent: number
  readonly megabytes: number
  /** Packets of 20 ms that came, of those that should. */
  readonly heardPercent: number
}

export interface CallsResult {
  /** Of the first call of a server, which loads the library: offer → first sound. */
  readonly firstCallMs: number
  readonly firstCallMegabytes: number
  readonly rows: readonly CallsRow[]
}

const STEPS = [1, 5, 10] as const
const MEASURED_MS = 8_000
/** Speech is made ahead in bursts; the first and largest is not the cost of a call. */
const SETTLE_MS = 3_000

/** Calls against one `parley serve` in a process of its own; the callers are this process. */
export async function measureCalls({ onProgress }: CallsOptions): Promise<CallsResult> {
  const packets = readVoicePackets()
  const server = await startServer()
  try {
    onProgress('the first call of a server')
    const emptyMegabytes = megabytesOf(server.pid)
    const first = await openCaller(server.url)
    const firstCallMegabytes = megabytesOf(server.pid) - emptyMegabytes
    await first.close()
    const rows: CallsRow[] = []
    for (const calls of STEPS) {
      onProgress(`${String(calls)} calls at once`)
      await wait(1_000)
      rows.push(await measureStep(server, calls, packets))
    }
    return { firstCallMs: first.times.firstSoundMs, firstCallMegabytes, rows }
  } finally {
    await server.stop()
  }
}

async function measureStep(server: ServerProcess, calls: number, packets: readonly Buffer[]): Promise<CallsRow> {
  const emptyMegabytes = megabytesOf(server.pid)
  const callers: Caller[] = []
  // One after the other: times of set-up are those of one call beside others that run.
  for (let index = 0; index < calls; index += 1) callers.push(await openCaller(server.url))
  await speak(callers, packets, SETTLE_MS)
  const before = { cpuMs: mainMsOf(server.pid), heard: heardBy(callers), startedMs: performance.now() }
  await speak(callers, packets, MEASURED_MS)
  const wallMs = performance.now() - before.startedMs
  const median = (pick: (caller: Caller) => number): number => quantile(callers.map(pick), 0.5)
  const row: CallsRow = {
    calls,
    answerMs: median(({ times }) => times.answerMs),
    channelMs: median(({ times }) => times.channelMs),
    firstSoundMs: median(({ times }) => times.firstSoundMs),
    mainPercent: ((mainMsOf(server.pid) - before.cpuMs) / wallMs / calls) * 100,
    megabytes: (megabytesOf(server.pid) - emptyMegabytes) / calls,
    heardPercent: ((heardBy(callers) - before.heard) / ((calls * wallMs) / FRAME_MS)) * 100,
  }
  await Promise.all(callers.map((caller) => caller.close()))
  return row
}

async function speak(callers: readonly Caller[], packets: readonly Buffer[], durationMs: number): Promise<void> {
  const startedMs = performance.now()
  for (let sent = 0; sent * FRAME_MS < durationMs;) {
    const due = Math.floor((performance.now() - startedMs) / FRAME_MS)
    for (; sent < due; sent += 1) {
      const packet = packets[sent % packets.length]
      if (packet !== undefined) for (const caller of callers) caller.sendVoice(packet)
    }
    await wait(FRAME_MS / 2)
  }
}

const heardBy = (callers: readonly Caller[]): number => callers.reduce((sum, caller) => sum + caller.receivedPackets, 0)

const mainMsOf = (pid: number): number => readProcessCpu(pid)?.mainMs ?? NaN

/** Resident memory, from /proc; NaN on other systems. */
function megabytesOf(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1_024
  } catch {
    return NaN
  }
}
