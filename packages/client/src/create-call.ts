import { callIdFromLocation, encodeCallForm, isRecord, ParleyError } from '@parley/wire'
import { withDeadline } from './deadline.js'
import type { Deadline } from './deadline.js'
import { refusedError } from './remote-error.js'
import { mergeHeaders } from './request-headers.js'
import type { HeaderMap } from './request-headers.js'
import { placeOf } from './request-url.js'

export interface CreatedCall {
  /** `rtc_…`; what a sideband joins. */
  readonly callId: string
  /** The server's answer, for `setRemoteDescription`. */
  readonly sdp: string
}

export interface CreateCallRequest {
  readonly url: string
  readonly headers: HeaderMap
  readonly offerSdp: string
  readonly session: unknown
  readonly model: string | undefined
  readonly deadline: Deadline
}

interface Answer {
  readonly response: Response
  readonly body: string
}

/** Posts an offer and the session to the server. Never repeated by itself: a second request could be a second call. */
export async function createCall(request: CreateCallRequest): Promise<CreatedCall> {
  if (request.offerSdp.trim() === '') throw new ParleyError('config', 'offerSdp is empty')
  const what = `creating a call at ${placeOf(request.url)}`
  const { response, body } = await withDeadline(request.deadline, what, (signal) => post(request, signal))
  if (!response.ok) throw refusedError(what, response.status, body, request.headers)
  const location = response.headers.get('location') ?? ''
  const callId = callIdFromLocation(location)
  if (callId === undefined) {
    throw new ParleyError('protocol', `${what} gave no call id: the answer's Location is '${location}'`)
  }
  return { callId, sdp: body }
}

async function post(request: CreateCallRequest, signal: AbortSignal): Promise<Answer> {
  const session = isRecord(request.session) ? request.session : {}
  const model = request.model === undefined ? {} : { model: request.model }
  const form = encodeCallForm({ sdp: request.offerSdp, session: { ...session, ...model } })
  const headers = mergeHeaders(request.headers, { 'content-type': form.contentType }, {})
  try {
    // A redirect is not followed: another server would get the instructions, and a WebSocket does not follow one either.
    const response = await fetch(request.url, { method: 'POST', headers, body: form.body, signal, redirect: 'manual' })
    return { response, body: await response.text() }
  } catch (cause) {
    throw new ParleyError('unavailable', `${placeOf(request.url)} cannot be reached`, { cause })
  }
}
