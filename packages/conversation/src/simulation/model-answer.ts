import type { Random } from './random.js'
import type { ModelAnswer } from './simulation-plan.js'
import { scriptSpeech } from './simulated-speech.js'
import type { ScriptedEvent } from './simulated-speech.js'

export interface AnswerOptions {
  readonly random: Random
  readonly itemId: string
  readonly callId: string
  /** What the conversation holds for the voice and nobody has said. */
  readonly unspoken: readonly string[]
  /** `undefined`: the response was asked for, or began by itself. */
  readonly answer: ModelAnswer | undefined
  /** Calls arrive more than once. */
  readonly isRepeating: boolean
}

/** What the model does in one response: it says what it has not said yet, or answers the user, and may call a tool. */
export function scriptAnswer(options: AnswerOptions): readonly ScriptedEvent[] {
  const { random, itemId, callId, unspoken, answer } = options
  const told = unspoken.length === 0 ? [] : scriptSpeech(random, unspoken.join(' '), itemId)
  const say = (words: string): readonly ScriptedEvent[] =>
    told.length > 0 ? told : scriptSpeech(random, words, itemId)
  switch (answer?.type) {
    case undefined:
      return random.chance(0.3) ? told : say('Anything else?')
    case 'speech':
      return say(answer.words)
    case 'silence':
      return [...told, { afterMs: 10, event: { type: 'noop_requested', callId, itemId: callId } }]
    case 'tool': {
      const { name, arguments: text } = answer
      const event = { type: 'function_call', callId, itemId: callId, name, arguments: text } as const
      return [...told, ...repeat(options, { afterMs: 10, event })]
    }
    case 'handoff': {
      const calls = answer.isTwice ? [callId, `${callId}b`] : [callId]
      const called = calls.flatMap((id) => repeat(options, scriptHandoff(id, answer.request)))
      return [...(answer.preamble === '' ? told : say(answer.preamble)), ...called]
    }
  }
}

function scriptHandoff(handoffId: string, inputTranscript: string): ScriptedEvent {
  const activeTranscript = inputTranscript.trim() === '' ? [] : [{ role: 'user', text: inputTranscript } as const]
  return {
    afterMs: 10,
    event: { type: 'handoff_requested', handoffId, itemId: `item_${handoffId}`, inputTranscript, activeTranscript },
  }
}

/** A call can arrive twice: as its arguments and as its item, or because a server says everything again. */
function repeat({ isRepeating }: AnswerOptions, scripted: ScriptedEvent): readonly ScriptedEvent[] {
  return isRepeating ? [scripted, scripted, { ...scripted, afterMs: 400 }] : [scripted]
}
