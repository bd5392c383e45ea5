import { callIdFromLocation, encodeCallForm, isRecord, ParleyError } from '@parley/wire'
import { refusedError } from './remote-error.js'
import type { HeaderMap } from './request-headers.js'
import { callsUrl } from './request-url.js'
import type { UrlParts } from './request-url.js'

export interface CreatedCall {
  /** `rtc_…`; what a sideband joins. */
  readonly callId: string
  /** The server's answer, for `setRemoteDescription`. */
  readonly sdp: string
}

export interface CreateCallRequest {
  readonly urlParts: UrlParts
  readonly headers: HeaderMap
  /** Only to cut it out of what the server says. */
  readonly apiKey: string | undefined
  readonly offerSdp: string
  readonly session: unknown
  readonly model: string | undefined
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** Posts an offer and the session to the server. Never repeated by itself: a second request could be a second call. */
export async function createCall(request: CreateCallRequest): Promise<CreatedCall> {
  if (!request.offerSdp.startsWith('v=0')) {
    throw new ParleyError('config', 'offerSdp is no session description: it has to begin with v=0')
  }
  const url = callsUrl(request.urlParts)
  const session = isRecord(request.session) ? request.session : {}
  const model = request.model === undefined ? {} : { model: request.model }
  const form = encodeCallForm({ sdp: request.offerSdp, session: { ...session, ...model } })
  const response = await post(url, request, form)
  const body = await response.text()
  if (!response.ok) throw refusedError(`creating a call at ${url}`, response.status, body, request.apiKey)
  const location = response.headers.get('location') ?? ''
  const callId = callIdFromLocation(location)
  if (callId === undefined) {
    throw new ParleyError('protocol', `${url} made a call without a call id: its Location is '${location}'`)
  }
  return { callId, sdp: body }
}

async function post(
  url: string,
  request: CreateCallRequest,
  form: { readonly contentType: string; readonly body: string },
): Promise<Response> {
  const timeout = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout])
  try {
    const headers = { ...request.headers, 'content-type': form.contentType }
    return await fetch(url, { method: 'POST', headers, body: form.body, signal })
  } catch (cause) {
    if (request.signal?.aborted === true)
      throw new ParleyError('aborted', `creating a call at ${url} was aborted`, { cause })
    if (timeout.aborted) {
      throw new ParleyError('timeout', `${url} did not answer within ${String(request.timeoutMs)} ms`, { cause })
    }
    throw new ParleyError('unavailable', `${url} cannot be reached`, { cause })
  }
}
