import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGatewayHome, linesAgentConfig, startGateway } from '../e2e/support/gateway-process.js'
import type { GatewayHome, GatewayProcess } from '../e2e/support/gateway-process.js'
import type { PlannedKill, SitePlan } from './chaos-plan.js'

/** One gateway after the other on the same state folder; each ends by the next kill of the plan. */
export interface ChaosSite {
  readonly home: GatewayHome
  /** The one that listens now or next. Rejects when a gateway cannot be started that nobody has killed. */
  current(): Promise<GatewayProcess>
  /** Something has happened to a user: the kill that waits for it comes. */
  note(phase: string): void
  /** A connection has ended. True: its gateway is dead, and another one comes. */
  isGone(gateway: GatewayProcess): Promise<boolean>
  readonly figures: Readonly<SiteFigures>
  /** The plan is over: kills that have not come do not come any more. */
  calm(): void
  /** Ends the last gateway as its user would. */
  stop(): Promise<void>
}

export interface SiteFigures {
  kills: number
  starts: number
  /** From the death of one gateway to the first line of the next. */
  readonly startMs: number[]
  /** When the last one has died, for whoever comes back. */
  diedAtMs: number
}

const crashPoint = fileURLToPath(new URL('crash-point.js', import.meta.url))
/** So long a gateway lives before we kill it, so that something can be said to its end. */
const MIN_LIFE_MS = 2_500
/** So many phases pass from one start to the next kill by signal, so that some work is done in between. */
const PHASES_BETWEEN = 25

const plainAgent = `const words = process.argv.slice(2).join(' ') + ' ' + (await readAll())
const [, ms = '0'] = /work (\\d+)/.exec(words) ?? []
if (/fail/.test(words)) { console.error('no paper'); process.exit(3) }
console.log('I have begun.')
setTimeout(() => { console.log('Done.'); process.exit(0) }, /wait/.test(words) ? 3_600_000 : Number(ms))
async function readAll() {
  let text = ''
  for await (const part of process.stdin) text += part
  return text
}
`

export interface SiteOptions {
  readonly plan: SitePlan
  readonly upstreamUrl: string
  /** Given to every gateway: a journal that is broken on purpose. */
  readonly twin?: string
}

export async function openChaosSite({ plan, upstreamUrl, twin }: SiteOptions): Promise<ChaosSite> {
  const home = await createGatewayHome(plan.agent === 'lines' ? linesAgentConfig : {})
  const program = join(home.folder, 'plain-agent.mjs')
  await writeFile(program, plainAgent)
  const agent = plan.agent === 'lines' ? [] : ['--agent', `command:${process.execPath} ${program}`]
  const kills = [...plan.kills]
  const figures: SiteFigures = { kills: 0, starts: 0, startMs: [], diedAtMs: 0 }
  let [phasesLeft, isCalm, isOver] = [PHASES_BETWEEN, false, false]
  let mayDieAtMs = Infinity
  let next: PlannedKill | undefined
  let running: Promise<GatewayProcess> | undefined

  const start = async (): Promise<GatewayProcess> => {
    for (;;) {
      next = isCalm ? undefined : kills.shift()
      phasesLeft = PHASES_BETWEEN
      const point = next?.by === 'point' ? next.point : twin
      try {
        const beganMs = figures.diedAtMs === 0 ? performance.now() : figures.diedAtMs
        const gateway = await startGateway({
          home,
          args: ['--upstream', upstreamUrl, ...agent],
          environment: crashing(point),
        })
        figures.starts += 1
        mayDieAtMs = performance.now() + MIN_LIFE_MS
        figures.startMs.push(performance.now() - beganMs)
        return gateway
      } catch (cause) {
        // Only one that was to die while it starts may.
        if (next?.by !== 'point') throw cause
        noteDeath(figures)
      }
    }
  }
  const current = (): Promise<GatewayProcess> => (running ??= start())
  const bury = async (gateway: GatewayProcess): Promise<void> => {
    const dead = running
    if (isOver) return
    await gateway.stop('SIGKILL')
    if (running !== dead || dead === undefined) return
    noteDeath(figures)
    running = undefined
    // Comes back by itself, as a service would: nobody has to ask for it.
    void current().catch(() => undefined)
  }
  const kill = async (gateway: GatewayProcess, delayMs: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    await bury(gateway)
  }
  return {
    ...{ home, figures, current },
    note(phase) {
      phasesLeft -= 1
      if (next?.by !== 'signal' || phasesLeft > 0 || isCalm || performance.now() < mayDieAtMs) return
      // One that waits for a phase that is rare comes some time all the same.
      if (next.behind !== phase && phasesLeft > -PHASES_BETWEEN) return
      const { delayMs } = next
      next = undefined
      void current().then((gateway) => kill(gateway, delayMs))
    },
    async isGone(gateway) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      if (isRunning(gateway.pid)) return false
      if ((await running?.catch(() => undefined)) === gateway) await bury(gateway)
      return true
    },
    calm() {
      isCalm = true
    },
    async stop() {
      const last = await current()
      isOver = true
      await last.stop('SIGTERM')
    },
  }
}

function noteDeath(figures: SiteFigures): void {
  figures.kills += 1
  figures.diedAtMs = performance.now()
}

function crashing(point: string | undefined): NodeJS.ProcessEnv {
  return point === undefined ? {} : { PARLEY_CHAOS: point, NODE_OPTIONS: `--import=${crashPoint}` }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
