import { forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep, ProgressNote } from './conversation-state.js'
import { noteEffects } from './send-effect.js'
import { progressNote } from './task-notes.js'

const MAX_NOTE_CHARACTERS = 2000

/**
 * Collects silent words of an agent for the voice model. Only realtime has a channel that stays silent: whatever
 * quicksilver is given may be said.
 */
export function addProgressNote(
  state: ConversationState,
  taskId: string,
  text: string,
  nowMs: number,
): ConversationState {
  if (state.settings.dialect !== 'realtime') return state
  const before = state.notes[taskId] ?? { text: '', dueAtMs: nowMs + state.settings.limits.noteIntervalMs }
  const words = `${before.text}\n${text}`.trim().slice(-MAX_NOTE_CHARACTERS)
  return withNote(state, taskId, { ...before, text: words })
}

/** The result says it better. */
export function dropProgressNote(state: ConversationState, taskId: string): ConversationState {
  const { [taskId]: _dropped, ...notes } = state.notes
  return { ...state, notes }
}

/** Tells the model what is due; at most one note per task and interval, however much an agent prints. */
export function sendProgressNotes(state: ConversationState, nowMs: number): ConversationStep {
  const due = Object.entries(state.notes).filter(([, { text, dueAtMs }]) => text !== '' && nowMs >= dueAtMs)
  return forEach(due, step(state), (current, [taskId, { text }]) => {
    const task = current.tasks[taskId]
    const dueAtMs = nowMs + current.settings.limits.noteIntervalMs
    const sent = withNote(current, taskId, { text: '', dueAtMs })
    if (task === undefined) return step(sent)
    return step(sent, ...noteEffects(sent, progressNote(task, text)))
  })
}

function withNote(state: ConversationState, taskId: string, note: ProgressNote): ConversationState {
  return { ...state, notes: { ...state.notes, [taskId]: note } }
}
