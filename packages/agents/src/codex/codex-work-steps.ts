import type { AgentEvent, PlanStep } from '@parley/conversation'
import { changesKind, changesTitle } from './codex-asks.js'
import { endRun, failed } from './codex-link-steps.js'
import { andThen, emit, step } from './codex-run-state.js'
import type { CodexRunState, CodexRunStep } from './codex-run-state.js'
import type { CodexItem, CodexTurn } from './codex-schemas.js'
import { boundedResult, boundedUpdate, commandWords, oneLine, reasoningHeading, turnErrorText } from './codex-words.js'
import type { CodexNotification } from './decode-codex-message.js'

/** So often at most is told that something is still being written. */
const PROGRESS_MS = 1000

/** What Codex tells about the turn of this run. */
export function stepNotification(state: CodexRunState, told: CodexNotification, nowMs: number): CodexRunStep {
  if (told.method === 'serverRequest/resolved') return step(state)
  if (told.method === 'configWarning') return configWarning(state, told.params)
  if (!isOurs(state, told)) return usedBefore(state, told)
  switch (told.method) {
    case 'item/started':
      return itemStarted(state, told.params.item, nowMs)
    case 'item/completed':
      return itemCompleted(state, told.params.item)
    case 'item/agentMessage/delta':
      return progress(state, 'Codex writes its answer.', nowMs)
    case 'item/commandExecution/outputDelta': {
      const line = told.params.delta.split('\n').findLast((each) => each.trim() !== '')
      return line === undefined ? step(state) : progress(state, oneLine(line, 200), nowMs)
    }
    case 'turn/plan/updated':
      return step(state, emit({ type: 'plan', steps: told.params.plan.map(planStep) }))
    case 'turn/diff/updated':
      return step(state, emit({ type: 'diff', diff: told.params.diff }))
    case 'thread/tokenUsage/updated': {
      const { total } = told.params.tokenUsage
      const { inputTokens, outputTokens } = state.usageBefore
      return step(
        state,
        emit({
          type: 'usage',
          inputTokens: Math.max(0, total.inputTokens - inputTokens),
          outputTokens: Math.max(0, total.outputTokens - outputTokens),
        }),
      )
    }
    case 'error': {
      const { error, willRetry } = told.params
      if (!willRetry) return step({ ...state, lastError: turnErrorText(error) })
      const { message, additionalDetails: more } = error
      const text = oneLine(more === undefined ? message : `${message} (${more})`, 300)
      return step(state, emit({ type: 'progress', text }))
    }
    case 'turn/started':
      return step(state)
    case 'turn/completed':
      return turnCompleted(state, told.params.turn)
  }
}

/** Of this turn, and not of an earlier one or of an agent that this one has started. */
function isOurs({ phase, threadId }: CodexRunState, { params }: CodexNotification): boolean {
  if (phase.name !== 'working' && phase.name !== 'interrupting') return false
  if ('threadId' in params && params.threadId !== threadId) return false
  if ('turnId' in params) return params.turnId === phase.turnId
  return !('turn' in params) || params.turn.id === phase.turnId
}

/** Codex goes on without the user's configuration: the user should know. Other warnings are about its surroundings. */
function configWarning(
  state: CodexRunState,
  {
    summary,
    details,
    path,
  }: { readonly summary: string; readonly details?: string | undefined; readonly path?: string | undefined },
): CodexRunStep {
  if (path === undefined) return step(state)
  return step(state, updateOf(oneLine(`Codex's configuration: ${summary} ${details ?? path}`, 500)))
}

/** What a thread that was taken up had used already. */
function usedBefore(state: CodexRunState, told: CodexNotification): CodexRunStep {
  if (told.method !== 'thread/tokenUsage/updated' || state.hasTurn || told.params.threadId !== state.threadId) {
    return step(state)
  }
  return step({ ...state, usageBefore: told.params.tokenUsage.total })
}

function itemStarted(state: CodexRunState, item: CodexItem, nowMs: number): CodexRunStep {
  if (item.type === 'agentMessage') return progress(state, 'Codex writes its answer.', nowMs)
  const tool = toolOf(item, state.settings.workingDirectory)
  if (tool === undefined || Object.hasOwn(state.openTools, item.id)) return step(state)
  const changes = item.type === 'fileChange' ? item.changes : []
  const openTools = { ...state.openTools, [item.id]: changes }
  return step({ ...state, openTools }, emit({ type: 'tool-started', toolId: item.id, ...tool }))
}

