import { isRecord, ParleyError } from '@parley/wire'
import type { RecordedStep } from '../conversation-log.js'
import { defaultApprovals, defaultLimits } from '../conversation-settings.js'
import type { ConversationSettings } from '../conversation-settings.js'

export const RECORDING_FORMAT = 'parley-conversation'
export const RECORDING_VERSION = 1

/** A recorded conversation: what its machine knew, and everything that happened to it. */
export interface Recording {
  readonly settings: ConversationSettings
  readonly steps: readonly RecordedStep[]
}

/**
 * The text of a recording → its contents. Throws a `config` error that names the line: a log that is broken or cut off
 * in the middle of a line is refused as a whole, for a part of it could pass for all of it. `name`: the file, for messages.
 */
export function decodeRecording(text: string, name: string): Recording {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const [header, ...steps] = lines
  if (header === undefined) throw broken(name, 1, 'it is no recording of a conversation: its first line has no end')
  const settings = decodeHeader(header, name)
  const decoded = steps.map((line, index) => decodeStep(line, name, index + 2))
  if (rest !== '') throw broken(name, lines.length + 1, 'the recording is cut off: its last line has no end')
  return { settings, steps: decoded }
}

function decodeHeader(line: string, name: string): ConversationSettings {
  const value = decodeLine(line)
  if (!isRecord(value) || value['log'] !== RECORDING_FORMAT)
    throw broken(name, 1, 'it is no recording of a conversation')
  const version = value['version']
  if (version !== RECORDING_VERSION) {
    throw broken(
      name,
      1,
      `the recording has version ${JSON.stringify(version)}; this Parley reads ${RECORDING_VERSION}`,
    )
  }
  const settings = value['settings']
  if (!isRecord(settings) || typeof settings['dialect'] !== 'string' || !isRecord(settings['agent'])) {
    throw broken(name, 1, 'the recording has no settings')
  }
  // Settings that are newer than the recording are those of today.
  const limits = { ...defaultLimits, ...(isRecord(settings['limits']) ? settings['limits'] : {}) }
  const approvals = { ...defaultApprovals, ...(isRecord(settings['approvals']) ? settings['approvals'] : {}) }
  return { ...settings, limits, approvals } as unknown as ConversationSettings
}

function decodeStep(line: string, name: string, lineNumber: number): RecordedStep {
  const value = decodeLine(line)
  if (!isRecord(value)) throw broken(name, lineNumber, 'it is no JSON object')
  const { nowMs, input, effects } = value
  if (typeof nowMs !== 'number' || !isRecord(input) || typeof input['type'] !== 'string' || !Array.isArray(effects)) {
    throw broken(name, lineNumber, 'it holds no input with its time and its effects')
  }
  return { input: { nowMs, ...input }, effects } as unknown as RecordedStep
}

function decodeLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function broken(name: string, line: number, problem: string): ParleyError {
  return new ParleyError('config', `${name}, line ${line}: ${problem}`)
}
