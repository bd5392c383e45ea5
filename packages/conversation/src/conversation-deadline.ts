import { approvalDeadlines } from './approval/approval-steps.js'
import { bargeInDeadline } from './barge-in/barge-in-machine.js'
import type { ConversationState } from './conversation-state.js'
import { reconnectDeadline } from './reconnect/reconnect-machine.js'
import { runWatchDeadlines } from './run-watch/run-watch-steps.js'
import { utteranceDeadline } from './reply-steps.js'
import { automaticAnswerDeadline } from './user-turns/take-words.js'
import { userSpeechDeadline } from './user-speech-machine.js'
import { listOpenDeliveries, listOpenHandoffs, listOpenTasks } from './open-entries.js'

/** When this conversation next changes by itself; `undefined` = not before something happens. */
export function conversationDeadline(state: ConversationState, nowMs: number): number | undefined {
  if (state.phase.type === 'ended') return undefined
  const { limits, dialect } = state.settings
  const times = [
    state.queue.deadlineAtMs,
    userSpeechDeadline(state.speech, limits),
    utteranceDeadline(state),
    ...listOpenTasks(state.tasks).map(({ deadlineAtMs }) => deadlineAtMs),
    ...runWatchDeadlines(state),
    ...approvalDeadlines(state),
    bargeInDeadline(state.bargeIn),
    automaticAnswerDeadline(state, nowMs),
    ...listOpenHandoffs(state.handoffs).map((handoff) => (handoff.phase === 'waiting' ? handoff.untilMs : undefined)),
    ...Object.values(state.notes).map(({ text, dueAtMs }) => (text === '' ? undefined : dueAtMs)),
    state.phase.type === 'open' ? reconnectDeadline(state.reconnect, state.settings.reconnect) : undefined,
    ...(dialect === 'quicksilver' ? unspokenDeadlines(state) : []),
  ].filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

function unspokenDeadlines({ deliveries, settings }: ConversationState): readonly (number | undefined)[] {
  return listOpenDeliveries(deliveries).map(({ phase, sentAtMs }) =>
    phase === 'sent' && sentAtMs !== undefined ? sentAtMs + settings.limits.unspokenMs : undefined,
  )
}
