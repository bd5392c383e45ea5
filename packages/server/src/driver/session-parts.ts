import type { ResamplerFactory, SpeechEngines } from '@parley/speech'
import type { ServerClock } from '../clock.js'
import type { Responder } from '../responder/responder.js'
import type { SessionEffect } from '../session/session-effect.js'
import type { SessionInput } from '../session/session-input.js'
import type { SessionLink } from './session-link.js'

/** A session's machine with its state inside, so that drivers need not know the dialect. */
export interface SessionProgram {
  step(input: SessionInput): readonly SessionEffect[]
}

/** What one session is made of. */
export interface SessionParts {
  readonly program: SessionProgram
  readonly link: SessionLink
  /** Shared by all sessions; never closed here. */
  readonly speech: SpeechEngines
  readonly responder: Responder
  readonly clock: ServerClock
  readonly createResampler: ResamplerFactory
  readonly recognitionTimeoutMs: number
  /** A response without any progress for so long has failed. */
  readonly responseTimeoutMs: number
  /** Of the user's voice that is kept for `conversation.item.retrieve`, at 16 kHz. */
  readonly maxKeptSamples: number
  /** Something here is broken; the session is closed with 1011. Other sessions go on. */
  readonly onFault: (error: unknown) => void
}
