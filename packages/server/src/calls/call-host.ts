import { randomBytes } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { loadResampler } from '@parley/speech'
import type { ApiError } from '../http/api-error.js'
import { startHeartbeat } from '../http/heartbeat.js'
import type { SessionRequest } from '../http/upgrade-request.js'
import { createWebSocketLink } from '../http/web-socket-link.js'
import { newSessionId, openHostedSession } from '../open-hosted-session.js'
import type { ServerSettings } from '../server-options.js'
import { textFrom } from '../session-host.js'
import { openCall } from './call.js'
import type { Call } from './call.js'
import { createCallPacer } from './call-pacer.js'
import type { CallPacer } from './call-pacer.js'
import type { SessionProgram } from '../driver/session-parts.js'
import { toCallProgram } from './call-program.js'
import { findOfferProblem } from './find-offer-problem.js'
import type { AnswerOffer } from './media-peer.js'
import { createOpusCodec, MAX_CODECS } from './opus-codec.js'
import { createWeriftAnswerer } from './werift-peer.js'

/** What a client asks for when it creates a call. */
export interface CallRequest {
  readonly sdp: string
  /** As in `session.update`. */
  readonly session: Readonly<Record<string, unknown>> | undefined
  readonly request: SessionRequest
}

export type CreatedCall =
  | { readonly ok: true; readonly callId: string; readonly sdp: string }
  | { readonly ok: false; readonly error: ApiError }

/** All calls of one server. */
export interface CallHost {
  readonly count: number
  create(asked: CallRequest): Promise<CreatedCall>
  /** False for a call that is not there. */
  hangUp(callId: string): Promise<boolean>
  has(callId: string): boolean
  /** A sideband of a call that is there. */
  join(callId: string, socket: WebSocket): void
  close(): Promise<void>
}

/** What a call is opened with. */
interface CallSource {
  readonly settings: ServerSettings
  readonly answerOffer: AnswerOffer
  readonly pacer: CallPacer
}

export function createCallHost(
  settings: ServerSettings,
  answerOffer: AnswerOffer = createWeriftAnswerer({ host: settings.host }),
): CallHost {
  const source = { settings, answerOffer, pacer: createCallPacer(settings.clock) }
  const calls = new Map<string, Call>()
  const opening = new Set<string>()
  const ending = new Set<Promise<void>>()

  const hangUp = async (call: Call, reason: string, code?: number): Promise<void> => {
    const ended = call.hangUp(reason, code)
    ending.add(ended)
    await ended
    ending.delete(ended)
  }
  const open = async (callId: string, asked: CallRequest): Promise<CreatedCall> => {
    const call = await openHostedCall(source, callId, asked, () => calls.delete(callId))
    const fault = asked.session === undefined ? undefined : call.configure(asked.session)
    if (fault !== undefined) {
      await hangUp(call, 'The session was refused.')
      return refused(400, 'invalid_session', fault, 'session')
    }
    calls.set(callId, call)
    call.begin()
    return { ok: true, callId, sdp: call.answerSdp }
  }
  return {
    get count() {
      return calls.size + opening.size
    },
    async create(asked) {
      const refusal = findRefusal(asked, calls.size + opening.size)
      if (refusal !== undefined) return refusal
      const callId = `rtc_${randomBytes(16).toString('hex')}`
      opening.add(callId)
      try {
        return await open(callId, asked)
      } catch (cause) {
        settings.log({ level: 'warn', event: 'refused', text: 'An offer could not be answered.', cause })
        return refused(400, 'invalid_offer', 'The SDP offer cannot be answered.', 'sdp')
      } finally {
        opening.delete(callId)
      }
    },
    async hangUp(callId) {
      const call = calls.get(callId)
      if (call !== undefined) await hangUp(call, 'The call was hung up.')
      return call !== undefined
    },
    has: (callId) => calls.has(callId),
    join(callId, socket) {
      const call = calls.get(callId)
      if (call === undefined) socket.close(1008, 'The call has ended.')
      else joinCall(call, socket, settings)
    },
    async close() {
      await Promise.all([...calls.values()].map((call) => hangUp(call, 'The server is shutting down.', 1001)))
      await Promise.all(ending)
    },
  }
}

function findRefusal({ sdp }: CallRequest, callCount: number): CreatedCall | undefined {
  const problem = findOfferProblem(sdp)
  if (problem !== undefined) return refused(400, 'invalid_offer', `The SDP offer ${problem}.`, 'sdp')
  if (callCount < MAX_CODECS) return undefined
  return refused(503, 'server_overloaded', `The server carries ${MAX_CODECS} calls and takes no more.`)
}

async function openHostedCall(
  { settings, answerOffer, pacer }: CallSource,
  callId: string,
  { sdp, request }: CallRequest,
  onEnded: () => void,
): Promise<Call> {
  const { clock, log } = settings
  const createResampler = await loadResampler()
  const sessionId = newSessionId()
  const call = await openCall(sdp, {
    ...{ callId, answerOffer, pacer, clock, codec: createOpusCodec() },
    isQuicksilver: request.dialect === 'quicksilver',
    openDriver: (link, onTurn) => {
      const wrap = (program: SessionProgram): SessionProgram => toCallProgram(program, onTurn)
      return openHostedSession({ settings, createResampler, request, sessionId, wrap }, link)
    },
    onEnded: (reason) => {
      onEnded()
      log({ level: 'info', event: 'session-closed', sessionId, text: `Call ${callId} ended: ${reason}` })
    },
  })
  log({ level: 'info', event: 'session-opened', sessionId, text: `Call ${callId}, ${request.dialect}` })
  return call
}

function joinCall(call: Call, socket: WebSocket, settings: ServerSettings): void {
  const { clock, log, maxBufferedBytes } = settings
  const link = createWebSocketLink({
    ...{ socket, clock, maxBufferedBytes },
    onTooSlow: () =>
      log({ level: 'warn', event: 'session-closed', text: `A sideband of ${call.callId} was too slow.` }),
  })
  startHeartbeat(socket, clock, settings.pingIntervalMs)
  socket.on('error', () => {})
  const leave = call.join(link)
  socket.once('close', leave)
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) call.receiveBinary()
    else call.receive(textFrom(data))
  })
}

function refused(status: number, code: string, message: string, param?: string): CreatedCall {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error'
  return { ok: false, error: { status, type, code, message, ...(param === undefined ? {} : { param }) } }
}
