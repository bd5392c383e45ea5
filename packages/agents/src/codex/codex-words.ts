import { isRecord } from '@parley/wire'
import { createBoundedText } from '../run/bounded-text.js'
import type { CodexTurnError } from './codex-schemas.js'

const MAX_RESULT_CHARACTERS = 1_048_576
const MAX_UPDATE_CHARACTERS = 65_536

export function boundedResult(text: string): string {
  return bounded(text, MAX_RESULT_CHARACTERS)
}

export function boundedUpdate(text: string): string {
  return bounded(text, MAX_UPDATE_CHARACTERS)
}

function bounded(text: string, maxCharacters: number): string {
  const kept = createBoundedText(maxCharacters)
  kept.append(text)
  return kept.text
}

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const NOT_FOR_A_LINE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** One line for a title, a progress or an error. */
export function oneLine(text: string, maxCharacters: number): string {
  const line = text.replace(NOT_FOR_A_LINE, ' ').trim()
  return (line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 2)} …`).toWellFormed()
}

const SHELL = /^(?:\/\S*\/)?(?:ba|z|da)?sh -l?c (?:'([^']*)'|"((?:[^"\\$`]|\\["\\$`])*)"|([\w./:=@%+,-]+))$/s

/** The command as people write it: without the shell around it where nothing but that shell is taken away. */
export function commandWords(command: string): string {
  const [, single, double, word] = SHELL.exec(command) ?? []
  return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? word ?? command
}

/** The heading of a summary of what the model thinks. */
export function reasoningHeading(summary: readonly string[]): string {
  const last = summary.findLast((part) => part.trim() !== '') ?? ''
  const [, heading] = /\*\*(.+?)\*\*/s.exec(last) ?? []
  return oneLine(heading ?? last, 200)
}

/** The text of a turn that goes on with what another process has begun. */
export function recoveryText(envelope: string, guidance: readonly string[]): string {
  const task = [
    'The program that worked on the following task was ended before it was done. Look at what is already there, do nothing twice, and go on.',
    envelope,
    ...(guidance.length === 0 ? [] : ['Meanwhile the user has added:', ...guidance]),
  ]
  return task.join('\n\n')
}

const LOGIN = 'Run "codex login", or set OPENAI_API_KEY, and try again.'
const ADVICE: Readonly<Record<string, string>> = {
  unauthorized: LOGIN,
  usageLimitExceeded: 'The usage limit of the account is reached: wait until it is reset, or use another account.',
  sessionBudgetExceeded: 'The budget of this session is spent: start a new one, or raise it.',
  rateLimitExceeded: 'Too many requests at once: try again in a minute.',
  serverOverloaded: "The model's server is overloaded: try again in a minute.",
  contextWindowExceeded: 'The conversation with Codex has become too long for its model: ask for less at once.',
  modelNotFound: 'The model does not exist for this account: name another one.',
  sandboxError: "Codex's sandbox does not work on this machine: see its page on sandboxing.",
}

/** Codex's own words about what went wrong, and what to do where that is known. */
export function turnErrorText(error: CodexTurnError | undefined): string {
  if (error === undefined) return 'Codex ended the turn without saying why.'
  const { message, codexErrorInfo: info } = error
  const kind = typeof info === 'string' ? info : isRecord(info) ? (Object.keys(info)[0] ?? '') : ''
  const status = isRecord(info) && isRecord(info[kind]) ? info[kind]['httpStatusCode'] : undefined
  const isSignedOut = status === 401 || status === 403 || /\b401 Unauthorized\b/.test(message)
  const advice = Object.hasOwn(ADVICE, kind) ? ADVICE[kind] : isSignedOut ? LOGIN : undefined
  const said = sentence(`Codex: ${oneLine(plainMessage(message), 500)}`)
  return advice === undefined ? said : `${said} ${advice}`
}

/** Some servers' errors arrive as the JSON that they were. */
function plainMessage(message: string): string {
  try {
    const json: unknown = JSON.parse(message)
    const error = isRecord(json) ? json['error'] : undefined
    const inner = isRecord(error) ? error['message'] : undefined
    return typeof inner === 'string' ? inner : message
  } catch {
    return message
  }
}

export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
