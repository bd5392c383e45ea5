import { encodeDelegation } from '@parley/wire'
import type { HandoffRequestedEvent, TranscriptTurn } from '@parley/wire'
import { stepQuestion } from './agent-questions/agent-question-machine.js'
import type { AgentQuestion } from './agent-questions/agent-question-machine.js'
import { withQuestion } from './agent-questions/question-record.js'
import { repliedAlreadyNote } from './agent-questions/question-words.js'
import { findAnsweredQuestion, findTaskAnswered, handedWords } from './agent-questions/take-reply.js'
import { andThen, forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep, SavePurpose } from './conversation-state.js'
import { answerCall, dropTakenWords, refuseHandoff, settleHandoff, withHandoff } from './handoff-answers.js'
import type { SavingHandoff, WaitingHandoff } from './handoff-answers.js'
import { isMadeOfTakenWords } from './user-turns/take-words.js'
import { stepUserTurns } from './user-turns/user-turns-machine.js'
import { isSameRequest } from './request-likeness.js'
import { isBusyTask, isOpenTask } from './task-machine.js'
import type { Task } from './task-machine.js'
import { CLOSING_NOTE, duplicateNote, EMPTY_REQUEST_NOTE } from './task-notes.js'
import { listOpenHandoffs, listOpenTasks } from './open-entries.js'

/** Words that no later handoff reports again are forgotten in the end. */
const MAX_CARRIED = 64

/** The same call counts once, however often and in whatever form it comes. */
export function onHandoffRequested(
  state: ConversationState,
  event: HandoffRequestedEvent,
  nowMs: number,
): ConversationStep {
  const { handoffId, inputTranscript } = event
  if (Object.hasOwn(state.handoffs, handoffId)) return step(state)
  const { transcript, carriedWords } = withoutCarried(event.activeTranscript, state.carriedWords)
  const isWaiting = state.speech.unwrittenItemIds.length > 0
  const handoff: WaitingHandoff = {
    phase: 'waiting',
    handoffId,
    input: inputTranscript,
    transcript,
    untilMs: isWaiting ? nowMs + state.settings.limits.lateWordsMs : nowMs,
  }
  const { phase } = state.queue
  const responseId = phase.type === 'active' ? phase.responseId : undefined
  const userTurns = stepUserTurns(state.userTurns, { type: 'called', responseId, handoffId })
  const received = withHandoff({ ...state, carriedWords, userTurns }, handoff)
  return isWaiting ? step(received) : decide(received, handoff, nowMs)
}

/** Words of the user that come while a handoff waits for them stand in its envelope, and not again in the next one. */
export function addLateWords(state: ConversationState, text: string): ConversationState {
  const waiting = listOpenHandoffs(state.handoffs).find((handoff) => handoff.phase === 'waiting')
  if (waiting === undefined || text.trim() === '') return state
  const transcript: readonly TranscriptTurn[] = [...waiting.transcript, { role: 'user', text }]
  return withHandoff(
    { ...state, carriedWords: [...state.carriedWords, text].slice(-MAX_CARRIED) },
    { ...waiting, transcript },
  )
}

/** Goes on with what has waited long enough, or has nothing to wait for any more. */
export function decideWaitingHandoffs(state: ConversationState, nowMs: number): ConversationStep {
  const waiting = listOpenHandoffs(state.handoffs).filter((handoff) => handoff.phase === 'waiting')
  if (waiting.length === 0) return step(state)
  const isLate = waiting.some(({ untilMs }) => nowMs >= untilMs)
  const isWritten = state.speech.unwrittenItemIds.length === 0
  if (!isLate && !isWritten && state.phase.type === 'open') return step(state)
  const settled = { ...state, speech: { ...state.speech, unwrittenItemIds: [] } }
  return forEach(waiting, step(settled), (current, handoff) => decide(current, handoff, nowMs))
}

