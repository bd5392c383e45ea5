import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeCallForm, isRecord } from '@parley/wire'
import type { CallHost } from '../calls/call-host.js'
import type { ServerSettings } from '../server-options.js'
import type { ApiError } from './api-error.js'
import { encodeApiError } from './api-error.js'
import type { ClientSecrets } from './client-secrets.js'
import { decodeSecretRequest, SECRET_PREFIX } from './client-secrets.js'
import { readBody } from './read-body.js'
import { findKeyProblem, keyFrom } from './request-guards.js'
import { sessionRequestFrom } from './upgrade-request.js'

export interface CallRoutes {
  readonly settings: ServerSettings
  readonly calls: CallHost
  readonly secrets: ClientSecrets
}

/** An offer of 64 KiB and a session with long instructions. */
const MAX_BODY_BYTES = 512 * 1024
const CALLS = /^(?:\/v1)?\/realtime\/calls\/?$/
const HANG_UP = /^(?:\/v1)?\/realtime\/calls\/([\w-]{1,100})\/hangup\/?$/
const SECRETS = /^(?:\/v1)?\/realtime\/client_secrets\/?$/

/** Whether the request is one of these; it is answered then. */
export function answerCallRequest(
  routes: CallRoutes,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const route = routeOf(url.pathname)
  if (route === undefined) return false
  allowPage(request, response)
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
    return true
  }
  if (request.method !== 'POST') {
    const message = `Not allowed to ${request.method ?? 'GET'} on ${url.pathname.slice(0, 200)} (HINT: Perhaps you meant to make a POST request?)`
    response.setHeader('allow', 'POST, OPTIONS')
    refuse(response, { status: 405, type: 'invalid_request_error', code: 'method_not_supported', message })
    return true
  }
  const keyProblem = findKeyProblem(request.headers, routes.settings.apiKeys, routes.secrets)
  if (keyProblem !== undefined) {
    refuse(response, keyProblem)
    return true
  }
  route(routes, url, request, response).catch(() => response.destroy())
  return true
}

type Route = (routes: CallRoutes, url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>

function routeOf(pathname: string): Route | undefined {
  if (CALLS.test(pathname)) return createCall
  if (HANG_UP.test(pathname)) return hangUp
  return SECRETS.test(pathname) ? issueSecret : undefined
}

/** A page of this machine, or one that was allowed, may call from its own origin: findTrespass has let it through. */
function allowPage({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('access-control-allow-origin', headers.origin)
  response.setHeader('vary', 'origin')
  response.setHeader('access-control-expose-headers', 'location')
  response.setHeader('access-control-allow-methods', 'POST')
  const wanted = headers['access-control-request-headers']
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted.replace(/[^\w\-, ]/g, ''))
  response.setHeader('access-control-max-age', '600')
}

async function createCall(
  { settings, calls, secrets }: CallRoutes,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES)
  if (body === undefined) return refuse(response, tooLarge())
  const form = decodeCallForm(request.headers['content-type'], body)
  if (!form.ok) {
    const status = form.param === 'content-type' ? 415 : 400
    const message = `Invalid call: '${form.param}' ${form.problem}.`
    return refuse(response, {
      status,
      type: 'invalid_request_error',
      code: 'invalid_value',
      message,
      param: form.param,
    })
  }
  const session = form.session ?? secrets.find(keyFrom(request.headers) ?? '')?.session
  const asked = sessionRequestFrom(url, request.headers, settings)
  const model = typeof session?.['model'] === 'string' ? session['model'] : asked.model
  const isTranscription = session?.['type'] === 'transcription'
  const type = isTranscription ? 'transcription' : asked.type
  const created = await calls.create({ sdp: form.sdp, session, request: { ...asked, model, type } })
  if (!created.ok) return refuse(response, created.error)
  response.writeHead(201, { 'content-type': 'application/sdp', location: `/v1/realtime/calls/${created.callId}` })
  response.end(created.sdp)
}

async function hangUp(
  { calls }: CallRoutes,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume()
  const callId = HANG_UP.exec(url.pathname)?.[1] ?? ''
  if (await calls.hangUp(callId)) response.writeHead(200).end()
  else refuse(response, unknownCall(callId))
}

async function issueSecret(
  { secrets }: CallRoutes,
  _url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (keyFrom(request.headers)?.startsWith(SECRET_PREFIX) === true) {
    const message = 'A client secret cannot make further ones; use the API key.'
    return refuse(response, { status: 401, type: 'invalid_request_error', code: 'invalid_api_key', message })
  }
  const body = await readBody(request, MAX_BODY_BYTES)
  if (body === undefined) return refuse(response, tooLarge())
  const decoded = decodeSecretRequest(body.toString('utf8'))
  if (!decoded.ok) return refuse(response, decoded.error)
  const { value, expiresAt } = secrets.issue(decoded.asked)
  const session = isRecord(decoded.asked.session) ? decoded.asked.session : { type: 'realtime' }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify({ value, expires_at: expiresAt, session }, undefined, 2)}\n`)
}

export function unknownCall(callId: string): ApiError {
  const message = `No call found with id '${callId.slice(0, 100)}'.`
  return { status: 404, type: 'invalid_request_error', code: 'call_id_not_found', message, param: 'call_id' }
}

function tooLarge(): ApiError {
  const message = `The body is longer than ${MAX_BODY_BYTES} bytes.`
  return { status: 413, type: 'invalid_request_error', code: 'request_too_large', message }
}

function refuse(response: ServerResponse, error: ApiError): void {
  // What is still on its way of the body is not read any more.
  if (error.status === 413) response.setHeader('connection', 'close')
  response.writeHead(error.status, { 'content-type': 'application/json' })
  response.end(encodeApiError(error))
}
