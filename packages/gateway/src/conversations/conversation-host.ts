import { randomUUID } from 'node:crypto'
import { createSystemClock } from '@parley/conversation'
import type { Agent, Clock, RecordedStep } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { ConversationSummary } from '@parley/wire'
import type { ConversationTerms } from './conversation-core.js'
import { isOpenTask } from './conversation-records.js'
import { createHostedConversation } from './create-hosted-conversation.js'
import type { EventStore } from './event-store.js'
import { defaultHostLimits } from './host-limits.js'
import type { HostLimits } from './host-limits.js'
import type { HostedConversation } from './hosted-conversation.js'
import { createMemoryJournals, readRestored } from './journal-source.js'
import type { JournalSource } from './journal-source.js'
import { createMemoryEventStore } from './memory-event-store.js'
import { createSuspendableJournal } from './suspendable-journal.js'
import type { OpenVoice } from './voice-line.js'

/** The conversations of one process. They belong to it and not to the clients that come and go. */
export interface ConversationHost {
  /** Rejects with `unavailable` when the process has enough, and with what the journal says. */
  start(request?: StartConversation): Promise<HostedConversation>
  find(conversationId: string): HostedConversation | undefined
  /** The live one, else what its journal tells: open tasks go on, results wait for a voice. Rejects with `refused` for an unknown id. */
  restore(conversationId: string): Promise<HostedConversation>
  /** Live ones first, then those of which only the journal is there. */
  list(): Promise<readonly ConversationSummary[]>
  /** Takes nothing new from here on and ends every voice; resolves when no task runs any more, or the signal is aborted. */
  drain(options?: { readonly signal?: AbortSignal }): Promise<void>
  /**
   * Ends every run. What was open stays open in the journals: the next process goes on with it. Idempotent, never
   * rejects.
   */
  close(): Promise<void>
  readonly limits: HostLimits
}

export interface StartConversation {
  readonly conversationId?: string
  readonly workingDirectory?: string
}

export interface HostOptions {
  /** Opens a realtime connection, each time with the configuration that it is given. */
  readonly connect: OpenVoice
  /** Stays the caller's, who learns by `onForgotten` that a conversation needs its agent no longer. */
  readonly agentFor: (request: {
    readonly conversationId: string
    readonly workingDirectory: string | undefined
  }) => Agent
  /** Default: memory. */
  readonly journals?: JournalSource
  /** Default: memory, 2000 events for each conversation. */
  readonly events?: EventStore
  readonly clock?: Clock
  readonly limits?: Partial<HostLimits>
  /** Policy, approvals, prices and limits of every conversation. */
  readonly terms?: ConversationTerms
  /** Gets each step of each conversation: for figures and traces. Must not throw. */
  readonly onStep?: (conversationId: string, step: RecordedStep) => void
  readonly createId?: () => string
  /** It has left memory. */
  readonly onForgotten?: (conversationId: string) => void
}

interface HostState {
  readonly options: HostOptions
  readonly clock: Clock
  readonly limits: HostLimits
  readonly journals: JournalSource
  readonly events: EventStore
  readonly live: Map<string, HostedConversation>
  /** Two clients may ask for the same one at once. */
  readonly opening: Map<string, Promise<HostedConversation>>
  phase: 'open' | 'draining' | 'closed'
}

export function createConversationHost(options: HostOptions): ConversationHost {
  const state: HostState = {
    options,
    clock: options.clock ?? createSystemClock(),
    limits: { ...defaultHostLimits, ...options.limits },
    journals: options.journals ?? createMemoryJournals(),
    events: options.events ?? createMemoryEventStore(),
    live: new Map(),
    opening: new Map(),
    phase: 'open',
  }
  let closing: Promise<void> | undefined
  return {
    limits: state.limits,
    start: async ({ conversationId = (options.createId ?? randomUUID)(), workingDirectory } = {}) => {
      if (state.live.has(conversationId))
        throw new ParleyError('refused', `Conversation ${conversationId} is there already.`)
      return openOnce(state, conversationId, () => openConversation(state, conversationId, workingDirectory, false))
    },
    find: (conversationId) => state.live.get(conversationId),
    restore: async (conversationId) =>
      state.live.get(conversationId) ??
      openOnce(state, conversationId, () => openConversation(state, conversationId, undefined, true)),
    list: () => listAll(state),
    async drain({ signal } = {}) {
      if (state.phase === 'open') state.phase = 'draining'
      for (const conversation of state.live.values()) if (conversation.isVoiceOn) conversation.stopVoice('draining')
      await whenIdle(state, signal)
    },
    close: () => (closing ??= closeAll(state)),
  }
}

