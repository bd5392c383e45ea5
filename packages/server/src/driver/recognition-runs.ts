import type { RecognitionStream, RecognizerEngine } from '@parley/speech'
import { ParleyError } from '@parley/wire'
import type { ServerClock } from '../clock.js'
import type { SessionInput } from '../session/session-input.js'
import type { InputTimeline } from './input-timeline.js'
import type { ItemSounds } from './item-sounds.js'

/** The recognizer streams of one session, by the item that they will give words to. */
export interface RecognitionRuns {
  begin(itemId: string, fromSample: number, language: string | undefined): void
  feed(itemId: string, toSample: number): void
  finish(itemId: string, toSample: number): void
  cancel(itemId: string): void
  cancelAll(): void
}

export interface RecognitionParts {
  readonly engine: RecognizerEngine
  readonly timeline: InputTimeline
  readonly sounds: ItemSounds
  readonly clock: ServerClock
  /** From the end of the audio; a recognizer that takes longer has failed for this utterance. */
  readonly timeoutMs: number
  readonly dispatch: (input: SessionInput) => void
}

interface Run {
  /** Absent where the engine could not open one; the failure is told when the utterance ends. */
  readonly stream: RecognitionStream | ParleyError
  readonly fromSample: number
  fedSample: number
  clearTimer: () => void
}

export function createRecognitionRuns(parts: RecognitionParts): RecognitionRuns {
  const { timeline, sounds, clock, timeoutMs, dispatch } = parts
  const runs = new Map<string, Run>()
  const take = (itemId: string): Run | undefined => {
    const run = runs.get(itemId)
    runs.delete(itemId)
    run?.clearTimer()
    return run
  }
  const cancel = (itemId: string): void => {
    const stream = take(itemId)?.stream
    if (stream !== undefined && !(stream instanceof ParleyError)) stream.cancel()
  }
  const settle = (itemId: string, input: SessionInput): void => {
    if (take(itemId) !== undefined) dispatch(input)
  }
  const startTimer = (itemId: string, stream: RecognitionStream): (() => void) =>
    clock.setTimer(timeoutMs, () => {
      const error = new ParleyError('timeout', `The recognizer gave no text within ${timeoutMs} ms.`)
      settle(itemId, toFailure(itemId, error))
      stream.cancel()
    })
  return {
    begin(itemId, fromSample, language) {
      const onPartial = (text: string): void => {
        if (runs.has(itemId)) dispatch({ type: 'recognizing', itemId, text })
      }
      const stream = openStream(parts.engine, { onPartial, ...(language === undefined ? {} : { language }) })
      runs.set(itemId, { stream, fromSample, fedSample: fromSample, clearTimer: () => {} })
    },
    feed(itemId, toSample) {
      const run = runs.get(itemId)
      if (run !== undefined) feed(timeline, run, toSample)
    },
    finish(itemId, toSample) {
      const run = runs.get(itemId)
      if (run === undefined) return
      feed(timeline, run, toSample)
      sounds.keep(itemId, timeline.slice(run.fromSample, toSample))
      const { stream } = run
      if (stream instanceof ParleyError) return settle(itemId, toFailure(itemId, stream))
      run.clearTimer = startTimer(itemId, stream)
      void finishStream(itemId, stream).then((input) => settle(itemId, input))
    },
    cancel,
    cancelAll() {
      for (const itemId of [...runs.keys()]) cancel(itemId)
    },
  }
}

function feed(timeline: InputTimeline, run: Run, toSample: number): void {
  if (toSample <= run.fedSample) return
  const samples = timeline.slice(run.fedSample, toSample)
  run.fedSample = toSample
  if (!(run.stream instanceof ParleyError)) run.stream.push(samples)
}

async function finishStream(itemId: string, stream: RecognitionStream): Promise<SessionInput> {
  try {
    const { text, audioMs } = await stream.finish()
    return { type: 'recognized', itemId, text: text.trim(), audioMs }
  } catch (error) {
    return toFailure(itemId, error)
  }
}

function toFailure(itemId: string, error: unknown): SessionInput {
  const { code, message } = toParleyError(error)
  return { type: 'not-recognized', itemId, code, problem: message }
}

function openStream(
  engine: RecognizerEngine,
  options: Parameters<RecognizerEngine['open']>[0],
): RecognitionStream | ParleyError {
  try {
    return engine.open(options)
  } catch (error) {
    return toParleyError(error)
  }
}

/** Any thrown thing as an error with a code. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ParleyError('internal', message, { cause: error })
}
