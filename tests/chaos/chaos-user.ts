import { setTimeout as wait } from 'node:timers/promises'
import { encodePcm16, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { GatewayClient, SeenEvent } from '../e2e/support/gateway-client.js'
import type { GatewayProcess } from '../e2e/support/gateway-process.js'
import { slicesOf } from '../interop/support/sounds.js'
import type { PlannedJob } from './chaos-plan.js'
import type { ChaosSite } from './chaos-site.js'
import { createListener } from './chaos-listener.js'

/** A page with one conversation: it asks for one thing after the other, comes back whenever its line ends, and keeps its cursor. */
export interface ChaosUser {
  readonly conversationId: string
  readonly seen: readonly SeenEvent[]
  readonly gapCount: number
  /** From the death of the gateway to the moment in which its events come again. */
  readonly recoveryMs: readonly number[]
  readonly hangUps: readonly string[]
  /** Jobs whose end or whose hearing did not come in time. */
  readonly stuck: readonly string[]
}

interface UserState {
  readonly site: ChaosSite
  readonly words: Int16Array
  readonly seen: SeenEvent[]
  readonly recoveryMs: number[]
  readonly hangUps: string[]
  readonly stuck: string[]
  gapCount: number
  conversationId: string
  line: Line | undefined
}

interface Line {
  readonly gateway: GatewayProcess
  readonly client: GatewayClient
  /** Takes what has come since the last look. */
  readonly take: () => void
  isOver: boolean
}

const LOOK_MS = 20
const RESEND_MS = 6_000
const PATIENCE_MS = 120_000

export async function runUser(site: ChaosSite, jobs: readonly PlannedJob[], words: Int16Array): Promise<ChaosUser> {
  const user: UserState = {
    ...{ site, words, seen: [], recoveryMs: [], hangUps: [], stuck: [], gapCount: 0 },
    ...{ conversationId: '', line: undefined },
  }
  for (const job of jobs) await runJob(user, job)
  await settle(user)
  user.line?.take()
  await user.line?.client.close()
  return user
}

/** What is still to be heard when everything has been asked for. */
async function settle(user: UserState): Promise<void> {
  const dueMs = performance.now() + PATIENCE_MS
  while (performance.now() < dueMs) {
    await lineOf(user)
    if (user.line?.isOver === false && knownTasks(user.seen).every((taskId) => isDone(user.seen, taskId))) return
    await wait(LOOK_MS * 10)
  }
}

async function runJob(user: UserState, job: PlannedJob): Promise<void> {
  const before = new Set(knownTasks(user.seen))
  const dueMs = performance.now() + PATIENCE_MS
  let askedMs = -Infinity
  let cancelledMs = 0
  while (performance.now() < dueMs) {
    const line = await lineOf(user)
    const taskId = knownTasks(user.seen).find((id) => !before.has(id))
    if (taskId === undefined && performance.now() - askedMs > RESEND_MS) {
      askedMs = performance.now()
      await ask(user, line, job).catch(() => undefined)
      user.site.note('sent')
    }
    if (taskId !== undefined && isDone(user.seen, taskId)) return
    if (taskId !== undefined && job.kind === 'hanging' && performance.now() - cancelledMs > 700) {
      // The first time it only begins to count: it has to hang for a while.
      const { conversationId } = user
      if (cancelledMs > 0) await call(line.client, 'task/cancel', { conversationId, taskId }).catch(() => undefined)
      cancelledMs = performance.now()
    }
    await wait(LOOK_MS)
  }
  const last = user.seen.slice(-6).map(({ event }) => JSON.stringify([event['type'], event['phase']]))
  user.stuck.push(`${job.kind} "${job.text}" of ${user.conversationId}, which last saw: ${last.join(', ')}`)
}

async function ask(user: UserState, { client }: Line, job: PlannedJob): Promise<void> {
  const { conversationId, words } = user
  if (job.kind !== 'spoken') {
    await call(client, 'conversation/sendText', { conversationId, text: job.text })
    return
  }
  for (const slice of slicesOf(words, 100)) {
    const audio = { data: encodePcm16(slice), sampleRate: 24_000, numChannels: 1 }
    await call(client, 'conversation/sendAudio', { conversationId, audio })
  }
}

/** The line that is there, else a new one: it begins behind the last event that has come. */
async function lineOf(user: UserState): Promise<Line> {
  while (user.line === undefined || user.line.isOver) {
    try {
      await comeBack(user)
    } catch {
      await wait(20)
    }
  }
  user.line.take()
  return user.line
}

async function comeBack(user: UserState): Promise<void> {
  const { site, seen } = user
  const gateway = await site.current()
  const client = await gateway.connect({ isPage: true })
  const line: Line = { gateway, client, take: createListener(client, user), isOver: false }
  void client.closed.then(async ({ code, reason }) => {
    line.take()
    if (!(await site.isGone(gateway)) && code !== 1005) user.hangUps.push(`${String(code)} ${reason}`)
    line.isOver = true
  })
  const isNew = user.conversationId === ''
  if (isNew) user.conversationId = await begin(client)
  const { conversationId } = user
  if (!isNew) await call(client, 'conversation/resume', { conversationId })
  const after = seen.at(-1)?.sequence ?? 0
  const { gap } = await call(client, 'conversation/subscribe', { conversationId, after, audio: true })
  if (gap !== null) user.gapCount += 1
  if (site.figures.diedAtMs > 0) user.recoveryMs.push(performance.now() - site.figures.diedAtMs)
  if (!isNew) await call(client, 'conversation/startVoice', { conversationId })
  user.line = line
}

async function begin(client: GatewayClient): Promise<string> {
  const { conversation } = await call(client, 'conversation/start', {})
  if (!isRecord(conversation)) throw new TypeError('conversation/start gave no conversation')
  return String(conversation['conversationId'])
}

function knownTasks(seen: readonly SeenEvent[]): readonly string[] {
  const ids = seen.flatMap(({ event }) =>
    event['type'] === 'handoff' || isTask(event) ? [String(event['taskId'])] : [],
  )
  return [...new Set(ids)]
}

const isTask = ({ type }: JsonObject): boolean => type === 'task' || type === 'task-resumed'

function isDone(seen: readonly SeenEvent[], taskId: string): boolean {
  const events = seen.map(({ event }) => event).filter((event) => event['taskId'] === taskId)
  if (events.some((event) => event['type'] === 'task' && event['phase'] === 'cancelled')) return true
  const isEnded = events.some((event) => event['type'] === 'task' && ENDED.has(String(event['phase'])))
  const last = events.findLast((event) => event['type'] === 'delivery' && event['kind'] === 'result')
  return isEnded && (last?.['phase'] === 'heard' || last?.['phase'] === 'missed')
}

const ENDED = new Set(['finished', 'failed', 'timed-out'])

/** A line that has ended answers nothing, and says nothing of what it is asked then. */
function call(client: GatewayClient, method: string, params: JsonObject): Promise<JsonObject> {
  const ended = client.closed.then((): never => {
    throw new Error(`${method}: the line has ended`)
  })
  return Promise.race([client.request(method, params), ended])
}
