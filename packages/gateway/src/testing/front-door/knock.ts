import { once } from 'node:events'
import { isRecord } from '@parley/wire'
import { WebSocket } from 'ws'
import { ask } from './ask.js'
import type { DoorFixture } from './with-front-door.js'

export interface Knock {
  readonly path?: string
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly autoPong?: boolean
}

/** Tries to open a WebSocket: the socket, or the status of the refusal (0: cut off without one). */
export function knock(
  port: number,
  { path = '/app', protocols = [], headers = {}, autoPong = true }: Knock,
): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { headers, autoPong })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    socket.on('error', () => resolve(0))
  })
}

/** As a program does it. */
export async function openAsProgram({ door, token }: DoorFixture, options: Knock = {}): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${token}`, ...options.headers }
  const socket = await knock(door.port, { ...options, headers })
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  return socket
}

/** As a page does it, from the token to the open socket. */
export async function openAsPage(fixture: DoorFixture): Promise<WebSocket | number> {
  return knockWithTicket(fixture, await takeTicket(fixture))
}

export function knockWithTicket(
  { door, origin }: DoorFixture,
  ticket: string,
  from = origin,
): Promise<WebSocket | number> {
  return knock(door.port, { protocols: ['parley.v1', `parley.ticket.${ticket}`], headers: { origin: from } })
}

export async function takeTicket({ door, token, origin }: DoorFixture): Promise<string> {
  const headers = { origin, authorization: `Bearer ${token}` }
  const { status, json } = await ask(door.port, { method: 'POST', path: '/ticket', headers })
  if (status !== 200) throw new Error(`POST /ticket was answered with ${status}`)
  return String(json?.['ticket'])
}

export interface Goodbye {
  readonly code: number
  readonly reason: string
}

/** Resolves when the socket has closed. Ask for it before the cause. */
export async function goodbyeOf(socket: WebSocket): Promise<Goodbye> {
  const events: unknown[] = await once(socket, 'close')
  return { code: Number(events[0]), reason: String(events[1]) }
}

export async function closeSocket(socket: WebSocket): Promise<void> {
  const gone = goodbyeOf(socket)
  socket.close()
  await gone
}

/** The next text message. */
export async function nextText(socket: WebSocket): Promise<string> {
  const events: unknown[] = await once(socket, 'message')
  return String(events[0])
}

/** The fields of a log line; `{}` for what is none. */
export function decodeLine(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line)
  return isRecord(value) ? value : {}
}
