import type { RealtimeEvent } from '@parley/wire'
import { createBoundedEventQueue } from './bounded-event-queue.js'
import { readPosition } from './barge-in/read-position.js'
import { createSystemClock } from './clock.js'
import type { Conversation, ConversationEnd, ConversationOptions } from './conversation.js'
import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationHappening } from './conversation-input.js'
import { toConnectionEvent } from './conversation-input.js'
import { createConversationLoop } from './conversation-loop.js'
import type { ConversationLoop } from './conversation-loop.js'
import { defaultApprovals, defaultLimits } from './conversation-settings.js'
import type { ConversationSettings } from './conversation-settings.js'
import { createEffectPerformer } from './effect-performer.js'
import { listTranscriptEntries } from './export/timeline-steps.js'
import { createMemoryJournal } from './memory-journal.js'
import type { RealtimeConnection } from './realtime-connection.js'
import { listPrices } from './usage/list-prices.js'
import { createRunSupervisor } from './run-supervisor.js'
import { listMissedResults } from './tools/missed-results.js'

/**
 * Puts an agent behind an open connection. One loop owns the machine's state: whatever happens becomes an input, is
 * stepped at once, and its effects are carried out in order; nothing is awaited between reading and writing the state.
 * Agents, journal and connection answer by further inputs, so none of them holds up audio.
 */
export function createConversation(options: ConversationOptions): Conversation {
  const { connection, agent, sink } = options
  const settings = settingsFrom(options)
  const clock = options.clock ?? createSystemClock()
  const queue = createBoundedEventQueue()
  const feed = (happening: ConversationHappening, event?: RealtimeEvent): void => {
    const played = readPosition(sink, happening)
    if (played !== undefined) loop.feed(played)
    loop.feed(happening, event)
  }
  const runs = createRunSupervisor(agent, (taskId, event) => {
    feed({ type: 'run-event', taskId, event })
  })
  let resolveEnd: () => void
  const machineEnded = new Promise<void>((resolve) => (resolveEnd = resolve))
  const perform: (effect: ConversationEffect, event: RealtimeEvent | undefined) => void = createEffectPerformer({
    ...{ connection, runs, queue, sink, clock, feed },
    journal: options.journal ?? createMemoryJournal(),
    onEnd: () => {
      resolveEnd()
    },
  })
  const loop: ConversationLoop = createConversationLoop({
    ...{ settings, perform, record: options.record },
    now: () => clock.now(),
  })
  const reading = readConnection(connection, feed)
  const ended = machineEnded.then(async (): Promise<ConversationEnd> => {
    await runs.close()
    await connection.close()
    const end = await reading
    queue.end()
    return end
  })
  return {
    ...{ events: queue.events, settings, ended },
    ...actions(connection, feed),
    get tasks() {
      return Object.values(loop.state.tasks)
    },
    get transcriptEntries() {
      return listTranscriptEntries(loop.state)
    },
    get missed() {
      return listMissedResults(loop.state)
    },
    get transcript() {
      return connection.transcript
    },
    get stats() {
      return queue.stats
    },
    async close() {
      feed({ type: 'close' })
      await ended
    },
  }
}

function settingsFrom(options: ConversationOptions): ConversationSettings {
  return {
    dialect: options.connection.dialect,
    agent: options.agent.describe(),
    policy: options.policy ?? 'steer',
    maxParallel: options.maxParallel ?? 4,
    workingDirectory: options.workingDirectory,
    limits: { ...defaultLimits, ...options.limits },
    usage: { prices: options.prices ?? listPrices, budget: options.budget },
    player: { isReporting: options.sink !== undefined, canResume: options.sink?.resume !== undefined },
    approvals: { ...defaultApprovals, ...options.approvals },
  }
}

/** What a person or a program does to a conversation: each is one input. */
function actions(
  connection: RealtimeConnection,
  feed: (happening: ConversationHappening) => void,
): Pick<
  Conversation,
  'sendAudio' | 'sendText' | 'cancelTask' | 'answerPermission' | 'stopSpeaking' | 'stopAll' | 'reportPlayed'
> {
  return {
    sendAudio: (frame) => {
      connection.sendAudio(frame)
    },
    sendText: (text) => {
      feed({ type: 'user-text', text })
    },
    cancelTask: (taskId) => {
      feed({ type: 'cancel-task', taskId })
    },
    answerPermission: (taskId, permissionId, decision) => {
      feed({ type: 'answer-permission', taskId, permissionId, decision })
    },
    stopSpeaking: () => {
      feed({ type: 'stop-speaking' })
    },
    stopAll: () => {
      feed({ type: 'stop-all' })
    },
    reportPlayed: (itemId, playedMs) => {
      feed({ type: 'played', itemId, playedMs })
    },
  }
}

/** Every event becomes an input; then the end does. Never rejects. */
async function readConnection(
  connection: RealtimeConnection,
  feed: (happening: ConversationHappening, event?: RealtimeEvent) => void,
): Promise<ConversationEnd> {
  const end = await readEvents(connection, feed)
  feed({ type: 'connection-closed', reason: end.reason })
  return end
}

async function readEvents(
  connection: RealtimeConnection,
  feed: (happening: ConversationHappening, event?: RealtimeEvent) => void,
): Promise<ConversationEnd> {
  try {
    for (let event = await connection.nextEvent(); event !== null; event = await connection.nextEvent()) {
      feed({ type: 'connection', event: toConnectionEvent(event) }, event)
    }
    const { code, reason, initiator } = await connection.closed
    return { reason: reason === '' ? `connection closed (${initiator}, code ${code})` : reason }
  } catch (cause) {
    return { reason: `connection failed: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}
