import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { isRecord } from '@parley/wire'

export interface Question {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The parsed body; `undefined` where it is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined
  /** `code` of the error in the body. */
  readonly reason: unknown
}

/** One HTTP request on a connection of its own. */
export async function ask(
  port: number,
  { method = 'GET', path = '/status', headers = {}, body }: Question,
): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
  sent.end(body)
  const events: unknown[] = await once(sent, 'response')
  const response = events[0]
  if (!isMessage(response)) throw new Error('no response')
  let text = ''
  for await (const part of response) text += String(part)
  const json = parse(text)
  const error = json?.['error']
  return {
    ...{ status: response.statusCode ?? 0, headers: response.headers, text, json },
    reason: isRecord(error) ? error['code'] : undefined,
  }
}

function isMessage(value: unknown): value is IncomingMessage {
  return isRecord(value) && typeof value['statusCode'] === 'number'
}

function parse(text: string): Answer['json'] {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A bare connection, for what no HTTP client would send. */
export async function openRaw(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host)
  // A cut line is what many of these tests expect.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Writes bytes as they are and gives all that comes back until the other end closes. */
export async function sendRaw(port: number, text: string | Uint8Array, host?: string): Promise<string> {
  const socket = await openRaw(port, host)
  socket.write(text)
  return readToEnd(socket)
}

export function readToEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    socket.on('data', (part) => (received += part.toString('latin1')))
    socket.on('close', () => resolve(received))
  })
}

/** 431 of `HTTP/1.1 431 …`; 0 where nothing came. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}
