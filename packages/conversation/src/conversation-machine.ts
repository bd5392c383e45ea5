import { answerOnScreen, expireApprovals, onApprovalSaved } from './approval/approval-steps.js'
import { forgetOldQuestions, hearQuestions, sayQuestions } from './approval/question-steps.js'
import { askNextQuestion, closeOrphanedQuestions } from './agent-questions/ask-steps.js'
import { onReplyFailed, onReplySaved, reopenQuestion, replyOnScreen } from './agent-questions/answer-steps.js'
import { addSpeech, dropSpeech, saySpeech } from './asked-speech/speech-steps.js'
import { changeBargeIn } from './barge-in/barge-in-steps.js'
import type { ConversationInput } from './conversation-input.js'
import { andThen, forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { changeDeliveries, offerDeliveries } from './delivery-steps.js'
import { conversationDeadline } from './conversation-deadline.js'
import { onHandoffNotSaved, onHandoffSaved, onSteerFailed } from './accept-steps.js'
import { recordTimeline } from './export/timeline-steps.js'
import { decideWaitingHandoffs } from './handoff-steps.js'
import { sendProgressNotes } from './note-steps.js'
import { onAgentEvent } from './run-event-steps.js'
import { checkRuns } from './run-watch/run-watch-steps.js'
import { wantResponse } from './queue-steps.js'
import { listUnheard, missUnheard } from './unheard-steps.js'
import { endUtteranceAtPause, expireQueue, onPlayed } from './reply-steps.js'
import { isConnected, sendEffects } from './send-effect.js'
import { steerOnScreen } from './screen-guidance/steer-on-screen.js'
import { stopAll, stopSpeaking } from './stops/stop-steps.js'
import { announceEnd, changeTask, scheduleTasks } from './task-steps.js'
import { isOpenTask } from './task-machine.js'
import { onEventOf } from './reconnect/live-event-steps.js'
import { connectWhenDue, onConnectionChange } from './reconnect/reconnect-steps.js'
import { onRestored } from './restore/restore-steps.js'
import { recordHistory } from './session-seed/history-steps.js'
import { giveUpUnpaid } from './usage/usage-steps.js'
import { stepUserSpeech } from './user-speech-machine.js'
import { listOpenDeliveries, listOpenTasks } from './open-entries.js'

/**
 * The whole conversation as one pure function: what happened → the new state and what to do about it, in order. Inputs
 * and effects are JSON, so a run can be recorded and replayed. After each input everything that the time or the new
 * state makes due is done as well. Ended conversations ignore all inputs.
 */
export function stepConversation(state: ConversationState, input: ConversationInput): ConversationStep {
  if (state.phase.type === 'ended') return step(state)
  const { nowMs } = input
  const due = [
    expire,
    connectWhenDue,
    scheduleTasks,
    decideWaitingHandoffs,
    sendProgressNotes,
    askNextQuestion,
    saySpeech,
    sayQuestions,
    offerDeliveries,
    giveUpUnpaid,
    endWhenDone,
    setTimer,
  ]
  const all = due.reduce((current, next) => andThen(current, (after) => next(after, nowMs)), onInput(state, input))
  return recordTimeline(input, recordHistory(input, all))
}

function onInput(state: ConversationState, input: ConversationInput): ConversationStep {
  const { nowMs } = input
  switch (input.type) {
    case 'restored':
      return onRestored(state, input.restored, nowMs)
    case 'connection':
      return isConnected(state) ? onEventOf(state, input, nowMs) : step(state)
    case 'connection-closed':
    case 'connection-opened':
    case 'connection-failed':
      return onConnectionChange(state, input, nowMs)
    case 'saved':
      return onSaveAnswered(state, input.recordId, undefined, nowMs)
    case 'save-failed':
      return onSaveAnswered(state, input.recordId, input.error, nowMs)
    case 'run-event':
      return onAgentEvent(state, input.taskId, input.event, nowMs)
    case 'steer-failed':
      return onSteerFailed(state, input.taskId, input.handoffId, nowMs)
    case 'reply-failed':
      return onReplyFailed(state, input, nowMs)
    case 'played':
      return andThen(changeBargeIn(state, input, nowMs), (current) => onPlayed(current, input, nowMs))
    case 'user-text':
      return onUserText(state, input.text)
    case 'say':
      return addSpeech(state, input.text, nowMs)
    case 'drop-speech':
      return dropSpeech(state, nowMs)
    case 'cancel-task':
      return changeTask(state, input.taskId, { type: 'cancel', nowMs }, nowMs)
    case 'steer-task':
      return steerOnScreen(state, input, nowMs)
    case 'answer-permission':
      return answerOnScreen(state, input.taskId, input.permissionId, input.decision, nowMs)
    case 'reply-to-question':
      return replyOnScreen(state, input, nowMs)
    case 'stop-speaking':
      return stopSpeaking(state, nowMs)
    case 'stop-all':
      return stopAll(state, nowMs)
    case 'call-failed': {
      const message = `${input.method} failed: ${input.error}`
      return step(state, { type: 'show', event: { type: 'error', message, code: 'internal', isFatal: false } })
    }
    // Also when it came early: a timer that is still needed is set again.
    case 'tick':
      return step({ ...state, timerAtMs: undefined })
    case 'close':
      return close(state, nowMs)
  }
}

/** What time alone changes. */
function expire(state: ConversationState, nowMs: number): ConversationStep {
  const { settings } = state
  const speech = stepUserSpeech(state.speech, { type: 'tick', nowMs }, settings.limits)
  const queue = expireQueue({ ...state, speech }, nowMs)
  const utterance = andThen(queue, (current) => endUtteranceAtPause(current, nowMs))
  const unspoken = andThen(utterance, (current) => giveUpUnspoken(current, nowMs))
  const tasks = forEach(listOpenTasks(state.tasks), unspoken, (current, { taskId }) =>
    changeTask(current, taskId, { type: 'tick', nowMs }, nowMs),
  )
  const runs = andThen(tasks, (current) => checkRuns(current, nowMs))
  const heard = andThen(runs, (current) => hearQuestions(current, nowMs))
  const approvals = andThen(heard, (current) => expireApprovals(forgetOldQuestions(current, nowMs), nowMs))
  const questions = andThen(approvals, (current) => closeOrphanedQuestions(current, nowMs))
  return andThen(questions, (current) => changeBargeIn(current, { type: 'tick', nowMs }, nowMs))
}

/** Quicksilver cannot be asked twice: what it has not said by then is missed. */
function giveUpUnspoken(state: ConversationState, nowMs: number): ConversationStep {
  if (state.settings.dialect !== 'quicksilver') return step(state)
  const late = listOpenDeliveries(state.deliveries).filter(
    ({ phase, sentAtMs = nowMs }) => phase === 'sent' && nowMs >= sentAtMs + state.settings.limits.unspokenMs,
  )
  const deliveryIds = late.map(({ deliveryId }) => deliveryId)
  return changeDeliveries(state, deliveryIds, { type: 'given-up' }, nowMs)
}

function onSaveAnswered(
  state: ConversationState,
  recordId: string,
  error: string | undefined,
  nowMs: number,
): ConversationStep {
  const { [recordId]: purpose, ...saving } = state.saving
  if (purpose === undefined) return step(state)
  const answered: ConversationState = { ...state, saving }
  const told =
    error === undefined
      ? step(answered)
      : step(answered, {
          type: 'show',
          event: {
            type: 'error',
            message: `${recordId} could not be saved: ${error}`,
            code: 'journal',
            isFatal: false,
          },
        })
  return andThen(told, (current) => {
    switch (purpose.type) {
      case 'handoff':
        return error === undefined
          ? onHandoffSaved(current, purpose.handoffId, nowMs)
          : onHandoffNotSaved(current, purpose.handoffId, error)
      // A result that could not be saved is still the user's: better heard once more after a crash than never.
      case 'task-ended':
        return announceEnd(current, purpose, nowMs)
      case 'approval':
        return onApprovalSaved(current, { ...purpose, recordId, isSaved: error === undefined }, nowMs)
      case 'reply':
        return error === undefined
          ? onReplySaved(current, purpose.handoffId, nowMs)
          : onHandoffNotSaved(reopenQuestion(current, purpose.key), purpose.handoffId, error)
      case 'delivery':
      case 'fact':
        return step(current)
    }
  })
}

/** Typed words do not make a server answer by themselves. */
function onUserText(state: ConversationState, text: string): ConversationStep {
  const spoken: ConversationState = { ...state, carried: { ...state.carried, hasUserSpoken: true } }
  const wanting = wantResponse(spoken, { reason: 'text' })
  return step(
    wanting,
    { type: 'show', event: { type: 'transcript', role: 'user', text, itemId: undefined } },
    ...sendEffects(wanting, { method: 'sendText', text, role: 'user' }),
  )
}

/** Ends the work as well: every open task is cancelled, and the conversation ends when nothing runs any more. */
function close(state: ConversationState, nowMs: number): ConversationStep {
  const closing: ConversationState = state.phase.type === 'open' ? { ...state, phase: { type: 'closing' } } : state
  const stopped = step(closing, { type: 'stop-playback' })
  return forEach(Object.keys(state.tasks), stopped, (current, taskId) =>
    changeTask(current, taskId, { type: 'cancel', nowMs }, nowMs),
  )
}

function endWhenDone(state: ConversationState, nowMs: number): ConversationStep {
  if (state.phase.type === 'open') return step(state)
  const missed = changeDeliveries(state, Object.keys(state.deliveries), { type: 'given-up' }, nowMs)
  return andThen(missed, (current) => {
    const isBusy =
      Object.values(current.tasks).some(isOpenTask) ||
      Object.values(current.handoffs).some(({ phase }) => phase !== 'settled') ||
      Object.keys(current.saving).length > 0
    if (isBusy) return step(current)
    const unheardIds = listUnheard(current)
    if (unheardIds.length > 0) return missUnheard(current, unheardIds, nowMs)
    const reason = current.phase.type === 'unconnected' ? current.phase.reason : 'closed by the user'
    return step(
      { ...current, phase: { type: 'ended' } },
      { type: 'show', event: { type: 'closed', reason } },
      { type: 'end' },
    )
  })
}

function setTimer(state: ConversationState, nowMs: number): ConversationStep {
  const atMs = conversationDeadline(state, nowMs)
  return atMs === state.timerAtMs ? step(state) : step({ ...state, timerAtMs: atMs }, { type: 'set-timer', atMs })
}
