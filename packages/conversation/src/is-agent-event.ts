import { isRecord } from '@parley/wire'
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
      return isText(value['permissionId']) && isText(value['toolKind']) && isText(value['title'])
    case 'needs-input':
      return isText(value['question'])
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

const isText = (value: unknown): boolean => typeof value === 'string'
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value)
