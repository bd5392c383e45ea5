import type { RunEnded } from '@parley/conversation'
import type { PromptAnswer } from './acp-news.js'
import { onAnswer, onPermissionRequest, onWithdrawal, onWriteRequest, withdrawAll } from './acp-run-permissions.js'
import type { AcpRunEffect, AcpRunInput, AcpRunState, AcpRunStep, RunNews } from './acp-run-state.js'
import { emit } from './acp-run-state.js'
import { endOpenTools, onTool } from './acp-run-tools.js'
import { onText, onThought, openText } from './acp-run-words.js'

/**
 * One prompt in a session, without clock, process or connection. Whatever comes in whatever order: there is one `end`, it is
 * the last effect, and until then every request of the agent has had one answer.
 */
export function stepAcpRun(state: AcpRunState, input: AcpRunInput): AcpRunStep {
  if (state.phase === 'ended') return { state, effects: lateReply(input) }
  const { state: next, effects } = stepOpenRun(state, input)
  const hasCome = input.type === 'news' || input.type === 'permission-requested' || input.type === 'write-requested'
  return { state: hasCome && state.phase !== 'opening' ? { ...next, isQuiet: false } : next, effects }
}

function stepOpenRun(state: AcpRunState, input: AcpRunInput): AcpRunStep {
  switch (input.type) {
    case 'opened':
      return onOpened(state, input)
    case 'news':
      return onNews(state, input.news)
    case 'permission-requested':
      return onPermissionRequest(state, input.key, input.tool, input.offers)
    case 'write-requested':
      return onWriteRequest(state, input.key, input.path, input.diff)
    case 'request-withdrawn':
      return onWithdrawal(state, input.key)
    case 'answered':
      return onAnswer(state, input.permissionId, input.decision)
    case 'prompt-ended':
      return onPromptEnded(state, input.answer)
    case 'broken':
      return onBroken(state, input)
    case 'cancelled':
      return onCancelled(state, input.isReady)
    case 'deadline':
      return state.phase === 'cancelling' ? end(state, 'discard', cancelledEnd(state)) : { state, effects: [] }
  }
}

/** Nobody is left who could allow anything. */
function lateReply(input: AcpRunInput): readonly AcpRunEffect[] {
  if (input.type === 'permission-requested') return [{ type: 'reply', key: input.key, optionId: undefined }]
  return input.type === 'write-requested' ? [{ type: 'write', key: input.key, isAllowed: false }] : []
}

function onOpened(state: AcpRunState, input: AcpRunInput & { readonly type: 'opened' }): AcpRunStep {
  if (state.phase !== 'opening') return { state, effects: [] }
  const { name, resumeId, prompt } = input
  const resumable: readonly AcpRunEffect[] = resumeId === undefined ? [] : [emit({ type: 'resumable', resumeId })]
  return { state: { ...state, phase: 'prompting', name }, effects: [...resumable, { type: 'prompt', text: prompt }] }
}

function onNews(state: AcpRunState, news: RunNews): AcpRunStep {
  // Before the prompt it is what was said in earlier runs.
  if (state.phase === 'opening') return { state, effects: [] }
  switch (news.type) {
    case 'text':
      return onText(state, news.messageId, news.text)
    case 'thought':
      return onThought(state, news.text)
    case 'tool':
      return onTool(state, news.tool)
    case 'plan':
      return { state, effects: [emit({ type: 'plan', steps: news.steps })] }
    case 'notice':
      return { state, effects: [emit({ type: 'progress', text: news.text })] }
  }
}

/** While it starts nothing can be told to the agent; its process goes. */
function onCancelled(state: AcpRunState, isReady: boolean): AcpRunStep {
  if (state.phase === 'opening') return end(state, isReady ? 'release' : 'discard', cancelledEnd(state))
  if (state.phase === 'cancelling') return { state, effects: [] }
  const { state: next, effects } = withdrawAll(state)
  const cancel: readonly AcpRunEffect[] = [{ type: 'send-cancel' }, ...effects, { type: 'set-deadline' }]
  return { state: { ...next, phase: 'cancelling' }, effects: cancel }
}

function onPromptEnded(state: AcpRunState, answer: PromptAnswer): AcpRunStep {
  if (state.phase === 'opening') return { state, effects: [] }
  const { inputTokens, outputTokens } = answer
  const usage = {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  }
  const before = Object.keys(usage).length === 0 ? [] : [emit({ type: 'usage', ...usage })]
  const { state: next, effects } = end(state, 'release', endOf(state, answer))
  return { state: next, effects: [...before, ...effects] }
}

function endOf(state: AcpRunState, { stopReason, reason }: PromptAnswer): RunEnded {
  const { name, denied } = state
  if (state.phase === 'cancelling') return cancelledEnd(state)
  const failed = (error: string): RunEnded => ({ type: 'ended', outcome: 'failed', error, ...wordsOf(state) })
  switch (stopReason) {
    case 'end_turn':
      // What was not allowed and then not answered for was not done.
      if (denied !== undefined && openText(state) === '') return failed(`${name} ended its work ${becauseOf(denied)}.`)
      return { type: 'ended', outcome: 'finished', result: wordsOf(state).result ?? '' }
    case 'max_tokens':
      return failed(`${name} stopped before it was done: it has used as many tokens as it may.`)
    case 'max_turn_requests':
      return failed(`${name} stopped before it was done: it has asked its model as often as it may in one turn.`)
    case 'refusal':
      return failed(`${name} refuses to go on with this request.`)
    case 'cancelled':
      return { ...cancelledEnd(state), error: `${name} ended its work ${becauseOf(denied)}.` }
    case 'unknown':
      return failed(`${name} ended its turn with '${reason}', which is no reason that Parley knows.`)
  }
}

function becauseOf(denied: string | undefined): string {
  return denied === undefined ? 'by itself' : `because this was not allowed: ${denied}`
}

function end(state: AcpRunState, worker: 'release' | 'discard', ended: RunEnded): AcpRunStep {
  const open = withdrawAll(state)
  const tools = ended.outcome === 'finished' ? [] : endOpenTools(state)
  return {
    state: { ...open.state, phase: 'ended' },
    effects: [...open.effects, ...tools, { type: 'end', ended, worker }],
  }
}

/** A process that died between two runs is replaced; one that has begun is not: what it has done, nobody knows. */
function onBroken(state: AcpRunState, input: AcpRunInput & { readonly type: 'broken' }): AcpRunStep {
  const { error, isUsable, mayReopen } = input
  if (mayReopen && state.phase === 'prompting' && state.isQuiet && !state.hasReopened) {
    return { state: { ...state, phase: 'opening', hasReopened: true }, effects: [{ type: 'reopen' }] }
  }
  return end(state, isUsable ? 'release' : 'discard', brokenEnd(state, error))
}

function brokenEnd(state: AcpRunState, error: string): RunEnded {
  if (state.phase === 'cancelling') return cancelledEnd(state)
  return { type: 'ended', outcome: 'failed', error, ...wordsOf(state) }
}

function cancelledEnd(state: AcpRunState): RunEnded & { readonly outcome: 'cancelled' } {
  return { type: 'ended', outcome: 'cancelled', ...wordsOf(state) }
}

/** Its last words, also when a tool came after them. */
function wordsOf(state: AcpRunState): { readonly result?: string } {
  const open = openText(state)
  const result = open === '' ? state.words.said : open
  return result === '' ? {} : { result }
}
