import type { RealtimeEvent } from '@parley/wire'

/** Writing down one file: it has ended when all audio is sent, every utterance has its text, and nothing more comes. */
export interface TranscribeState {
  readonly phase: 'sending' | 'finishing' | 'ended'
  /** Utterances that are being spoken or wait for their text, by item id. */
  readonly openItems: ReadonlySet<string>
  readonly texts: number
  readonly deadlineMs: number
  /** Why it did not work, once it has ended. */
  readonly problem: string | undefined
}

export type TranscribeInput =
  | { readonly type: 'event'; readonly event: RealtimeEvent; readonly nowMs: number }
  | { readonly type: 'audio-sent'; readonly nowMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'failed'; readonly problem: string }

/** Nothing is open: so long until it is believed. */
const QUIET_MS = 2_000
/** An utterance is open: so long without any event until the server is given up. */
const SILENT_SERVER_MS = 60_000

export function createTranscribeState(): TranscribeState {
  return { phase: 'sending', openItems: new Set(), texts: 0, deadlineMs: Infinity, problem: undefined }
}

/** Pure. */
export function stepTranscribe(state: TranscribeState, input: TranscribeInput): TranscribeState {
  if (state.phase === 'ended') return state
  switch (input.type) {
    case 'failed':
      return { ...state, phase: 'ended', problem: input.problem }
    case 'audio-sent':
      return wait({ ...state, phase: 'finishing' }, input.nowMs)
    case 'tick':
      return input.nowMs < state.deadlineMs ? state : { ...state, phase: 'ended', problem: problemAtEnd(state) }
    case 'event': {
      const next = takeEvent(state, input.event)
      return next.phase === 'finishing' ? wait(next, input.nowMs) : next
    }
  }
}

function takeEvent(state: TranscribeState, event: RealtimeEvent): TranscribeState {
  switch (event.type) {
    case 'input_audio_speech_started':
    case 'input_audio_buffer_committed':
      return event.itemId === undefined ? state : { ...state, openItems: new Set(state.openItems).add(event.itemId) }
    case 'input_transcript_done':
      return {
        ...state,
        openItems: without(state, event.itemId),
        texts: state.texts + (event.text.trim() === '' ? 0 : 1),
      }
    case 'conversation_item_input_audio_transcription_failed':
      return { ...state, openItems: without(state, event.itemId) }
    case 'error':
      return event.fatal ? { ...state, phase: 'ended', problem: event.message } : state
    default:
      return state
  }
}

function without(state: TranscribeState, itemId: string | undefined): ReadonlySet<string> {
  return new Set([...state.openItems].filter((open) => open !== itemId))
}

function wait(state: TranscribeState, nowMs: number): TranscribeState {
  return { ...state, deadlineMs: nowMs + (state.openItems.size === 0 ? QUIET_MS : SILENT_SERVER_MS) }
}

function problemAtEnd(state: TranscribeState): string | undefined {
  if (state.openItems.size > 0) return 'the server did not write down the last utterance within a minute'
  return state.texts === 0 ? 'no speech was understood in the file' : undefined
}
