import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationInput } from '../conversation-input.js'
import type { RecordedStep } from '../conversation-log.js'
import { stepConversation } from '../conversation-machine.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { createConversationState } from '../conversation-state.js'
import type { ConversationState } from '../conversation-state.js'
import { RECORDING_FORMAT, RECORDING_VERSION } from './decode-recording.js'
import type { Recording } from './decode-recording.js'
import { hideSecretReply } from './hide-secret-reply.js'
import { createRedactor } from './redact.js'

export interface RecorderOptions {
  /** Gets each line with its newline, in order. Must not throw. */
  readonly write: (line: string) => void
  /** Keys and other texts that must not stand in the log, beside all that looks like a key. */
  readonly secrets?: readonly string[]
}

export interface Recorder {
  /** Pass it as `record` of the conversation's options. */
  readonly record: (step: RecordedStep, settings: ConversationSettings) => void
  readonly stepCount: number
}

/**
 * Writes a conversation down as JSON Lines: a header with version and settings, then one line per input with its time
 * and its effects. No audio, no secrets. Once something was taken out, the effects are those that the machine gives for
 * what is left, so that the log still replays to the same effects.
 */
export function createRecorder({ write, secrets = [] }: RecorderOptions): Recorder {
  const redactor = createRedactor(secrets)
  let shadow: ConversationState | undefined
  let isRedacted = false
  let stepCount = 0

  const begin = (settings: ConversationSettings): ConversationState => {
    const clean = redactor.redact(settings)
    isRedacted = clean.isChanged
    write(toLine({ log: RECORDING_FORMAT, version: RECORDING_VERSION, settings: clean.value }))
    return createConversationState(decodeClean(clean.value))
  }
  return {
    record(step, settings) {
      const state = shadow ?? begin(settings)
      const { input: said, isHidden } = hideSecretReply(state, step.input)
      const clean = redactor.redact(said)
      isRedacted ||= clean.isChanged || isHidden
      const input: ConversationInput = decodeClean(clean.value)
      const again = stepConversation(state, input)
      shadow = again.state
      write(stepLine(input, isRedacted ? again.effects : step.effects))
      stepCount += 1
    },
    get stepCount() {
      return stepCount
    },
  }
}

/** A whole recording as text: what a recorder would have written of it. */
export function encodeRecording({ settings, steps }: Recording): string {
  const header = toLine({ log: RECORDING_FORMAT, version: RECORDING_VERSION, settings })
  return header + steps.map(({ input, effects }) => stepLine(input, effects)).join('')
}

function stepLine({ nowMs, ...input }: ConversationInput, effects: readonly ConversationEffect[]): string {
  return toLine({ nowMs, input, effects })
}

/** U+2028 and U+2029 end a line for some readers; inside JSON strings they may be escaped. */
function toLine(value: object): string {
  return `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (mark) => (mark === '\u2028' ? '\\u2028' : '\\u2029'))}\n`
}

/** Redaction changes texts, never shapes. */
function decodeClean<T>(value: unknown): T {
  return value as T
}
