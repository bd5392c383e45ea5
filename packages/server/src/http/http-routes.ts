import type { IncomingMessage, ServerResponse } from 'node:http'
import { encodeApiError } from './api-error.js'
import type { ApiError } from './api-error.js'
import { answerCallRequest } from './call-routes.js'
import type { CallRoutes } from './call-routes.js'
import { findTrespass } from './request-guards.js'
import { notFound } from './upgrade-request.js'

export interface HttpRoutes extends CallRoutes {
  readonly sessionCount: () => number
}

/** Answers everything that is no WebSocket upgrade. */
export function answerHttp(request: IncomingMessage, response: ServerResponse, routes: HttpRoutes): void {
  const trespass = findTrespass(request.headers, routes.settings)
  if (trespass !== undefined) return sendError(response, trespass)
  const url = urlOf(request)
  const { pathname } = url
  if (answerCallRequest(routes, url, request, response)) return
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (isRead && pathname === '/healthz')
    return sendJson(response, 200, { status: 'ok', sessions: routes.sessionCount(), calls: routes.calls.count })
  if (isRead && pathname === '/') return sendJson(response, 200, welcome(request.headers.host))
  if (isRead && /^(?:\/v1)?\/realtime\/?$/.test(pathname)) {
    const message = 'This address speaks WebSocket: send an Upgrade request.'
    return sendError(response, { status: 426, type: 'invalid_request_error', code: null, message })
  }
  sendError(response, notFound(request.method ?? 'GET', pathname))
}

/** The request's address; one that cannot be read counts as unknown. */
export function urlOf({ url }: IncomingMessage): URL {
  const target = `http://server${url?.startsWith('/') === true ? url : `/${url ?? ''}`}`
  return new URL(URL.canParse(target) ? target : 'http://server/unreadable')
}

function welcome(host: string | undefined) {
  const address = host ?? '127.0.0.1:8765'
  return {
    name: 'Parley embedded realtime server',
    websocket: `ws://${address}/v1/realtime`,
    webrtc: `http://${address}/v1/realtime/calls`,
    usage: [
      `Point a realtime client's base URL to http://${address}/v1; any model name will do.`,
      'Add ?intent=transcription for a transcription session, ?intent=quicksilver for the quicksilver dialect.',
    ],
    health: `http://${address}/healthz`,
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body, undefined, 2)}\n`)
}

function sendError(response: ServerResponse, error: ApiError): void {
  const upgrade = error.status === 426 ? { upgrade: 'websocket', connection: 'upgrade' } : {}
  response.writeHead(error.status, { 'content-type': 'application/json', ...upgrade })
  response.end(encodeApiError(error))
}
