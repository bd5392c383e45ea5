import { encodeDelegation } from '@parley/wire'
import type { HandoffRequestedEvent, TranscriptTurn } from '@parley/wire'
import { andThen, forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep, Handoff } from './conversation-state.js'
import { wantResponse } from './queue-steps.js'
import { hasSaidSomething } from './reply-machine.js'
import { isSameRequest } from './request-likeness.js'
import { sendEffects } from './send-effect.js'
import { changeTask, parallelLimit, taskEvent, withTask } from './task-steps.js'
import { isBusyTask, isOpenTask } from './task-machine.js'
import type { Task } from './task-machine.js'
import {
  acceptedNote,
  CLOSING_NOTE,
  duplicateNote,
  EMPTY_REQUEST_NOTE,
  steeredNote,
  steerFailedNote,
  UNSAVED_NOTE,
} from './task-notes.js'

type WaitingHandoff = Extract<Handoff, { phase: 'waiting' }>
type SavingHandoff = Extract<Handoff, { phase: 'saving' }>
type SettledHandoff = Extract<Handoff, { phase: 'settled' }>

/** The same call counts once, however often and in whatever form it comes. */
export function onHandoffRequested(
  state: ConversationState,
  event: HandoffRequestedEvent,
  nowMs: number,
): ConversationStep {
  const { handoffId, inputTranscript } = event
  if (state.handoffs[handoffId] !== undefined) return step(state)
  const { transcript, carriedWords } = withoutCarried(event.activeTranscript, state.carriedWords)
  const isWaiting = state.speech.unwrittenItemIds.length > 0
  const handoff: WaitingHandoff = {
    phase: 'waiting',
    handoffId,
    input: inputTranscript,
    transcript,
    untilMs: isWaiting ? nowMs + state.settings.limits.lateWordsMs : nowMs,
  }
  const received = withHandoff({ ...state, carriedWords }, handoff)
  return isWaiting ? step(received) : decide(received, handoff, nowMs)
}

/** Words of the user that come while a handoff waits for them stand in its envelope, and not again in the next one. */
export function addLateWords(state: ConversationState, text: string): ConversationState {
  const waiting = Object.values(state.handoffs).find((handoff) => handoff.phase === 'waiting')
  if (waiting === undefined || text.trim() === '') return state
  const transcript: readonly TranscriptTurn[] = [...waiting.transcript, { role: 'user', text }]
  return withHandoff({ ...state, carriedWords: [...state.carriedWords, text] }, { ...waiting, transcript })
}

/** Goes on with what has waited long enough, or has nothing to wait for any more. */
export function decideWaitingHandoffs(state: ConversationState, nowMs: number): ConversationStep {
  const waiting = Object.values(state.handoffs).filter((handoff) => handoff.phase === 'waiting')
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
  if (state.phase.type === 'closing') return refuse(state, handoff, CLOSING_NOTE, 'the conversation is being closed')
  if (input.trim() === '' && transcript.every(({ text }) => text.trim() === '')) {
    return refuse(state, handoff, EMPTY_REQUEST_NOTE, 'the request was empty')
  }
  const envelope = encodeDelegation({ input, transcript })
  const same = findSameTask(state, input, nowMs)
  if (same !== undefined) return answerDuplicate(state, handoff, envelope, same)
  const target = findSteerTarget(state)
  const disposition = target === undefined ? 'start' : 'steer'
  const taskId = target?.taskId ?? `task_${handoffId}`
  const recordId = `handoff:${handoffId}`
  const saving: SavingHandoff = {
    ...{ phase: 'saving', handoffId, input, envelope, taskId, disposition, receivedAtMs: nowMs },
  }
  return step(
    {
      ...withHandoff(state, saving),
      saving: { ...state.saving, [recordId]: { type: 'handoff', handoffId } },
    },
    {
      type: 'save',
      record: { kind: 'handoff', recordId, atMs: nowMs, handoffId, input, envelope, taskId, disposition },
    },
  )
}

/** The request is durable: now, and not before, it is accepted. */
export function onHandoffSaved(state: ConversationState, handoffId: string, nowMs: number): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'saving') return step(state)
  const target = handoff.disposition === 'steer' ? state.tasks[handoff.taskId] : undefined
  if (target === undefined || !isBusyTask(target) || target.isCancelling) {
    return acceptTask(settle(state, handoff, handoff.envelope, 'start'), handoff, undefined, nowMs)
  }
  return steerTask(settle(state, handoff, handoff.envelope, 'steer'), handoff, target)
}

export function onHandoffNotSaved(state: ConversationState, handoffId: string, error: string): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'saving') return step(state)
  return refuse(state, handoff, UNSAVED_NOTE, `the request could not be saved: ${error}`)
}

/** The run did not take the guidance: the request becomes a task of its own. */
export function onSteerFailed(
  state: ConversationState,
  taskId: string,
  handoffId: string,
  nowMs: number,
): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'settled' || handoff.outcome !== 'steer') return step(state)
  return acceptTask(withHandoff(state, { ...handoff, outcome: 'start' }), handoff, state.tasks[taskId], nowMs)
}

