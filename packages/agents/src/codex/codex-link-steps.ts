import type { RunEnded } from '@parley/conversation'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { andThen, ask, askAndWait, emit, step } from './codex-run-state.js'
import type { CodexRunEffect, CodexRunInput, CodexRunState, CodexRunStep } from './codex-run-state.js'
import { oneLine, recoveryText, sentence } from './codex-words.js'

const INITIALIZE_MS = 20_000
const THREAD_MS = 30_000
const TURN_MS = 30_000

const INITIALIZE: JsonObject = {
  clientInfo: { name: 'parley', title: 'Parley', version: '0.1.0' },
  capabilities: { experimentalApi: true, requestAttestation: false },
}

/** There is a process: as far as it is ready, the task goes to it. */
export function stepOpened(state: CodexRunState, input: CodexRunInput & { readonly type: 'opened' }): CodexRunStep {
  const { settings, hasTurn } = state
  const threadId = hasTurn ? state.threadId : (settings.resumeThreadId ?? input.lastThreadId)
  const opened = {
    ...state,
    threadId,
    nextRequestId: input.nextRequestId,
    processCount: state.processCount + 1,
    usageBefore: state.processCount === 0 ? input.usage : state.usageBefore,
  }
  if (!input.isInitialized) {
    const asking: CodexRunState = { ...opened, phase: { name: 'initializing' } }
    return askAndWait(asking, 'initialize', INITIALIZE, input.nowMs + INITIALIZE_MS)
  }
  const hasThread = input.threadId !== undefined && (threadId === undefined || threadId === input.threadId)
  return hasThread ? startTurn({ ...opened, threadId: input.threadId }, input.nowMs) : openThread(opened, input.nowMs)
}

/** The reply that this phase waits for. */
export function stepReply(state: CodexRunState, result: JsonObject, nowMs: number): CodexRunStep {
  const settled = { ...state, awaited: undefined }
  switch (state.phase.name) {
    case 'initializing': {
      const told = step(settled, { type: 'send', message: { method: 'initialized' } }, { type: 'initialized' })
      return andThen(told, (current) => openThread(current, nowMs))
    }
    case 'opening': {
      const threadId = idOf(result['thread'])
      if (threadId === undefined) return endRun(settled, failed('Codex gave no thread for the task.'), 'nothing')
      const isLasting = state.phase.how === 'resume'
      const known = step({ ...settled, threadId }, { type: 'thread', threadId, isLasting })
      return andThen(known, (current) => startTurn(current, nowMs))
    }
    case 'starting-turn': {
      const turnId = idOf(result['turn'])
      if (turnId === undefined) return endRun(settled, failed('Codex gave no turn for the task.'), 'thread')
      return beginWork(settled, turnId)
    }
    // An interrupt is done when its turn has ended.
    case 'interrupting':
    case 'waiting':
    case 'working':
    case 'ended':
      return step(state)
  }
}

/** The request that this phase waits for was refused. */
export function stepRefusal(state: CodexRunState, message: string, nowMs: number): CodexRunStep {
  const { phase, settings } = state
  const settled = { ...state, awaited: undefined }
  const said = sentence(`Codex: ${oneLine(message, 500)}`)
  switch (phase.name) {
    case 'opening':
      if (phase.how === 'resume' && settings.resumeThreadId === undefined && !state.hasTurn) {
        const text = 'Codex no longer has the conversation of the earlier tasks; it begins a new one.'
        const told = step({ ...settled, threadId: undefined }, emit({ type: 'progress', text }))
        return andThen(told, (current) => openThread(current, nowMs))
      }
      return phase.how === 'resume'
        ? endRun(
            settled,
            failed(`The work in thread ${state.threadId ?? ''} cannot be taken up again. ${said}`),
            'nothing',
          )
        : endRun(settled, failed(said), 'nothing')
    case 'initializing':
      return endRun(settled, failed(said), 'nothing')
    case 'starting-turn':
      return endRun(settled, failed(said), 'thread')
    // A turn that has just ended cannot be interrupted; its end is on the way, or the deadline comes.
    case 'interrupting':
    case 'waiting':
    case 'working':
    case 'ended':
      return step(state)
  }
}

/** Nobody waits longer than its deadline for a program. */
export function stepTick(state: CodexRunState, nowMs: number): CodexRunStep {
  const { awaited, isCancelled } = state
  if (awaited === undefined || nowMs < awaited.deadlineMs) return step(state)
  if (isCancelled) return endRun(state, { type: 'ended', outcome: 'cancelled' }, 'thread')
  return endRun(state, failed(`Codex did not answer ${awaited.method} in time and was stopped.`), 'thread')
}

