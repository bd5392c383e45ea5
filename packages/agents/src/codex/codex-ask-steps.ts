import type { AgentEvent } from '@parley/conversation'
import { toAsk } from './codex-asks.js'
import { questionIdOf } from './codex-link-steps.js'
import { emit, step } from './codex-run-state.js'
import type { CodexRunEffect, CodexRunInput, CodexRunState, CodexRunStep, OpenRequest } from './codex-run-state.js'
import type { CodexRequestId } from './codex-schemas.js'
import { oneLine } from './codex-words.js'
import type { CodexRequest } from './decode-codex-message.js'

/** More at once is no use to anybody: the rest is denied. */
const MAX_OPEN_REQUESTS = 32

/** Codex asks. Nothing is granted here: a person answers, or the answer is no. */
export function stepRequest(
  state: CodexRunState,
  id: CodexRequestId,
  request: CodexRequest,
  nowMs: number,
): CodexRunStep {
  // The same once more: its answer is on the way.
  if (isOpen(state, id)) return step(state)
  const { workingDirectory } = state.settings
  const known = toAsk(request, {
    ...{ workingDirectory, nowMs },
    changesOf: (itemId) => (Object.hasOwn(state.openTools, itemId) ? state.openTools[itemId] : undefined),
  })
  if (known.kind === 'refused') return step(state, refusal(id, known.message))
  if (known.kind === 'settled') {
    const told = known.told === undefined ? [] : [emit({ type: 'progress', text: known.told })]
    return step(state, answerTo(id, known.result), ...told)
  }
  const isWorking = state.phase.name === 'working' || state.phase.name === 'starting-turn'
  const isAskable = isWorking && state.openRequests.length < MAX_OPEN_REQUESTS
  if (known.kind === 'permission') {
    if (!isAskable) return step(state, answerTo(id, known.replies.denied))
    const permissionId = `permission_${state.processCount}_${id}`
    const open: OpenRequest = { kind: 'permission', requestId: id, permissionId, replies: known.replies }
    const asked = emit({ type: 'permission-requested', permissionId, ...known.asked })
    return step({ ...state, openRequests: [...state.openRequests, open] }, asked)
  }
  if (!isAskable) return step(state, refusal(id, 'nobody can be asked now'))
  const open: OpenRequest = { kind: 'questions', requestId: id, questions: known.questions, answers: {} }
  return step({ ...state, openRequests: [...state.openRequests, open] }, ...questionAsked(state, open))
}

export function stepAnswer(state: CodexRunState, input: CodexRunInput & { readonly type: 'answer' }): CodexRunStep {
  const { commandId, permissionId, decision } = input
  const open = state.openRequests.find(
    (request) => request.kind === 'permission' && request.permissionId === permissionId,
  )
  if (open?.kind !== 'permission') {
    return step(state, {
      type: 'settle',
      commandId,
      refusal: `permission ${oneLine(permissionId, 80)} is not asked for`,
    })
  }
  return step(without(state, open), answerTo(open.requestId, open.replies[decision]), { type: 'settle', commandId })
}

export function stepUserReply(state: CodexRunState, input: CodexRunInput & { readonly type: 'reply' }): CodexRunStep {
  const { commandId, questionId, text } = input
  const open = state.openRequests.find(
    (request) => request.kind === 'questions' && questionIdOf(state, request) === questionId,
  )
  if (open?.kind !== 'questions') {
    return step(state, { type: 'settle', commandId, refusal: `question ${oneLine(questionId, 80)} is not open` })
  }
  const [question, ...questions] = open.questions
  const answers = { ...open.answers, ...(question === undefined ? {} : { [question.id]: { answers: [text] } }) }
  const settled: CodexRunEffect = { type: 'settle', commandId }
  if (questions.length === 0) return step(without(state, open), answerTo(open.requestId, { answers }), settled)
  const rest: OpenRequest = { ...open, questions, answers }
  const openRequests = state.openRequests.map((request) => (request === open ? rest : request))
  return step({ ...state, openRequests }, settled, ...questionAsked(state, rest))
}

/** Codex does not wait any more: somebody else has answered, or its turn is over. */
export function stepResolved(state: CodexRunState, requestId: CodexRequestId): CodexRunStep {
  const open = state.openRequests.find((request) => request.requestId === requestId)
  if (open === undefined) return step(state)
  const event: AgentEvent =
    open.kind === 'permission'
      ? { type: 'permission-withdrawn', permissionId: open.permissionId }
      : { type: 'input-withdrawn', questionId: questionIdOf(state, open) }
  return step(without(state, open), emit(event))
}

function isOpen({ openRequests }: CodexRunState, id: CodexRequestId): boolean {
  return openRequests.some(({ requestId }) => requestId === id)
}

function without(state: CodexRunState, open: OpenRequest): CodexRunState {
  return { ...state, openRequests: state.openRequests.filter((request) => request !== open) }
}

function questionAsked(state: CodexRunState, open: OpenRequest & { kind: 'questions' }): readonly CodexRunEffect[] {
  const [question] = open.questions
  if (question === undefined) return []
  const choices = (question.options ?? []).map(({ label }) => oneLine(label, 200))
  return [
    emit({
      type: 'needs-input',
      questionId: questionIdOf(state, open),
      question: oneLine(question.question, 1000),
      ...(choices.length === 0 ? {} : { choices }),
      ...(question.isSecret ? { isSecret: true } : {}),
    }),
  ]
}

function answerTo(id: CodexRequestId, result: Readonly<Record<string, unknown>>): CodexRunEffect {
  return { type: 'send', message: { id, result } }
}

function refusal(id: CodexRequestId, message: string): CodexRunEffect {
  return { type: 'send', message: { id, error: { code: -32601, message } } }
}
