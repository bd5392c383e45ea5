import type { RealtimeEvent } from '@parley/wire'
import { checkWaitingSpeech } from './asked-speech/speech-steps.js'
import { createBoundedEventQueue } from './bounded-event-queue.js'
import type { BoundedEventQueue } from './bounded-event-queue.js'
import { readStats } from './backpressure/conversation-stats.js'
import { readPosition } from './barge-in/read-position.js'
import { createSystemClock } from './clock.js'
import type {
  Conversation,
  ConversationEnd,
  ConversationOptions,
  ReconnectingConversationOptions,
} from './conversation.js'
import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationHappening } from './conversation-input.js'
import { createConversationLoop } from './conversation-loop.js'
import type { ConversationLoop } from './conversation-loop.js'
import { defaultApprovals, defaultLimits } from './conversation-settings.js'
import type { ConversationSettings } from './conversation-settings.js'
import type { ConversationState } from './conversation-state.js'
import { createEffectPerformer } from './effect-performer.js'
import { listTranscriptEntries } from './export/timeline-steps.js'
import { createMemoryJournal } from './memory-journal.js'
import { createConnectionSource } from './reconnect/connection-source.js'
import type { ConnectionSource } from './reconnect/connection-source.js'
import { defaultReconnect } from './reconnect/reconnect-settings.js'
import { readTranscript } from './session-seed/history-steps.js'
import { listPrices } from './usage/list-prices.js'
import { createRunSupervisor } from './run-supervisor.js'
import type { RunSupervisor } from './run-supervisor.js'
import { listMissedResults } from './tools/missed-results.js'

/** Longer gaps lose their beginning. */
const MAX_KEPT_AUDIO_MS = 30_000

/**
 * Puts an agent behind a connection, or behind a way to open them. One loop owns the machine's state: whatever happens becomes an input, is
 * stepped at once, and its effects are carried out in order; nothing is awaited between reading and writing the state.
 * Agents, journal and connection answer by further inputs, so none of them holds up audio.
 */
export function createConversation(options: ConversationOptions | ReconnectingConversationOptions): Conversation {
  const { agent, sink } = options
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
  const source = openSource(options, feed)
  let resolveEnd: () => void
  const machineEnded = new Promise<void>((resolve) => (resolveEnd = resolve))
  const perform: (effect: ConversationEffect, event: RealtimeEvent | undefined) => void = createEffectPerformer({
    ...{ source, runs, queue, sink, clock, feed },
    journal: options.journal ?? createMemoryJournal(),
    onEnd: () => {
      resolveEnd()
    },
  })
  const loop: ConversationLoop = createConversationLoop({
    ...{ settings, perform, record: options.record },
    now: () => clock.now(),
  })
  if (options.restored !== undefined) feed({ type: 'restored', restored: options.restored })
  if ('connect' in options) feed({ type: 'tick' })
  const ended = machineEnded.then(() => closeAll(runs, source, queue))
  return {
    ...{ events: queue.events, settings, ended },
    ...actions(source, feed, () => loop.state),
    get tasks() {
      return Object.values(loop.state.tasks)
    },
    get transcriptEntries() {
      return listTranscriptEntries(loop.state)
    },
    get approvals() {
      return Object.values(loop.state.approvals)
    },
    get questions() {
      return Object.values(loop.state.questions)
    },
    get missed() {
      return listMissedResults(loop.state)
    },
    get transcript() {
      return readTranscript(loop.state)
    },
    get stats() {
      return readStats(queue.stats, loop.state, source.audio, source.current?.bufferedAmount ?? 0)
    },
    async close() {
      feed({ type: 'close' })
      await ended
    },
  }
}

async function closeAll(
  runs: RunSupervisor,
  source: ConnectionSource,
  queue: BoundedEventQueue,
): Promise<ConversationEnd> {
  await runs.close()
  const reason = await source.closeAll()
  queue.end()
  return { reason }
}

function openSource(
  options: ConversationOptions | ReconnectingConversationOptions,
  feed: (happening: ConversationHappening, event?: RealtimeEvent) => void,
): ConnectionSource {
  if ('connection' in options) {
    const { connection: given } = options
    return createConnectionSource({ connect: undefined, given, jitter: () => 0, maxKeptAudioMs: 0, feed })
  }
  const { connect, jitter = Math.random, maxKeptAudioMs = MAX_KEPT_AUDIO_MS } = options
  return createConnectionSource({ connect, given: undefined, jitter, maxKeptAudioMs, feed })
}

function settingsFrom(options: ConversationOptions | ReconnectingConversationOptions): ConversationSettings {
  const line =
    'connection' in options
      ? { dialect: options.connection.dialect }
      : { dialect: options.dialect ?? 'realtime', reconnect: { ...defaultReconnect, ...options.reconnect } }
  return {
    ...line,
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
  source: ConnectionSource,
  feed: (happening: ConversationHappening) => void,
  state: () => ConversationState,
): Pick<
  Conversation,
  | 'say'
  | 'sendAudio'
  | 'sendText'
  | 'dropSpeech'
  | 'cancelTask'
  | 'steerTask'
  | 'answerPermission'
  | 'replyToQuestion'
  | 'stopSpeaking'
  | 'stopAll'
  | 'reportPlayed'
> {
  return {
    sendAudio: (frame) => {
      source.sendAudio(frame)
    },
    sendText: (text) => {
      feed({ type: 'user-text', text })
    },
    say: (text) => {
      checkWaitingSpeech(state())
      feed({ type: 'say', text })
    },
    dropSpeech: () => {
      feed({ type: 'drop-speech' })
    },
    cancelTask: (taskId) => {
      feed({ type: 'cancel-task', taskId })
    },
    steerTask: (taskId, text) => {
      feed({ type: 'steer-task', taskId, text })
    },
    answerPermission: (taskId, permissionId, decision) => {
      feed({ type: 'answer-permission', taskId, permissionId, decision })
    },
    replyToQuestion: (taskId, questionId, text) => {
      feed({ type: 'reply-to-question', taskId, questionId, text })
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
