import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { encodeApiError } from './api-error.js'
import type { ApiError } from './api-error.js'

/** Answers an upgrade with an HTTP error and ends the connection, as the real server does before any WebSocket exists. */
export function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const body = encodeApiError(error)
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(error.status === 401 ? ['WWW-Authenticate: Bearer'] : []),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
