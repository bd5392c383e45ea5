import { STATUS_CODES } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { DoorLimits } from './door-limits.js'
import type { DoorParts } from './door-parts.js'
import type { Identity, SocketEndpoint } from './door-routes.js'
import { admitToSocket, protocolsOf, TICKET_PROTOCOL } from './find-identity.js'
import { findTrespass } from './find-trespass.js'
import { encodeRefusal, tooMany } from './refusal.js'
import type { Refusal } from './refusal.js'
import { pathOf } from './request-target.js'
import { runSocket } from './run-socket.js'

export type UpgradeAnswerer = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Lets WebSockets in that may come in, and hands each to its endpoint. */
export function createUpgradeAnswerer(parts: DoorParts): UpgradeAnswerer {
  const webSockets = createWebSocketServer(parts.settings.limits)
  let lastId = 0
  return (request, socket, head) => {
    // Until the upgrade is done nobody else listens for the connection's errors.
    socket.on('error', () => socket.destroy())
    const decision = decideUpgrade(parts, request)
    if (!decision.isAdmitted) {
      parts.refusals.note(request, decision.refusal, decision.details)
      return refuseUpgrade(socket, decision.refusal)
    }
    const { endpoint, identity, protocol } = decision
    // The library names the protocol by this header; the ticket is none, and goes no further.
    request.headers['sec-websocket-protocol'] = protocol
    if (protocol === undefined) delete request.headers['sec-websocket-protocol']
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      lastId += 1
      const doorSocket = runSocket(parts, { id: lastId, webSocket, endpoint, identity })
      const closed = new Promise<void>((resolve) => webSocket.once('close', () => resolve()))
      webSocket.once('close', () => parts.sockets.delete(doorSocket))
      parts.sockets.set(doorSocket, closed)
    })
  }
}

function createWebSocketServer({ maxMessageBytes, maxFragments }: DoorLimits): WebSocketServer {
  return new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false, autoPong: false },
    ...{ maxPayload: maxMessageBytes, maxFragments },
  })
}

type UpgradeDecision =
  | {
      readonly isAdmitted: true
      readonly endpoint: SocketEndpoint
      readonly identity: Identity
      readonly protocol: string | undefined
    }
  | { readonly isAdmitted: false; readonly refusal: Refusal; readonly details?: Readonly<Record<string, unknown>> }

function decideUpgrade(parts: DoorParts, request: IncomingMessage): UpgradeDecision {
  const { headers, rawHeaders, url = '' } = request
  const trespass = findTrespass({ target: url, headers, rawHeaders, isRead: false }, parts.names)
  if (trespass !== undefined) return { isAdmitted: false, refusal: trespass }
  if (parts.closing.aborted) return { isAdmitted: false, refusal: goingDown }
  const rate = parts.upgrades.take(request.socket.remoteAddress ?? '')
  if (rate.type === 'refuse') {
    const refusal = tooMany('too_many_upgrades', 'Too many connections in a short time: wait.', rate.retryAfterMs)
    return { isAdmitted: false, refusal }
  }
  const endpoint = parts.routes.socketAt(pathOf(request))
  if (endpoint === undefined) {
    const refusal: Refusal = { status: 404, reason: 'not_found', message: 'There is no WebSocket at this path.' }
    return { isAdmitted: false, refusal }
  }
  const admission = admitToSocket(request, parts.token, parts.tickets)
  if (!admission.isAdmitted) {
    const { refusal, fault } = admission
    return { isAdmitted: false, refusal, ...(fault === undefined ? {} : { details: { fault } }) }
  }
  return chooseProtocol(endpoint, admission.identity, request)
}

const goingDown: Refusal = { status: 503, reason: 'going_down', message: 'The gateway is going down; try again soon.' }

function chooseProtocol(endpoint: SocketEndpoint, identity: Identity, request: IncomingMessage): UpgradeDecision {
  const offered = protocolsOf(request)
  const protocol = endpoint.protocols.find((known) => offered.includes(known))
  if (protocol !== undefined || offered.length === 0) return { isAdmitted: true, endpoint, identity, protocol }
  const known = endpoint.protocols.map((name) => `'${name}'`).join(', ')
  const message = `Offer one of the sub-protocols ${known}${identity.via === 'ticket' ? ` beside ${TICKET_PROTOCOL}…` : ''}.`
  return { isAdmitted: false, refusal: { status: 400, reason: 'no_common_protocol', message } }
}

/** Answers an upgrade with an HTTP error and ends the connection. */
function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = encodeRefusal(refusal)
  const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Error'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
    ...headers,
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
