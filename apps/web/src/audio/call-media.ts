import type { MediaProblem } from '../state/page-state.js'

/**
 * The user's microphone and speaker in a call, whichever way sound travels. Over the app server frames go out by `onFrame`
 * and come in by `play`; a way that carries sound by itself leaves both alone.
 */
export interface CallMedia {
  /** To be called while the user's click is being handled. Tells `onOpened` or `onFailed`; opens once. */
  open(devices: { readonly microphoneId: string; readonly speakerId: string }): void
  /** Idempotent. */
  close(): void
  /** Whether frames go out. The microphone stays open: its light would flicker. */
  setSending(isOn: boolean): void
  play(data: string, sampleRate: number, itemId: string): void
  /** Silence at once; what was queued is forgotten. */
  stopPlayback(): void
  useSpeaker(deviceId: string): void
  /** How loud the microphone is now, 0 to 1. */
  readonly level: number
}

export interface CallMediaListener {
  readonly onOpened: () => void
  readonly onFailed: (problem: MediaProblem) => void
  /** The device is gone. */
  readonly onEnded: () => void
  /** base64 of 16-bit PCM, 24 kHz, mono. */
  readonly onFrame: (data: string) => void
  readonly onPlayed: (itemId: string, playedMs: number) => void
  readonly onPlaying: (isPlaying: boolean) => void
}
