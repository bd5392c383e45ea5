import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type {
  AgentIntroduction,
  OpenedSession,
  PermissionOffers,
  PermissionRequest,
  PromptAnswer,
  SessionChoice,
} from './acp-news.js'
import { decodeToolNews } from './decode-acp-news.js'
import { plainLine } from './plain-text.js'

/** Parameters of `session/request_permission`; undefined when they name no session or no tool. */
export function decodePermissionRequest(
  params: unknown,
): { readonly sessionId: string; readonly request: PermissionRequest } | undefined {
  if (!isRecord(params) || !isRecord(params['toolCall'])) return undefined
  const tool = decodeToolNews(params['toolCall'])
  const { sessionId } = params
  if (tool === undefined || typeof sessionId !== 'string') return undefined
  return { sessionId, request: { tool, offers: offersFrom(listOf(params['options']).filter(isRecord)) } }
}

function offersFrom(options: readonly JsonObject[]): PermissionOffers {
  const idOf = (kind: string): string | undefined => {
    const id = options.find((option) => option['kind'] === kind)?.['optionId']
    return typeof id === 'string' ? id : undefined
  }
  return {
    allowOnce: idOf('allow_once'),
    allowAlways: idOf('allow_always'),
    rejectOnce: idOf('reject_once'),
    rejectAlways: idOf('reject_always'),
  }
}

/** The answer to `initialize`. Never throws: what is missing is not there. */
export function decodeIntroduction(result: unknown): AgentIntroduction {
  const answer = isRecord(result) ? result : {}
  const { protocolVersion, agentInfo, agentCapabilities } = answer
  const capabilities = isRecord(agentCapabilities) ? agentCapabilities : {}
  const sessions = isRecord(capabilities['sessionCapabilities']) ? capabilities['sessionCapabilities'] : {}
  return {
    protocolVersion: typeof protocolVersion === 'number' ? protocolVersion : undefined,
    title: isRecord(agentInfo) ? titleOf(agentInfo) : undefined,
    canLoad: capabilities['loadSession'] === true,
    canResume: isRecord(sessions['resume']),
    logins: listOf(answer['authMethods']).filter(isRecord).flatMap(loginsOf),
  }
}

function titleOf(info: JsonObject): string | undefined {
  const name = [info['title'], info['name']].find((text) => typeof text === 'string' && text.trim() !== '')
  return typeof name === 'string' ? plainLine(name, 60) : undefined
}

function loginsOf(method: JsonObject): readonly string[] {
  const { name, description } = method
  if (typeof name !== 'string') return []
  return [plainLine(typeof description === 'string' ? `${name} (${description})` : name, 200)]
}

/** The answer to `session/new`, `session/load` and `session/resume`; the latter two repeat no id. */
export function decodeOpenedSession(result: unknown, knownId: string | undefined): OpenedSession | undefined {
  const answer = isRecord(result) ? result : {}
  const sessionId = knownId ?? answer['sessionId']
  if (typeof sessionId !== 'string' || sessionId === '' || sessionId.length > 1000) return undefined
  const configured = listOf(answer['configOptions']).filter(isRecord).flatMap(choicesOf)
  const modes = isRecord(answer['modes']) ? listOf(answer['modes']['availableModes']).filter(isRecord) : []
  const older: SessionChoice = { what: 'mode', configId: undefined, values: stringsOf(modes.map(({ id }) => id)) }
  return { sessionId, choices: modes.length === 0 ? configured : [...configured, older] }
}

function choicesOf(option: JsonObject): readonly SessionChoice[] {
  const { id, category, type, options } = option
  if (typeof id !== 'string' || type !== 'select' || (category !== 'model' && category !== 'mode')) return []
  // A list of values, or of groups with such lists.
  const entries = listOf(options).filter(isRecord)
  const values = entries.flatMap((entry) => [entry, ...listOf(entry['options']).filter(isRecord)])
  return [{ what: category, configId: id, values: stringsOf(values.map(({ value }) => value)) }]
}

const STOP_REASONS = ['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const

/** The answer to `session/prompt`. `usage` is no part of the stable protocol, but real agents send it. */
export function decodePromptAnswer(result: unknown): PromptAnswer {
  const answer = isRecord(result) ? result : {}
  const usage = isRecord(answer['usage']) ? answer['usage'] : {}
  const reason = answer['stopReason']
  return {
    stopReason: STOP_REASONS.find((known) => known === reason) ?? 'unknown',
    reason: typeof reason === 'string' ? plainLine(reason, 60) : '',
    inputTokens: countOf(usage['inputTokens']),
    outputTokens: countOf(usage['outputTokens']),
  }
}

export interface FileRead {
  readonly sessionId: string
  readonly path: string
  /** First line, counted from 1. */
  readonly line: number
  /** How many lines. */
  readonly limit: number
}

/** Parameters of `fs/read_text_file`. */
export function decodeFileRead(params: unknown): FileRead | undefined {
  if (!isRecord(params)) return undefined
  const { sessionId, path, line, limit } = params
  if (typeof sessionId !== 'string' || typeof path !== 'string') return undefined
  return { sessionId, path, line: countOf(line) ?? 1, limit: countOf(limit) ?? Number.MAX_SAFE_INTEGER }
}

export interface FileWrite {
  readonly sessionId: string
  readonly path: string
  readonly content: string
}

/** Parameters of `fs/write_text_file`. */
export function decodeFileWrite(params: unknown): FileWrite | undefined {
  if (!isRecord(params)) return undefined
  const { sessionId, path, content } = params
  if (typeof sessionId !== 'string' || typeof path !== 'string' || typeof content !== 'string') return undefined
  return { sessionId, path, content }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 1000) : [])

const stringsOf = (values: readonly unknown[]): readonly string[] => values.filter((value) => typeof value === 'string')

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