/** Adds the task; it starts when there is room. `refusedBy`: the task that should have been steered. */
function acceptTask(
  state: ConversationState,
  { handoffId, input, envelope }: { readonly handoffId: string; readonly input: string; readonly envelope: string },
  refusedBy: Task | undefined,
  nowMs: number,
): ConversationStep {
  const task = newTask(state, handoffId, input, envelope, nowMs)
  const { taskId } = task
  const busy = Object.values(state.tasks).filter(isOpenTask)
  const blocking = busy.length >= parallelLimit(state) ? busy.at(-1) : undefined
  const shown = step(
    withTask(state, task),
    { type: 'show', event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'start' } },
    { type: 'show', event: taskEvent(task) },
  )
  const answered = andThen(shown, (current) =>
    refusedBy === undefined
      ? answerCall(current, handoffId, acceptedNote(task, blocking), 'begun')
      : correctAnswer(current, handoffId, steerFailedNote(refusedBy, task)),
  )
  return state.phase.type === 'closing'
    ? andThen(answered, (current) => changeTask(current, taskId, { type: 'cancel', nowMs }, nowMs))
    : answered
}

function steerTask(state: ConversationState, handoff: SavingHandoff, target: Task): ConversationStep {
  const { handoffId, envelope } = handoff
  const { taskId } = target
  const steered = withTask(state, { ...target, handoffId })
  const shown = step(
    steered,
    { type: 'show', event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'steer' } },
    { type: 'steer-run', taskId, handoffId, text: envelope },
  )
  return andThen(shown, (current) => answerCall(current, handoffId, steeredNote(target), 'begun'))
}

function answerDuplicate(
  state: ConversationState,
  handoff: WaitingHandoff,
  envelope: string,
  same: Task,
): ConversationStep {
  const { handoffId } = handoff
  const { taskId } = same
  const shown = step(settle(state, handoff, envelope, 'duplicate'), {
    type: 'show',
    event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'duplicate' },
  })
  return andThen(shown, (current) => answerCall(current, handoffId, duplicateNote(same), 'over'))
}

function refuse(
  state: ConversationState,
  handoff: WaitingHandoff | SavingHandoff,
  note: string,
  reason: string,
): ConversationStep {
  const { handoffId } = handoff
  const shown = step(settle(state, handoff, '', 'refused'), {
    type: 'show',
    event: { type: 'handoff-refused', handoffId, reason },
  })
  return andThen(shown, (current) => answerCall(current, handoffId, note, 'over'))
}

/**
 * No call stays unanswered. On realtime the answer is the call's output, and the voice is asked to say it unless it has
 * just announced the work by itself. Quicksilver's handoff is answered by its final words, so nothing is said while it
 * has only begun.
 */
function answerCall(
  state: ConversationState,
  handoffId: string,
  text: string,
  handoffIs: 'begun' | 'over',
): ConversationStep {
  if (state.settings.dialect === 'quicksilver' && handoffIs === 'begun') return step(state)
  const hasAnnounced = handoffIs === 'begun' && hasSaidSomething(state.reply)
  const wanting = hasAnnounced ? state : wantResponse(state, { reason: 'acknowledgement' })
  return step(wanting, ...sendEffects(wanting, { method: 'finishHandoff', handoffId, text }))
}

/** The call has its answer; what turned out otherwise follows as a message. */
function correctAnswer(state: ConversationState, handoffId: string, text: string): ConversationStep {
  if (state.settings.dialect === 'quicksilver') return step(state)
  const wanting = wantResponse(state, { reason: 'acknowledgement' })
  return step(wanting, ...sendEffects(wanting, { method: 'appendHandoff', handoffId, text }))
}

function findSameTask(state: ConversationState, input: string, nowMs: number): Task | undefined {
  const { duplicateWindowMs } = state.settings.limits
  return Object.values(state.tasks).find(
    (task) => isOpenTask(task) && nowMs - task.acceptedAtMs <= duplicateWindowMs && isSameRequest(task.input, input),
  )
}

function findSteerTarget(state: ConversationState): Task | undefined {
  const { policy, agent } = state.settings
  if (policy !== 'steer' || !agent.canSteer) return undefined
  return Object.values(state.tasks).findLast((task) => isBusyTask(task) && !task.isCancelling)
}

function newTask(state: ConversationState, handoffId: string, input: string, envelope: string, nowMs: number): Task {
  return {
    taskId: `task_${handoffId}`,
    number: Object.keys(state.tasks).length + 1,
    ...{ handoffId, input, envelope, phase: 'accepted', acceptedAtMs: nowMs },
    ...{ deadlineAtMs: undefined, isCancelling: false, permissionIds: [], result: undefined, error: undefined },
  }
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

function settle(
  state: ConversationState,
  { handoffId, input }: Handoff,
  envelope: string,
  outcome: SettledHandoff['outcome'],
): ConversationState {
  return withHandoff(state, { phase: 'settled', handoffId, input, envelope, outcome })
}

function withHandoff(state: ConversationState, handoff: Handoff): ConversationState {
  return { ...state, handoffs: { ...state.handoffs, [handoff.handoffId]: handoff } }
}
