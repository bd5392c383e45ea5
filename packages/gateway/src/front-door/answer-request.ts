import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DoorParts } from './door-parts.js'
import type { DoorRequest, HttpMethod, Identity } from './door-routes.js'
import { findAsset } from './find-asset.js'
import { admitByToken, identityOf } from './find-identity.js'
import { findTrespass } from './find-trespass.js'
import { readBody } from './read-body.js'
import type { Refusal } from './refusal.js'
import { pathOf, queryOf } from './request-target.js'
import type { Route } from './route-table.js'
import { sendAnswer, sendAsset, sendRefusal } from './send-answer.js'

/** Answers everything that is no WebSocket upgrade: first who asks and from where, only then what for. Never rejects. */
export async function answerRequest(
  parts: DoorParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (refusal: Refusal): void => {
    parts.refusals.note(request, refusal)
    sendRefusal(response, refusal)
  }
  try {
    const { headers, rawHeaders, url = '', method = '' } = request
    const isRead = method === 'GET' || method === 'HEAD'
    const trespass = findTrespass({ target: url, headers, rawHeaders, isRead }, parts.names)
    if (trespass !== undefined) return refuse(trespass)
    const found = findRoute(parts, request)
    if ('status' in found) return refuse(found)
    if ('page' in found) return await answerPage(parts, request, response)
    const admission = admitToRoute(parts, found.route, request)
    if ('status' in admission) return refuse(admission)
    const read = await readBody(request, response, parts.settings.limits)
    if (!read.isRead) return read.refusal === undefined ? undefined : refuse(read.refusal)
    await callHandler(found, { request, response, identity: admission, body: read.body })
  } catch (error) {
    parts.settings.logger.error('door.fault', { method: request.method, path: pathOf(request), error })
    if (response.headersSent) return void response.destroy()
    sendRefusal(response, {
      status: 500,
      reason: 'fault',
      message: 'The gateway has made a mistake; its log says more.',
    })
  }
}

type Found = { readonly route: Route; readonly method: HttpMethod } | { readonly page: true } | Refusal

function findRoute({ routes }: DoorParts, request: IncomingMessage): Found {
  const path = pathOf(request)
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const methods = routes.methodsOf(path)
  const route = methods?.get(method)
  if (route !== undefined && isHttpMethod(method)) return { route, method }
  if (methods !== undefined) return wrongMethod([...methods.keys()])
  if (routes.socketAt(path) !== undefined) {
    const headers = { upgrade: 'websocket' }
    return { status: 426, reason: 'upgrade_required', message: 'This path speaks WebSocket.', headers }
  }
  if (routes.pageSource === undefined) return notFound
  return method === 'GET' ? { page: true } : wrongMethod(['GET'])
}

const notFound: Refusal = { status: 404, reason: 'not_found', message: 'There is nothing at this path.' }

function wrongMethod(allowed: readonly string[]): Refusal {
  const allow = allowed.join(', ')
  return { status: 405, reason: 'wrong_method', message: `This path takes ${allow}.`, headers: { allow } }
}

function isHttpMethod(method: string): method is HttpMethod {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
}

/** A public route is open to nobody in particular; a wrong token is refused there as well. */
function admitToRoute({ token }: DoorParts, { access }: Route, request: IncomingMessage): Identity | Refusal {
  if (access === 'public' && request.headers.authorization === undefined) return identityOf(request, 'nobody')
  const admission = admitByToken(request, token)
  return admission.isAdmitted ? admission.identity : admission.refusal
}

async function answerPage(parts: DoorParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pageSource } = parts.routes
  const asset = pageSource === undefined ? undefined : await findAsset(pageSource, pathOf(request))
  // A page's missing files are no attack: they are answered and not logged.
  if (asset === undefined) return sendRefusal(response, notFound)
  sendAsset(response, asset, (request.headers.host ?? '').toLowerCase())
}

interface Admitted {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly identity: Identity
  readonly body: unknown
}

async function callHandler(
  { route, method }: { readonly route: Route; readonly method: HttpMethod },
  { request, response, identity, body }: Admitted,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const doorRequest: DoorRequest = {
    ...{ method, path: pathOf(request), query: queryOf(request), body, identity },
    signal: gone.signal,
  }
  const answer = await route.handler(doorRequest)
  if (!response.destroyed) sendAnswer(response, answer)
}
