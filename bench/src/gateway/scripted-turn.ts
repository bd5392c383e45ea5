import { encodePcm16 } from '@parley/wire'

export const FRAME_MS = 40
/** One turn of the user with its answer, and a short pause. */
export const TURN_MS = 6_000
const USER_ENDS_MS = 1_200
const ANSWER_STARTS_MS = 1_280
const ANSWER_ENDS_MS = 5_760
const WORDS_EACH_MS = 400
const RATE = 24_000

export interface TurnNames {
  readonly user: string
  readonly answer: string
  readonly response: string
  /** Where in the sound of the line this turn begins. */
  readonly startMs: number
}

type Event = Readonly<Record<string, unknown>>

const tone = Int16Array.from({ length: (RATE * FRAME_MS) / 1_000 }, (_value, index) =>
  Math.round(4_000 * Math.sin((index * 2 * Math.PI * 220) / RATE)),
)
/** 40 ms of sound as a line of JSON has it, which a microphone sends too. */
export const toneFrame = encodePcm16(tone)

/** The frame of the answer that is due at this place of a turn. Made by hand: there are thousands a second. */
export function frameOfSpeech({ answer, response }: TurnNames, atMs: number): string | undefined {
  if (atMs < ANSWER_STARTS_MS || atMs >= ANSWER_ENDS_MS) return undefined
  return `{"type":"response.output_audio.delta","response_id":"${response}","item_id":"${answer}","output_index":0,"content_index":0,"delta":"${toneFrame}"}`
}

/** Everything but sound that is due at this place of a turn. */
export function turnEvents(names: TurnNames, atMs: number): readonly Event[] {
  if (atMs === 0) {
    return [{ type: 'input_audio_buffer.speech_started', item_id: names.user, audio_start_ms: names.startMs }]
  }
  if (atMs === USER_ENDS_MS) return userHasSpoken(names)
  if (atMs === ANSWER_STARTS_MS) return answerBegins(names)
  if (atMs === ANSWER_ENDS_MS) return answerEnds(names)
  if (atMs > ANSWER_STARTS_MS && atMs < ANSWER_ENDS_MS && (atMs - ANSWER_STARTS_MS) % WORDS_EACH_MS === 0) {
    return [{ type: 'response.output_audio_transcript.delta', ...placeOf(names), delta: 'some words ' }]
  }
  return []
}

function userHasSpoken({ user, startMs }: TurnNames): readonly Event[] {
  const item = { id: user, type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio' }] }
  return [
    { type: 'input_audio_buffer.speech_stopped', item_id: user, audio_end_ms: startMs + USER_ENDS_MS },
    { type: 'input_audio_buffer.committed', item_id: user, previous_item_id: null },
    { type: 'conversation.item.added', item },
    {
      ...{ type: 'conversation.item.input_audio_transcription.completed', item_id: user, content_index: 0 },
      transcript: 'And then, what happened after that?',
    },
  ]
}

function answerBegins(names: TurnNames): readonly Event[] {
  const item = { id: names.answer, type: 'message', role: 'assistant', status: 'in_progress', content: [] }
  return [
    { type: 'response.created', response: { id: names.response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', response_id: names.response, output_index: 0, item },
    { type: 'conversation.item.added', item },
    { type: 'response.content_part.added', ...placeOf(names), part: { type: 'audio', transcript: '' } },
  ]
}

function answerEnds(names: TurnNames): readonly Event[] {
  const transcript = 'some words '.repeat(11)
  const content = [{ type: 'output_audio', transcript }]
  const item = { id: names.answer, type: 'message', role: 'assistant', status: 'completed', content }
  const usage = { total_tokens: 90, input_tokens: 30, output_tokens: 60 }
  return [
    { type: 'response.output_audio.done', ...placeOf(names) },
    { type: 'response.output_audio_transcript.done', ...placeOf(names), transcript },
    { type: 'response.content_part.done', ...placeOf(names), part: { type: 'audio', transcript } },
    { type: 'response.output_item.done', response_id: names.response, output_index: 0, item },
    { type: 'conversation.item.done', item },
    { type: 'response.done', response: { id: names.response, status: 'completed', output: [item], usage } },
  ]
}

function placeOf({ response, answer }: TurnNames): Event {
  return { response_id: response, item_id: answer, output_index: 0, content_index: 0 }
}
