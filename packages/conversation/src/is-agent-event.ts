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
      return isText(value['permissionId']) && isToolKind(value['toolKind']) && isText(value['title'])
    case 'permission-withdrawn':
      return isText(value['permissionId'])
    case 'needs-input':
      return isText(value['questionId']) && isText(value['question'])
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

const OUTCOMES: readonly unknown[] = ['finished', 'failed', 'cancelled', 'timed-out']

function isEnd(value: Readonly<Record<string, unknown>>): boolean {
  const { outcome, result, error, spoken } = value
  const hasResult = isText(result) || (result === undefined && outcome !== 'finished')
  return OUTCOMES.includes(outcome) && hasResult && isTextOrAbsent(error) && isTextOrAbsent(spoken)
}

const KINDS: readonly unknown[] = toolKinds
const isToolKind = (value: unknown): boolean => KINDS.includes(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value)
