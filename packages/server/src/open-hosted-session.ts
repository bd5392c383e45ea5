import { randomBytes } from 'node:crypto'
import type { ResamplerFactory } from '@parley/speech'
import { createProgram, openSessionDriver } from './driver/session-driver.js'
import type { SessionDriver } from './driver/session-driver.js'
import type { SessionLink } from './driver/session-link.js'
import type { SessionProgram } from './driver/session-parts.js'
import type { SessionRequest } from './http/upgrade-request.js'
import { stepQuicksilver } from './quicksilver/quicksilver-machine.js'
import { createQuicksilverState } from './quicksilver/quicksilver-state.js'
import type { ServerSettings } from './server-options.js'
import { stepSession } from './session/session-machine.js'
import { createSessionState } from './session/session-state.js'

export interface HostedSession {
  readonly settings: ServerSettings
  readonly createResampler: ResamplerFactory
  readonly request: SessionRequest
  readonly sessionId: string
  /** What a host changes of the machine; default nothing. */
  readonly wrap?: (program: SessionProgram) => SessionProgram
}

/** Two minutes of the user's voice are kept per session, for clients that retrieve it. */
const MAX_KEPT_SAMPLES = 2 * 60 * 16_000

export function newSessionId(): string {
  return `sess_${randomBytes(9).toString('hex')}`
}

/** A session with everything that it needs of its server, on a link. */
export function openHostedSession(hosted: HostedSession, link: SessionLink): SessionDriver {
  const { settings, createResampler, request, sessionId, wrap = (program) => program } = hosted
  const { clock, speech, log } = settings
  return openSessionDriver({
    program: wrap(createProgramFor(settings, request, sessionId.slice('sess_'.length))),
    link,
    speech,
    responder: settings.responder({ sessionId, model: request.model }),
    clock,
    createResampler,
    recognitionTimeoutMs: settings.recognitionTimeoutMs,
    responseTimeoutMs: settings.responseTimeoutMs,
    maxKeptSamples: MAX_KEPT_SAMPLES,
    onFault: (cause) =>
      log({ level: 'error', event: 'fault', sessionId, text: 'The session ended by a fault.', cause }),
  })
}

function createProgramFor(settings: ServerSettings, request: SessionRequest, tag: string): SessionProgram {
  const { type, model, isCodex } = request
  const { maxSessionMs, clock } = settings
  const expiresAt = Math.floor((clock.nowMs() + maxSessionMs) / 1000)
  const identity = { tag, type, model, isCodex, expiresAt, maxSessionMs }
  return request.dialect === 'quicksilver'
    ? createProgram(createQuicksilverState(identity), stepQuicksilver)
    : createProgram(createSessionState(identity), stepSession)
}
