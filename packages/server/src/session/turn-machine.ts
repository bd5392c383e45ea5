import { ENGINE_SAMPLE_RATE } from '@parley/speech'

/** What turn detection asks for, in samples at 16 kHz. */
export interface TurnSettings {
  /** Silence that ends a turn. */
  readonly silenceSamples: number
  /** Silence that ends a turn whose last words sound unfinished. */
  readonly patientSilenceSamples: number
  /** Audio before the first speech that belongs to the turn. */
  readonly prefixSamples: number
}

/** Speech must last this long before it counts: clicks do not start a turn. */
const MIN_SPEECH_SAMPLES = 0.06 * ENGINE_SAMPLE_RATE
/** A turn is cut here, so that no speaker (or fan) fills the memory. */
const MAX_TURN_SAMPLES = 300 * ENGINE_SAMPLE_RATE

/**
 * Where the user's speech stands. `floorSample`: no turn begins before it, because that audio was committed or
 * cleared. `committed` is `listening` just after a turn.
 */
export type TurnState =
  | {
      readonly phase: 'listening' | 'committed'
      readonly floorSample: number
      /** Start of the speech that is going on and does not count yet. */
      readonly runStartSample: number | null
    }
  | {
      readonly phase: 'speaking'
      readonly startSample: number
      readonly lastSpeechSample: number
      readonly soundsUnfinished: boolean
    }

export interface VoiceFrame {
  readonly startSample: number
  readonly sampleCount: number
  readonly isSpeech: boolean
}

export type TurnInput =
  | { readonly type: 'frame'; readonly frame: VoiceFrame }
  /** The recognizer's latest partial text ends (or does not end) in the middle of a thought. */
  | { readonly type: 'heard'; readonly soundsUnfinished: boolean }
  /** The buffer was committed or cleared up to this sample by the client. */
  | { readonly type: 'cut'; readonly atSample: number }

export type TurnEffect =
  | { readonly type: 'speech-started'; readonly startSample: number }
  | { readonly type: 'speech-stopped'; readonly startSample: number; readonly endSample: number }

export interface TurnStep {
  readonly state: TurnState
  readonly effect: TurnEffect | undefined
}

export const initialTurn: TurnState = { phase: 'listening', floorSample: 0, runStartSample: null }

/** Finds the user's turns in a detector's frames. Positions never run backwards and turns never overlap. */
export function stepTurn(state: TurnState, input: TurnInput, settings: TurnSettings): TurnStep {
  switch (input.type) {
    case 'cut':
      return unchanged({ phase: 'listening', floorSample: input.atSample, runStartSample: null })
    case 'heard':
      return unchanged(state.phase === 'speaking' ? { ...state, soundsUnfinished: input.soundsUnfinished } : state)
    case 'frame':
      return state.phase === 'speaking'
        ? stepWhileSpeaking(state, input.frame, settings)
        : stepWhileListening(state, input.frame, settings)
  }
}

type Quiet = Extract<TurnState, { readonly floorSample: number }>
type Speaking = Extract<TurnState, { readonly phase: 'speaking' }>

function stepWhileListening(state: Quiet, frame: VoiceFrame, settings: TurnSettings): TurnStep {
  const endSample = frame.startSample + frame.sampleCount
  // A detector works behind the audio: frames from before a commit or clear say nothing any more.
  if (!frame.isSpeech || endSample <= state.floorSample) {
    return unchanged(state.runStartSample === null ? state : { ...state, runStartSample: null })
  }
  const runStartSample = state.runStartSample ?? Math.max(frame.startSample, state.floorSample)
  if (endSample - runStartSample < MIN_SPEECH_SAMPLES) return unchanged({ ...state, runStartSample })
  const startSample = Math.max(0, state.floorSample, runStartSample - settings.prefixSamples)
  return {
    state: { phase: 'speaking', startSample, lastSpeechSample: endSample, soundsUnfinished: false },
    effect: { type: 'speech-started', startSample },
  }
}

function stepWhileSpeaking(state: Speaking, frame: VoiceFrame, settings: TurnSettings): TurnStep {
  const endSample = frame.startSample + frame.sampleCount
  const isTooLong = endSample - state.startSample >= MAX_TURN_SAMPLES
  if (frame.isSpeech && !isTooLong) return unchanged({ ...state, lastSpeechSample: endSample })
  const patience = state.soundsUnfinished ? settings.patientSilenceSamples : settings.silenceSamples
  if (endSample - state.lastSpeechSample < patience && !isTooLong) return unchanged(state)
  return {
    state: { phase: 'committed', floorSample: endSample, runStartSample: null },
    effect: { type: 'speech-stopped', startSample: state.startSample, endSample },
  }
}

function unchanged(state: TurnState): TurnStep {
  return { state, effect: undefined }
}
