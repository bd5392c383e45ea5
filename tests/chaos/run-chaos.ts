import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalRecord } from '@parley/conversation'
import { openSqliteJournalReader, statePlaces } from '@parley/gateway'
import type { JournalReader } from '@parley/gateway'
import { openUserVoice } from '../e2e/support/user-voice.js'
import { openEmbeddedServer } from '../interop/support/embedded-server.js'
import type { ChaosHistory, ConversationHistory } from './chaos-history.js'
import { planChaos } from './chaos-plan.js'
import type { ChaosSize, SitePlan } from './chaos-plan.js'
import { openChaosSite } from './chaos-site.js'
import type { ChaosSite } from './chaos-site.js'
import { runUser } from './chaos-user.js'
import type { ChaosUser } from './chaos-user.js'

export interface ChaosRun {
  readonly history: ChaosHistory
  readonly users: readonly ChaosUser[]
  readonly kills: number
  readonly starts: number
  readonly startMs: readonly number[]
  readonly seconds: number
}

export interface ChaosOptions extends ChaosSize {
  /** Breaks the journal of every gateway on purpose. */
  readonly twin?: string
}

/** Real processes on a real disk, killed by a plan that the seed decides, while users ask for one thing after the other. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const startedMs = performance.now()
  const realtime = await openEmbeddedServer()
  const words = await spokenRequest()
  const sites: ChaosSite[] = []
  try {
    const { twin } = options
    const ran = await Promise.all(
      planChaos(options).map(async (plan) => {
        const site = await openChaosSite({
          plan,
          upstreamUrl: realtime.server.url,
          ...(twin === undefined ? {} : { twin }),
        })
        sites.push(site)
        return runSite(site, plan, words)
      }),
    )
    const figures = sites.map((site) => site.figures)
    return {
      history: joinHistories(ran.map(({ history }) => history)),
      users: ran.flatMap(({ users }) => users),
      kills: figures.reduce((sum, { kills }) => sum + kills, 0),
      starts: figures.reduce((sum, { starts }) => sum + starts, 0),
      startMs: figures.flatMap(({ startMs }) => startMs.slice(1)),
      seconds: (performance.now() - startedMs) / 1_000,
    }
  } finally {
    await realtime.close()
    await Promise.all(sites.map(({ home }) => home.remove()))
  }
}

async function runSite(
  site: ChaosSite,
  plan: SitePlan,
  words: Int16Array,
): Promise<{ readonly history: ChaosHistory; readonly users: readonly ChaosUser[] }> {
  const users = await Promise.all(plan.users.map((jobs) => runUser(site, jobs, words)))
  site.calm()
  await site.stop()
  const { folder, stateFolder } = site.home
  const { journalFile } = statePlaces(stateFolder)
  const reader = await openSqliteJournalReader({ file: journalFile })
  const conversations = await Promise.all(users.map((user) => readHistory(reader, user)))
  await reader.close()
  const history: ChaosHistory = {
    conversations,
    leftProcesses: await findProcesses(folder),
    leftNotes: await readdir(join(stateFolder, 'runs')).catch(() => []),
    hangUps: users.flatMap(({ hangUps }) => hangUps),
  }
  return { history, users }
}

async function readHistory(reader: JournalReader, user: ChaosUser): Promise<ConversationHistory> {
  const { conversationId, seen, gapCount } = user
  const records: JournalRecord[] = []
  for await (const { record } of reader.read(conversationId)) records.push(record)
  const { events } = await reader.readEvents(conversationId, 0, 5_000)
  const last = seen.at(-1)?.sequence ?? 0
  const storedSequences = events.map(({ sequence }) => sequence).filter((sequence) => sequence <= last)
  return { conversationId, seen, gapCount, records, storedSequences }
}

function joinHistories(histories: readonly ChaosHistory[]): ChaosHistory {
  return {
    conversations: histories.flatMap(({ conversations }) => conversations),
    leftProcesses: histories.flatMap(({ leftProcesses }) => leftProcesses),
    leftNotes: histories.flatMap(({ leftNotes }) => leftNotes),
    hangUps: histories.flatMap(({ hangUps }) => hangUps),
  }
}

/** Programs of that user, by the folder that stands in their environment. */
async function findProcesses(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.includes(folder)) return []
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return command === '' ? [] : [`${pid} ${command.replaceAll('\0', ' ')}`]
    }),
  )
  return found.flat()
}

async function spokenRequest(): Promise<Int16Array> {
  const voice = await openUserVoice()
  const words = await voice.speak('list the files in this folder')
  await voice.close()
  return Int16Array.from([...new Int16Array(12_000), ...words, ...new Int16Array(28_800)])
}
