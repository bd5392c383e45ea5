import { createConversationHost } from '../conversations/conversation-host.js'
import type { ConversationHost } from '../conversations/conversation-host.js'
import { isOpenTask } from '../conversations/conversation-records.js'
import { journalsFromStore } from '../conversations/journals-from-store.js'
import { createGatewayMetrics } from '../observing/gateway-metrics.js'
import type { GatewayMetrics } from '../observing/gateway-metrics.js'
import { openTracing } from '../observing/open-tracing.js'
import { silentLogger } from '../secrets/logger.js'
import { createConversationAgents } from './conversation-agents.js'
import type { ConversationAgents } from './conversation-agents.js'
import { openConversationStore } from './conversation-store.js'
import type { ConversationStore } from './conversation-store.js'
import { createObservers } from './observers.js'
import type { Observers } from './observers.js'
import { openUpstream } from './open-upstream.js'
import { readReadiness } from './readiness.js'
import type { Readiness } from './readiness.js'
import { restoreConversations } from './restore-conversations.js'
import { DEFAULT_DRAIN_MS } from './service-options.js'
import type { ServiceOptions } from './service-options.js'
import type { Upstream } from './upstream.js'

/** Everything of a gateway but the way in. */
export interface ConversationService {
  readonly host: ConversationHost
  /** Where agents work when a client names no folder; kept with each conversation, whatever folder the next process runs in. */
  readonly defaultFolder: string
  readonly metrics: GatewayMetrics
  readonly store: ConversationStore
  readiness(): Promise<Readiness>
  /** Takes nothing new, ends the voices, gives the runs their time. Resolves when none runs, or when that time is over. */
  drain(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** What is open stays open for the next one. Idempotent, never rejects. */
  close(): Promise<void>
}

interface ServiceParts {
  readonly options: ServiceOptions
  readonly store: ConversationStore
  readonly upstream: Upstream
  readonly agents: ConversationAgents
  readonly observers: Observers
  readonly host: ConversationHost
  phase: 'open' | 'draining' | 'closed'
}

/**
 * Opens the store, the upstream and the host, and brings back what the process before has left open. Throws `unavailable`
 * where another gateway has the state folder, `config` for what cannot work.
 */
export async function openConversationService(options: ServiceOptions): Promise<ConversationService> {
  const { logger = silentLogger, environment = process.env } = options
  const store = await openConversationStore(options, logger)
  try {
    const upstream = await openUpstream(options.upstream ?? { kind: 'embedded' }, logger)
    try {
      const tracing = await openTracing(environment)
      const observers = createObservers(createGatewayMetrics(), tracing)
      return await startService({ options, store, upstream, observers })
    } catch (cause) {
      await upstream.close()
      throw cause
    }
  } catch (cause) {
    await store.journals.close()
    throw cause
  }
}

type BeforeHost = Pick<ServiceParts, 'options' | 'store' | 'upstream' | 'observers'>

async function startService(before: BeforeHost): Promise<ConversationService> {
  const { options, store, upstream, observers } = before
  const { logger = silentLogger } = options
  const agents = createConversationAgents(options.agents)
  const kept = journalsFromStore(store.journals, `gateway ${process.pid}`)
  const stored = (await kept.journals.list?.()) ?? []
  let onRoom: () => void = () => {}
  const host = createConversationHost({
    ...{ connect: upstream.open, ...kept, terms: options.terms ?? {}, limits: options.limits ?? {} },
    agentFor: (request) => agents.take(request),
    onStep: (conversationId, step) => {
      observers.record(conversationId, step)
    },
    onForgotten: (conversationId) => {
      agents.release(conversationId)
      observers.end(conversationId)
      onRoom()
    },
  })
  const parts: ServiceParts = { ...before, agents, host, phase: 'open' }
  watchFigures(parts)
  const { isReady, detail } = options.agents.find()
  if (!isReady) logger.warn('gateway.agent-missing', { detail })
  const restoring = await restoreConversations({ host, stored, logger })
  onRoom = () => {
    if (parts.phase === 'open') restoring.onRoom()
  }
  const { restoredCount, openTaskCount, undeliveredCount, waitingCount } = restoring
  logger.info('gateway.conversations', {
    ...{ stored: stored.length, restoredCount, openTaskCount, undeliveredCount, waitingCount },
  })
  return createService(parts)
}

function watchFigures({ host, agents, observers: { metrics } }: ServiceParts): void {
  metrics.watch('conversations', () => agents.conversationIds.length)
  metrics.watch('open_tasks', () => {
    const tasks = agents.conversationIds.flatMap((id) => host.find(id)?.tasks ?? [])
    return tasks.filter(isOpenTask).length
  })
}

function createService(parts: ServiceParts): ConversationService {
  const { options, store, upstream, observers, host } = parts
  const { logger = silentLogger, drainMs = DEFAULT_DRAIN_MS, agents } = options
  const { workingDirectory: defaultFolder = process.cwd() } = agents
  let closed: Promise<void> | undefined
  return {
    ...{ store, defaultFolder, metrics: observers.metrics },
    host: { ...host, start: (request = {}) => host.start({ workingDirectory: defaultFolder, ...request }) },
    readiness: () =>
      readReadiness({
        gateway: () => ({ isReady: parts.phase === 'open', detail: parts.phase }),
        journal: async () => {
          await store.journals.describe('')
          return { isReady: true, detail: store.places === undefined ? 'in memory' : 'open' }
        },
        upstream: upstream.check,
        agent: () => agents.find(),
      }),
    async drain({ signal } = {}) {
      if (parts.phase === 'open') parts.phase = 'draining'
      logger.info('gateway.draining', { drainMs })
      const ends = [AbortSignal.timeout(drainMs), ...(signal === undefined ? [] : [signal])]
      await host.drain({ signal: AbortSignal.any(ends) })
    },
    close: () => (closed ??= closeService(parts)),
  }
}

async function closeService(parts: ServiceParts): Promise<void> {
  const { host, agents, observers, upstream, store } = parts
  parts.phase = 'closed'
  await host.close()
  await agents.close()
  // A collector of traces that does not answer must not keep the journal from its owner.
  await Promise.all([observers.close(), upstream.close(), store.journals.close()])
}