function itemCompleted(state: CodexRunState, item: CodexItem): CodexRunStep {
  if (item.type === 'agentMessage') return messageCompleted(state, item.text, item.phase)
  if (item.type === 'reasoning') {
    const text = reasoningHeading(item.summary)
    return text === '' ? step(state) : step(state, emit({ type: 'progress', text }))
  }
  if (item.type === 'contextCompaction') {
    return step(state, emit({ type: 'progress', text: 'Codex has shortened its memory of this conversation.' }))
  }
  const tool = toolOf(item, state.settings.workingDirectory)
  if (tool === undefined) return step(state)
  const isKnown = Object.hasOwn(state.openTools, item.id)
  const { [item.id]: _ended, ...openTools } = state.openTools
  const isDone = !('status' in item) || item.status === undefined || item.status === 'completed'
  const hasFailed = item.type === 'commandExecution' && item.exitCode !== undefined && item.exitCode !== 0
  const outcome = isDone && !hasFailed ? 'succeeded' : 'failed'
  const ended = emit({ type: 'tool-ended', toolId: item.id, outcome })
  return isKnown
    ? step({ ...state, openTools }, ended)
    : step(state, emit({ type: 'tool-started', toolId: item.id, ...tool }), ended)
}

/** A whole message. Which one is the answer is known when the turn ends; one that another follows was none. */
function messageCompleted(state: CodexRunState, text: string, phase: string | undefined): CodexRunStep {
  if (text.trim() === '') return step(state)
  const isTold = phase === 'commentary'
  return andThen(tellLast(state), (current) =>
    step({ ...current, lastMessage: { text, isTold } }, ...(isTold ? [updateOf(text)] : [])),
  )
}

function tellLast(state: CodexRunState): CodexRunStep {
  const { lastMessage } = state
  if (lastMessage === undefined || lastMessage.isTold) return step(state)
  return step({ ...state, lastMessage: { ...lastMessage, isTold: true } }, updateOf(lastMessage.text))
}

function updateOf(text: string): CodexRunStep['effects'][number] {
  return emit({ type: 'update', text: boundedUpdate(text), channel: 'silent' })
}

function turnCompleted(state: CodexRunState, turn: CodexTurn): CodexRunStep {
  const keep = state.isCancelled ? 'thread' : 'process'
  const { lastMessage } = state
  const said = lastMessage === undefined || lastMessage.isTold ? {} : { result: boundedResult(lastMessage.text) }
  if (turn.status === 'completed') {
    const last = turn.items.findLast((item) => item?.type === 'agentMessage')
    const result = last?.type === 'agentMessage' && last.text !== '' ? last.text : (lastMessage?.text ?? '')
    return endRun(state, { type: 'ended', outcome: 'finished', result: boundedResult(result) }, keep)
  }
  if (state.isCancelled) return endRun(state, { type: 'ended', outcome: 'cancelled', ...said }, keep)
  const error =
    turn.status === 'failed'
      ? turn.error === undefined && state.lastError !== undefined
        ? state.lastError
        : turnErrorText(turn.error)
      : 'Codex ended the turn before the task was done, and not because it was asked to.'
  return endRun(state, { ...failed(error), ...said }, keep)
}

function progress(state: CodexRunState, text: string, nowMs: number): CodexRunStep {
  if (nowMs - state.lastProgressMs < PROGRESS_MS) return step(state)
  return step({ ...state, lastProgressMs: nowMs }, emit({ type: 'progress', text }))
}

function planStep({ step: text, status }: { readonly step: string; readonly status: string }): PlanStep {
  const shown = status === 'completed' ? 'done' : status === 'inProgress' ? 'running' : 'pending'
  return { text, status: shown }
}

type ToolWords = Pick<Extract<AgentEvent, { readonly type: 'tool-started' }>, 'name' | 'title' | 'kind'>

function toolOf(item: CodexItem, workingDirectory: string): ToolWords | undefined {
  switch (item.type) {
    case 'commandExecution':
      return { name: 'command', title: oneLine(commandWords(item.command), 300), kind: 'execute' }
    case 'fileChange': {
      const { changes } = item
      return { name: 'edit', title: changesTitle(changes, workingDirectory), kind: changesKind(changes) }
    }
    case 'mcpToolCall':
      return { name: oneLine(`${item.server}.${item.tool}`, 100), kind: 'other' }
    case 'webSearch':
      return { name: 'web search', title: oneLine(item.query, 300), kind: 'network' }
    case 'imageView':
      return { name: 'view image', title: oneLine(item.path, 300), kind: 'read' }
    case 'dynamicToolCall':
    case 'collabAgentToolCall':
    case 'imageGeneration':
      return { name: oneLine(item.tool ?? item.type, 100), kind: 'other' }
    case 'agentMessage':
    case 'reasoning':
    case 'contextCompaction':
      return undefined
  }
}