/** New task, guidance for the running one, or nothing new. What is work is saved first. */
function decide(state: ConversationState, handoff: WaitingHandoff, nowMs: number): ConversationStep {
  const { handoffId, input, transcript } = handoff
  if (state.phase.type === 'closing')
    return refuseHandoff(state, handoff, CLOSING_NOTE, 'the conversation is being closed')
  if (input.trim() === '' && transcript.every(({ text }) => text.trim() === '')) {
    return refuseHandoff(state, handoff, EMPTY_REQUEST_NOTE, 'the request was empty')
  }
  if (isMadeOfTakenWords(state, handoffId, input)) return dropTakenWords(state, handoff)
  const envelope = encodeDelegation({ input, transcript })
  const words = handedWords(handoff)
  const question = findAnsweredQuestion(state, words)
  if (question !== undefined) return saveReply(state, handoff, envelope, question, words, nowMs)
  const answered = findTaskAnswered(state, words, nowMs)
  if (answered !== undefined) {
    return answerDuplicate(state, handoff, envelope, answered.taskId, repliedAlreadyNote(answered))
  }
  const same = findSameTask(state, input, nowMs)
  if (same !== undefined) return answerDuplicate(state, handoff, envelope, same.taskId, duplicateNote(same))
  if (mustWaitForOther(state, input)) return postpone(state, handoff, nowMs)
  const target = findSteerTarget(state)
  const disposition = target === undefined ? 'start' : 'steer'
  const taskId = target?.taskId ?? `task_${handoffId}`
  const saving: SavingHandoff = {
    ...{ phase: 'saving', handoffId, input, envelope, taskId, disposition, reply: undefined, receivedAtMs: nowMs },
  }
  return saveHandoff(state, saving, { type: 'handoff', handoffId }, {})
}

/** The next words of the user answer what an agent has asked aloud. Saved first, as every request. */
function saveReply(
  state: ConversationState,
  { handoffId, input }: WaitingHandoff,
  envelope: string,
  question: AgentQuestion,
  words: string,
  nowMs: number,
): ConversationStep {
  const { key, taskId, questionId } = question
  const reply = { handoffId, words, atMs: nowMs }
  const answering = withQuestion(state, stepQuestion(question, { type: 'replied', reply }))
  const saving: SavingHandoff = {
    ...{ phase: 'saving', handoffId, input, envelope, taskId, disposition: 'reply', receivedAtMs: nowMs },
    reply: { key, words },
  }
  return saveHandoff(answering, saving, { type: 'reply', handoffId, key }, { questionId })
}

function saveHandoff(
  state: ConversationState,
  handoff: SavingHandoff,
  purpose: SavePurpose,
  about: { readonly questionId?: string },
): ConversationStep {
  const { handoffId, input, envelope, taskId, disposition, receivedAtMs } = handoff
  const recordId = `handoff:${handoffId}`
  const fact = { recordId, atMs: receivedAtMs, handoffId, input, envelope, taskId, disposition, ...about }
  return step(
    { ...withHandoff(state, handoff), saving: { ...state.saving, [recordId]: purpose } },
    { type: 'save', record: { kind: 'handoff', ...fact } },
  )
}

function answerDuplicate(
  state: ConversationState,
  handoff: WaitingHandoff,
  envelope: string,
  taskId: string,
  note: string,
): ConversationStep {
  const { handoffId } = handoff
  const shown = step(settleHandoff(state, handoff, envelope, 'duplicate'), {
    type: 'show',
    event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'duplicate' },
  })
  return andThen(shown, (current) => answerCall(current, handoffId, note, 'over'))
}

function findSameTask(state: ConversationState, input: string, nowMs: number): Task | undefined {
  const { duplicateWindowMs } = state.settings.limits
  return listOpenTasks(state.tasks).find(
    (task) => isOpenTask(task) && nowMs - task.acceptedAtMs <= duplicateWindowMs && isSameRequest(task.input, input),
  )
}

/** A request that is just being saved will be the task that this one repeats, or steers. */
function mustWaitForOther(state: ConversationState, input: string): boolean {
  const { policy, agent } = state.settings
  const mayStart = policy === 'steer' && agent.canSteer && findSteerTarget(state) === undefined
  return listOpenHandoffs(state.handoffs).some(
    (other) =>
      other.phase === 'saving' && other.disposition === 'start' && (mayStart || isSameRequest(other.input, input)),
  )
}

function postpone(state: ConversationState, handoff: WaitingHandoff, nowMs: number): ConversationStep {
  return step(withHandoff(state, { ...handoff, untilMs: nowMs + state.settings.limits.lateWordsMs }))
}

function findSteerTarget(state: ConversationState): Task | undefined {
  const { policy, agent } = state.settings
  if (policy !== 'steer' || !agent.canSteer) return undefined
  return listOpenTasks(state.tasks).findLast((task) => isBusyTask(task) && !task.isCancelling)
}

/** Leaves out the user's words that an earlier envelope holds already, each as often as it was carried. */
function withoutCarried(
  turns: readonly TranscriptTurn[],
  carriedWords: readonly string[],
): { readonly transcript: readonly TranscriptTurn[]; readonly carriedWords: readonly string[] } {
  const carried = [...carriedWords]
  const transcript = turns.filter(({ role, text }) => {
    const index = role === 'user' ? carried.indexOf(text) : -1
    if (index >= 0) carried.splice(index, 1)
    return index < 0
  })
  return { transcript, carriedWords: carried }
}
