import { stepAnswer, stepRequest, stepResolved, stepUserReply } from './codex-ask-steps.js'
import { endRun, sendSteering, stepDied, stepOpened, stepRefusal, stepReply, stepTick } from './codex-link-steps.js'
import { askAndWait, step } from './codex-run-state.js'
import type { CodexRunInput, CodexRunState, CodexRunStep } from './codex-run-state.js'
import type { CodexRequestId } from './codex-schemas.js'
import { stepNotification } from './codex-work-steps.js'
import { andThen } from './codex-run-state.js'
import type { CodexMessage } from './decode-codex-message.js'
import { oneLine } from './codex-words.js'

/** So long an interrupted turn may take to end before its process is ended. */
const INTERRUPT_MS = 5000

/**
 * One task at Codex, from its process to its end: every message of the process and every wish of the caller goes in, what
 * is to be sent, told and ended comes out. After its `end` effect nothing comes out but refusals.
 */
export function stepCodexRun(state: CodexRunState, input: CodexRunInput): CodexRunStep {
  if (state.phase.name === 'ended') return stepEnded(state, input)
  switch (input.type) {
    case 'opened':
      return state.phase.name === 'waiting' ? stepOpened(state, input) : step(state)
    case 'message':
      return stepMessage(state, input.message, input.nowMs)
    case 'died':
      return stepDied(state, input)
    case 'steer': {
      const { commandId, text } = input
      if (state.isCancelled) return step(state, { type: 'settle', commandId, refusal: 'the run is being cancelled' })
      const steerings = [...state.steerings, { commandId, text, requestId: undefined }]
      return sendSteering({ ...state, steerings }, commandId)
    }
    case 'answer':
      return stepAnswer(state, input)
    case 'reply':
      return stepUserReply(state, input)
    case 'cancel':
      return stepCancel(state, input.nowMs)
    case 'tick':
      return stepTick(state, input.nowMs)
  }
}

/** When a `tick` is due, if at all. */
export function codexRunDeadline({ awaited }: CodexRunState): number | undefined {
  return awaited?.deadlineMs
}

function stepMessage(state: CodexRunState, message: CodexMessage, nowMs: number): CodexRunStep {
  switch (message.type) {
    case 'result':
    case 'failure': {
      const steering = state.steerings.find(({ requestId }) => requestId === message.id)
      if (steering !== undefined) return stepSteered(state, message)
      if (state.awaited?.id !== message.id) return step(state)
      return message.type === 'result'
        ? stepReply(state, message.result, nowMs)
        : stepRefusal(state, message.message, nowMs)
    }
    case 'request':
      return stepRequest(state, message.id, message.request, nowMs)
    case 'notification':
      return message.notification.method === 'serverRequest/resolved'
        ? stepResolved(state, message.notification.params.requestId)
        : stepNotification(state, message.notification, nowMs)
    case 'ignored':
    case 'garbage':
      return step(state)
  }
}

/** Guidance was taken, or came too late. */
function stepSteered(
  state: CodexRunState,
  message: CodexMessage & { readonly type: 'result' | 'failure'; readonly id: CodexRequestId },
): CodexRunStep {
  const steering = state.steerings.find(({ requestId }) => requestId === message.id)
  if (steering === undefined) return step(state)
  const { commandId, text } = steering
  const rest = { ...state, steerings: state.steerings.filter((each) => each !== steering) }
  return message.type === 'failure'
    ? step(rest, { type: 'settle', commandId, refusal: `Codex: ${oneLine(message.message, 300)}` })
    : step({ ...rest, takenGuidance: [...state.takenGuidance, text] }, { type: 'settle', commandId })
}

/** The turn is ended in an orderly way where there is one, so that the thread stays good; then the process goes. */
function stepCancel(state: CodexRunState, nowMs: number): CodexRunStep {
  if (state.isCancelled) return step(state)
  const { phase, threadId } = state
  const cancelled = { ...state, isCancelled: true }
  if (phase.name !== 'working') return endRun(cancelled, { type: 'ended', outcome: 'cancelled' }, 'thread')
  const { turnId } = phase
  const interrupting: CodexRunState = { ...cancelled, phase: { name: 'interrupting', turnId } }
  const asked = askAndWait(interrupting, 'turn/interrupt', { threadId, turnId }, nowMs + INTERRUPT_MS)
  // A command that runs would live on as a terminal in the background.
  return andThen(asked, (current) => {
    const id = current.nextRequestId
    const message = { id, method: 'thread/backgroundTerminals/clean', params: { threadId } }
    return step({ ...current, nextRequestId: id + 1 }, { type: 'send', message })
  })
}

/** Too late for everything; whoever waits is told so. */
function stepEnded(state: CodexRunState, input: CodexRunInput): CodexRunStep {
  if (input.type === 'steer' || input.type === 'answer' || input.type === 'reply') {
    return step(state, { type: 'settle', commandId: input.commandId, refusal: 'the run has ended' })
  }
  return step(state)
}
