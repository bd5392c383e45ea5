import type { AcpRunEffect, AcpRunState, AcpRunStep } from './acp-run-state.js'
import { emit } from './acp-run-state.js'
import { boundedText, plainLine } from './plain-text.js'

/** So much of one message is kept, head and tail. */
const MAX_MESSAGE = 1_048_576
const MAX_THOUGHT_LINE = 4096

/**
 * Pieces of a message become one text. A message that another one, or a tool, follows was on the way: it is an update that is
 * not spoken. The last one is the result.
 */
export function onText(state: AcpRunState, messageId: string | undefined, text: string): AcpRunStep {
  const open = state.words.message
  const isOther = messageId !== undefined && open?.messageId !== undefined && open.messageId !== messageId
  const before = isOther ? closeMessage(state) : { state, effects: [] }
  const { words } = before.state
  const whole = `${words.message?.text ?? ''}${text}`
  // Cut only now and then, so that many small pieces cost no more than their length.
  const kept = whole.length > 2 * MAX_MESSAGE ? boundedText(whole, MAX_MESSAGE) : whole
  const message = { messageId: words.message?.messageId ?? messageId, text: kept }
  const thought = closeThought(before.state)
  return {
    state: { ...before.state, words: { ...words, thought: '', message } },
    effects: [...before.effects, ...thought],
  }
}

/** Something else begins. */
export function closeMessage(state: AcpRunState): AcpRunStep {
  const text = openText(state)
  const effects = closeThought(state)
  if (text === '') return { state: { ...state, words: { ...state.words, message: undefined, thought: '' } }, effects }
  return {
    state: { ...state, words: { message: undefined, said: text, thought: '' } },
    effects: [...effects, emit({ type: 'update', text, channel: 'silent' })],
  }
}

/** What it is saying, so far. */
export function openText(state: AcpRunState): string {
  return boundedText(state.words.message?.text.trim() ?? '', MAX_MESSAGE)
}

/** What it thinks is shown line by line, never spoken, and is no part of the result. */
export function onThought(state: AcpRunState, text: string): AcpRunStep {
  const lines = `${state.words.thought}${text}`.split('\n')
  const open = lines.pop() ?? ''
  const complete = lines.findLast((line) => line.trim() !== '')
  const thought = open.length > MAX_THOUGHT_LINE ? '' : open
  const shown = open.length > MAX_THOUGHT_LINE ? open : complete
  return {
    state: { ...state, words: { ...state.words, thought } },
    effects: shown === undefined ? [] : [emit({ type: 'progress', text: plainLine(shown) })],
  }
}

function closeThought({ words }: AcpRunState): readonly AcpRunEffect[] {
  const line = plainLine(words.thought)
  return line === '' ? [] : [emit({ type: 'progress', text: line })]
}