async function openOnce(
  { opening }: HostState,
  conversationId: string,
  open: () => Promise<HostedConversation>,
): Promise<HostedConversation> {
  const begun = opening.get(conversationId)
  if (begun !== undefined) return begun
  const opened = open().finally(() => opening.delete(conversationId))
  opening.set(conversationId, opened)
  return opened
}

async function openConversation(
  state: HostState,
  conversationId: string,
  folder: string | undefined,
  isRestored: boolean,
): Promise<HostedConversation> {
  checkRoom(state)
  const { options, clock, limits, journals, events, live } = state
  if (isRestored) await checkKnown(journals, conversationId)
  const journal = await journals.open(conversationId)
  try {
    const { restored, voice } = await readRestored(journal)
    checkRoom(state)
    const workingDirectory = folder ?? voice?.workingDirectory
    const conversation = createHostedConversation({
      ...{ conversationId, clock, limits, workingDirectory, restored, voice, open: options.connect },
      journal: createSuspendableJournal(journal),
      agent: options.agentFor({ conversationId, workingDirectory }),
      log: events.open(conversationId),
      terms: { ...options.terms, ...recordOf(options, conversationId) },
      onForgotten: () => void forget(state, conversationId),
    })
    live.set(conversationId, conversation)
    journal.lost?.addEventListener('abort', () => void forget(state, conversationId), { once: true })
    return conversation
  } catch (cause) {
    await journal.close()
    throw cause
  }
}

function recordOf({ onStep }: HostOptions, conversationId: string): Pick<ConversationTerms, 'record'> {
  return onStep === undefined ? {} : { record: (step) => onStep(conversationId, step) }
}

function checkRoom({ phase, live, opening, limits }: HostState): void {
  if (phase !== 'open') throw new ParleyError('unavailable', 'The gateway is shutting down and takes nothing new.')
  if (live.size + opening.size > limits.maxConversations) {
    throw new ParleyError('unavailable', `The gateway carries ${limits.maxConversations} conversations already.`)
  }
}

async function checkKnown(journals: JournalSource, conversationId: string): Promise<void> {
  const found =
    journals.describe === undefined
      ? (await journals.list?.())?.find((stored) => stored.conversationId === conversationId)
      : await journals.describe(conversationId)
  if (found === undefined) throw new ParleyError('refused', `conversation not found: ${conversationId}`)
}

async function forget({ live, options }: HostState, conversationId: string): Promise<void> {
  const conversation = live.get(conversationId)
  live.delete(conversationId)
  await conversation?.close()
  options.onForgotten?.(conversationId)
}

async function listAll({ live, journals }: HostState): Promise<readonly ConversationSummary[]> {
  const here = [...live.values()].map(toSummary)
  const stored = (await journals.list?.()) ?? []
  const kept = stored
    .filter(({ conversationId }) => !live.has(conversationId))
    .map(({ conversationId, title = null, createdAtMs, openTaskCount, undeliveredCount }) => ({
      ...{ conversationId, title, createdAtMs, openTaskCount, undeliveredCount, isLive: false, hasVoice: false },
    }))
  return [...here, ...kept]
}

const MAX_TITLE = 80

function toSummary({
  conversationId,
  createdAtMs,
  tasks,
  deliveries,
  isVoiceOn,
}: HostedConversation): ConversationSummary {
  const [first] = tasks
  const undelivered = deliveries.filter(
    ({ kind, phase, isAcknowledged }) => kind === 'result' && phase === 'pending' && !isAcknowledged,
  )
  return {
    ...{ conversationId, createdAtMs, isLive: true, hasVoice: isVoiceOn },
    title: first === undefined ? null : first.input.replaceAll(/\s+/g, ' ').slice(0, MAX_TITLE),
    openTaskCount: tasks.filter(isOpenTask).length,
    undeliveredCount: undelivered.length,
  }
}

/** Tasks end by themselves; there is nothing that would tell of all their ends at once. */
const DRAIN_LOOK_MS = 100

async function whenIdle({ live, clock }: HostState, signal: AbortSignal | undefined): Promise<void> {
  while (signal?.aborted !== true && [...live.values()].some(({ hasOpenTasks }) => hasOpenTasks)) {
    await new Promise<void>((resolve) => {
      clock.setTimer(clock.now() + DRAIN_LOOK_MS, resolve)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}

async function closeAll(state: HostState): Promise<void> {
  state.phase = 'closed'
  await Promise.allSettled(state.opening.values())
  const conversations = [...state.live.keys()]
  await Promise.allSettled(conversations.map((conversationId) => forget(state, conversationId)))
}