export function stepDied(state: CodexRunState, input: CodexRunInput & { readonly type: 'died' }): CodexRunStep {
  const { reason, isLasting } = input
  if (state.isCancelled) return endRun(state, { type: 'ended', outcome: 'cancelled' }, 'thread')
  const wasReady = state.phase.name !== 'initializing'
  if (isLasting || !wasReady || state.reconnectCount >= state.settings.maxReconnects) {
    const again = state.reconnectCount > 0 ? ' It had been started again once before.' : ''
    return endRun(state, failed(`${reason}${again}`), 'thread')
  }
  const { effects } = withdrawAll(state)
  const lost: CodexRunState = {
    ...state,
    phase: { name: 'waiting' },
    awaited: undefined,
    openRequests: [],
    openTools: {},
    // What was sent and not taken is sent again.
    steerings: state.steerings.map((steering) => ({ ...steering, requestId: undefined })),
    reconnectCount: state.reconnectCount + 1,
  }
  const text = `${reason} It is started again and goes on.`
  return step(lost, ...effects, emit({ type: 'progress', text }), { type: 'reopen' })
}

/** The last thing that a run does. Whatever the caller waits for is settled before. */
export function endRun(state: CodexRunState, ended: RunEnded, keep: 'process' | 'thread' | 'nothing'): CodexRunStep {
  if (state.phase.name === 'ended') return step(state)
  const withdrawn = withdrawAll(state)
  const refusals = state.steerings.map(({ commandId }): CodexRunEffect => ({
    type: 'settle',
    commandId,
    refusal: 'the run has ended',
  }))
  const over: CodexRunState = {
    ...state,
    ...{ phase: { name: 'ended' }, awaited: undefined, steerings: [], openRequests: [], openTools: {} },
  }
  return step(over, ...withdrawn.effects, ...refusals, { type: 'end', ended, keep })
}

export function failed(error: string): RunEnded {
  return { type: 'ended', outcome: 'failed', error }
}

/** What was asked and what was begun: nobody waits for it, nothing works on it any more. */
function withdrawAll(state: CodexRunState): { readonly effects: readonly CodexRunEffect[] } {
  const asked = state.openRequests.flatMap((request) =>
    request.kind === 'permission'
      ? [emit({ type: 'permission-withdrawn', permissionId: request.permissionId })]
      : [emit({ type: 'input-withdrawn', questionId: questionIdOf(state, request) })],
  )
  const tools = Object.keys(state.openTools).map((toolId) => emit({ type: 'tool-ended', toolId, outcome: 'failed' }))
  return { effects: [...asked, ...tools] }
}

/** Of the question of a request that is asked now. */
export function questionIdOf(
  { processCount }: CodexRunState,
  request: { readonly requestId: string | number; readonly questions: readonly { readonly id: string }[] },
): string {
  return `question_${processCount}_${request.requestId}_${request.questions[0]?.id ?? ''}`
}

function openThread(state: CodexRunState, nowMs: number): CodexRunStep {
  const { threadId, settings } = state
  const how = threadId === undefined ? 'start' : 'resume'
  // The history stays where it is: we do not show it.
  const params =
    threadId === undefined ? settings.threadParams : { ...settings.threadParams, threadId, excludeTurns: true }
  return askAndWait({ ...state, phase: { name: 'opening', how } }, `thread/${how}`, params, nowMs + THREAD_MS)
}

function startTurn(state: CodexRunState, nowMs: number): CodexRunStep {
  const { settings, hasTurn, threadId } = state
  const { envelope, guidance } = settings
  const isRecovery = hasTurn || settings.resumeThreadId !== undefined
  const text = isRecovery ? recoveryText(envelope, [...guidance, ...state.takenGuidance]) : envelope
  const params = { threadId, input: [textInput(text)] }
  return askAndWait({ ...state, phase: { name: 'starting-turn' } }, 'turn/start', params, nowMs + TURN_MS)
}

/** Codex works on the task: from here on its thread is on disk, and guidance can be sent. */
function beginWork(state: CodexRunState, turnId: string): CodexRunStep {
  const { threadId = '' } = state
  const working: CodexRunState = { ...state, phase: { name: 'working', turnId }, hasTurn: true }
  const known = step(
    working,
    { type: 'thread', threadId, isLasting: true },
    emit({ type: 'resumable', resumeId: threadId }),
  )
  return state.steerings.reduce(
    (before, { commandId }) => andThen(before, (current) => sendSteering(current, commandId)),
    known,
  )
}

export function sendSteering(state: CodexRunState, commandId: string): CodexRunStep {
  const { phase, threadId } = state
  const steering = state.steerings.find((each) => each.commandId === commandId)
  if (phase.name !== 'working' || steering === undefined) return step(state)
  const requestId = state.nextRequestId
  const steerings = state.steerings.map((each) => (each === steering ? { ...each, requestId } : each))
  const params = { threadId, expectedTurnId: phase.turnId, input: [textInput(steering.text)] }
  return ask({ ...state, steerings }, 'turn/steer', params)
}

function textInput(text: string): JsonObject {
  return { type: 'text', text, text_elements: [] }
}

function idOf(value: unknown): string | undefined {
  const id = isRecord(value) ? value['id'] : undefined
  return typeof id === 'string' ? id : undefined
}
