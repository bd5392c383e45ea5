import type { WireFrame } from '@parley/wire'

/** How a response's run ended, as the driver saw it. */
export type RunOutcome =
  { readonly kind: 'finished' } | { readonly kind: 'failed'; readonly code: string; readonly problem: string }

/**
 * Everything that can happen to a session, of either dialect. Samples are counted at 16 kHz from the session's first
 * sample; `responseId` and `itemId` name what an earlier effect of the session began.
 */
export type SessionInput =
  | { readonly type: 'opened' }
  | { readonly type: 'frame'; readonly frame: WireFrame }
  | { readonly type: 'unreadable'; readonly problem: 'not-json' | 'binary' }
  | { readonly type: 'unreadable'; readonly problem: 'no-type'; readonly eventId: string | null }
  | { readonly type: 'audio-appended'; readonly sampleCount: number }
  | { readonly type: 'audio-refused'; readonly code: string; readonly problem: string; readonly eventId?: string }
  | {
      readonly type: 'voice-frame'
      readonly startSample: number
      readonly sampleCount: number
      readonly isSpeech: boolean
    }
  | { readonly type: 'voice-activity-failed'; readonly problem: string }
  | { readonly type: 'recognizing'; readonly itemId: string; readonly text: string }
  | { readonly type: 'recognized'; readonly itemId: string; readonly text: string; readonly audioMs: number }
  | { readonly type: 'not-recognized'; readonly itemId: string; readonly code: string; readonly problem: string }
  | { readonly type: 'written'; readonly responseId: string; readonly delta: string }
  | { readonly type: 'speaking'; readonly responseId: string; readonly text: string }
  | { readonly type: 'spoken'; readonly responseId: string; readonly audio: string; readonly audioMs: number }
  | { readonly type: 'called'; readonly responseId: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'run-ended'; readonly responseId: string; readonly outcome: RunOutcome }
  | { readonly type: 'timer'; readonly name: TimerName }

/** `idle`: the user has said nothing for long after an answer. `expiry`: the session's time is up. */
export type TimerName = 'idle' | 'expiry'
