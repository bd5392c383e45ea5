import { isRecord } from '@parley/wire'
import { toolKinds } from './agent.js'
import type { AgentEvent } from './agent.js'

/**
 * Whether an adapter has kept the shape of its port: types are gone when the program runs, and one event without its
 * text must not stop a conversation.
 */
export function isAgentEvent(value: unknown): value is AgentEvent {
  if (!isRecord(value)) return false
  switch (value['type']) {
    case 'update':
      return isText(value['text']) && (value['channel'] === 'silent' || value['channel'] === 'speakable')
    case 'progress':
      return isText(value['text'])
    case 'plan':
      return Array.isArray(value['steps'])
    case 'tool-started':
      return isText(value['toolId']) && isText(value['name'])
    case 'tool-ended':
      return isText(value['toolId'])
    case 'diff':
      return isText(value['diff'])
    case 'permission-requested':
      return isRequest(value)
    case 'permission-withdrawn':
      return isText(value['permissionId'])
    case 'needs-input':
      return isQuestion(value)
    case 'input-withdrawn':
      return isText(value['questionId'])
    case 'resumable':
      return isText(value['resumeId']) && value['resumeId'] !== ''
    case 'usage':
      return true
    case 'ended':
      return isEnd(value)
    default:
      return false
  }
}

function isRequest(value: Readonly<Record<string, unknown>>): boolean {
  const { permissionId, toolKind, title, isOutside, details } = value
  const isNamed = isText(permissionId) && isToolKind(toolKind) && isText(title)
  return isNamed && isFlagOrAbsent(isOutside) && (details === undefined || isDetails(details))
}

function isDetails(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { command, workingDirectory, paths, diff, reason } = value
  return [command, workingDirectory, diff, reason].every(isTextOrAbsent) && isTextsOrAbsent(paths)
}

function isQuestion(value: Readonly<Record<string, unknown>>): boolean {
  const { questionId, question, choices, isSecret } = value
  return isText(questionId) && isText(question) && isTextsOrAbsent(choices) && isFlagOrAbsent(isSecret)
}

const OUTCOMES: readonly unknown[] = ['finished', 'failed', 'cancelled', 'timed-out']

function isEnd(value: Readonly<Record<string, unknown>>): boolean {
  const { outcome, result, error, spoken } = value
  const hasResult = isText(result) || (result === undefined && outcome !== 'finished')
  return OUTCOMES.includes(outcome) && hasResult && isTextOrAbsent(error) && isTextOrAbsent(spoken)
}

const KINDS: readonly unknown[] = toolKinds
const isToolKind = (value: unknown): boolean => KINDS.includes(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isFlagOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'boolean'
const isTextsOrAbsent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every(isText))
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value)
