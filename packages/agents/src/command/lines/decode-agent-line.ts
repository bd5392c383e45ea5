import { toolKinds } from '@parley/conversation'
import type { PermissionDetails, PlanStep } from '@parley/conversation'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { createBoundedText } from '../../run/bounded-text.js'
import { toPlainLine, toPlainText } from '../../run/plain-text.js'
import type { RunningEvent } from '../../run/run-feed.js'
import type { AgentLine } from './agent-line.js'

const MAX_RESULT = 1_048_576
const MAX_DIFF = 262_144
const MAX_TEXT = 65_536
const MAX_TITLE = 500
const MAX_LIST = 100

/** Undefined for everything that is no message of the protocol: it is text then, and does nothing. Never throws. */
export function decodeAgentLine(line: string): AgentLine | undefined {
  const message = decodeJsonObject(line)
  const type = message?.['type']
  if (message === undefined || typeof type !== 'string' || !Object.hasOwn(decoders, type)) return undefined
  return decoders[type]?.(message)
}

type Decoder = (message: JsonObject) => AgentLine | undefined

const decoders: Readonly<Record<string, Decoder>> = {
  hello: ({ parley }) => (typeof parley === 'number' ? { type: 'hello', version: parley } : undefined),
  update: ({ text, channel }) =>
    event(
      typeof text === 'string' && {
        ...{ type: 'update', text: longText(text, MAX_TEXT) },
        channel: channel === 'speakable' ? 'speakable' : 'silent',
      },
    ),
  progress: ({ text }) => event(typeof text === 'string' && { type: 'progress', text: toPlainLine(text, MAX_TITLE) }),
  plan: ({ steps }) =>
    event(Array.isArray(steps) && { type: 'plan', steps: steps.slice(0, MAX_LIST).flatMap(planStep) }),
  'tool-started': toolStarted,
  'tool-ended': ({ id, outcome }) =>
    event(isId(id) && { type: 'tool-ended', toolId: id, outcome: outcome === 'failed' ? 'failed' : 'succeeded' }),
  diff: ({ diff }) => event(typeof diff === 'string' && { type: 'diff', diff: longText(diff, MAX_DIFF) }),
  permission,
  'permission-withdrawn': ({ id }) => event(isId(id) && { type: 'permission-withdrawn', permissionId: id }),
  question,
  'question-withdrawn': ({ id }) => event(isId(id) && { type: 'input-withdrawn', questionId: id }),
  usage: ({ inputTokens, outputTokens }) =>
    event({
      type: 'usage',
      ...(isCount(inputTokens) ? { inputTokens } : {}),
      ...(isCount(outputTokens) ? { outputTokens } : {}),
    }),
  resumable: ({ resumeId }) => event(isId(resumeId) && { type: 'resumable', resumeId }),
  steered: ({ id }) => (isId(id) ? { type: 'steered', steerId: id } : undefined),
  'steer-refused': ({ id, reason }) =>
    isId(id) ? { type: 'steer-refused', steerId: id, reason: titleFrom(reason) ?? 'it gave no reason' } : undefined,
  result: ({ result, spoken }) =>
    typeof result === 'string'
      ? {
          ...{ type: 'result', result: longText(result, MAX_RESULT) },
          ...(typeof spoken === 'string' ? { spoken: longText(spoken, MAX_TEXT) } : {}),
        }
      : undefined,
  error: ({ message }) => ({ type: 'error', message: titleFrom(message) ?? 'It failed and did not say why.' }),
}

function event(decoded: RunningEvent | false): AgentLine | undefined {
  return decoded === false ? undefined : { type: 'event', event: decoded }
}

function planStep(value: unknown): readonly PlanStep[] {
  if (!isRecord(value) || typeof value['text'] !== 'string') return []
  const { text, status } = value
  return [
    { text: toPlainLine(text, MAX_TITLE), status: status === 'running' || status === 'done' ? status : 'pending' },
  ]
}

function toolStarted({ id, name, title, kind }: JsonObject): AgentLine | undefined {
  const named = titleFrom(name)
  const titled = titleFrom(title)
  return event(
    isId(id) &&
      named !== undefined && {
        ...{ type: 'tool-started', toolId: id, name: named, kind: toolKindFrom(kind) },
        ...(titled === undefined ? {} : { title: titled }),
      },
  )
}

function permission({ id, kind, title, outside, details }: JsonObject): AgentLine | undefined {
  const titled = titleFrom(title)
  return event(
    isId(id) &&
      titled !== undefined && {
        ...{ type: 'permission-requested', permissionId: id, toolKind: toolKindFrom(kind), title: titled },
        ...(outside === true ? { isOutside: true } : {}),
        ...(isRecord(details) ? { details: detailsFrom(details) } : {}),
      },
  )
}

function detailsFrom({ command, workingDirectory, paths, diff, reason }: JsonObject): PermissionDetails {
  return {
    ...(typeof command === 'string' ? { command: longText(command, 16_384) } : {}),
    ...(typeof workingDirectory === 'string' ? { workingDirectory: toPlainLine(workingDirectory, 4096) } : {}),
    ...(Array.isArray(paths) ? { paths: linesFrom(paths) } : {}),
    ...(typeof diff === 'string' ? { diff: longText(diff, MAX_TEXT) } : {}),
    ...(typeof reason === 'string' ? { reason: longText(reason, 4096) } : {}),
  }
}

function question({ id, question: asked, choices, secret }: JsonObject): AgentLine | undefined {
  const titled = titleFrom(asked)
  return event(
    isId(id) &&
      titled !== undefined && {
        ...{ type: 'needs-input', questionId: id, question: titled },
        ...(Array.isArray(choices) ? { choices: linesFrom(choices) } : {}),
        ...(secret === true ? { isSecret: true } : {}),
      },
  )
}

function linesFrom(values: readonly unknown[]): readonly string[] {
  return values
    .slice(0, MAX_LIST)
    .flatMap((value) => (typeof value === 'string' ? [toPlainLine(value, MAX_TITLE)] : []))
}

/** What a person is asked or told in one line. Undefined when there is nothing to read in it. */
function titleFrom(value: unknown): string | undefined {
  const line = typeof value === 'string' ? toPlainLine(value, MAX_TITLE) : ''
  return line === '' ? undefined : line
}

/** What is not said, or not known, is treated like the worst. */
function toolKindFrom(value: unknown): (typeof toolKinds)[number] {
  return toolKinds.find((kind) => kind === value) ?? 'other'
}

/** Head and tail of what is too long. */
function longText(text: string, maxCharacters: number): string {
  const bounded = createBoundedText(maxCharacters)
  bounded.append(toPlainText(text))
  return bounded.text
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
