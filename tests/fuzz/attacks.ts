import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { decodeJsonObject } from '@parley/wire'
import { WebSocket } from 'ws'
import { HOST_MARK, TOKEN_MARK } from './cases/http-cases.js'
import type { FuzzInput } from './fuzz-target.js'
import { SHELTERED_WORD } from './sheltered-word.js'

/** What every case gets to come to an end: a hang is one on a busy machine too. */
const LIMIT_MS = 20_000

/** Writes the pieces, says that nothing follows, and wants the connection closed. What comes back is HTTP or nothing. */
export async function attackHttp(port: number, token: string, input: FuzzInput): Promise<void> {
  const socket = await openSocket(port)
  const answer = readAll(socket)
  for (const piece of input) {
    if (socket.destroyed) break
    socket.write(piece.replaceAll(HOST_MARK, `127.0.0.1:${port}`).replaceAll(TOKEN_MARK, token), 'latin1')
    await new Promise(setImmediate)
  }
  socket.end()
  const text = await answer
  if (text !== '' && !text.startsWith('HTTP/1.1 ')) throw new Error(`no answer of HTTP: ${text.slice(0, 200)}`)
  // 503 is an answer: the server is full.
  if (/^HTTP\/1\.1 5(?!03)/.test(text)) throw new Error(`the server has failed: ${text.slice(0, 200)}`)
  if (text.includes(SHELTERED_WORD) && !input.some((piece) => piece.includes(TOKEN_MARK))) {
    throw new Error('the door told somebody without the token what only the token may be told')
  }
  if (/^set-cookie|^access-control-allow-credentials/im.test(text))
    throw new Error('an answer sets a cookie, or takes one')
  for (const [, origin = ''] of text.matchAll(/^access-control-allow-origin: *(.*)$/gim)) {
    if (!isOfThisMachine(origin.trim())) throw new Error(`an answer lets ${origin} in`)
  }
}

/** The embedded server takes pages of this machine; the front door takes none but its own, which need no such header. */
function isOfThisMachine(origin: string): boolean {
  return /^http:\/\/(127(\.\d+){3}|localhost|\[::1\])(:\d+)?$/.test(origin)
}

/** Upgrades as it should be, then writes bytes for frames, and wants the connection closed. */
export async function attackFrames(port: number, path: string, token: string, input: FuzzInput): Promise<void> {
  const socket = await openSocket(port)
  const answer = readAll(socket)
  const head = [
    ...[`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', `Authorization: Bearer ${token}`],
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  for (const frame of input) {
    if (socket.destroyed) break
    socket.write(frame, 'latin1')
    await new Promise(setImmediate)
  }
  socket.end()
  const text = await answer
  if (!text.startsWith('HTTP/1.1 101 ')) throw new Error(`a proper upgrade was answered with ${text.slice(0, 100)}`)
}

export interface MessageAttack {
  readonly url: string
  readonly token: string
  readonly input: FuzzInput
  /** A message that must be answered after all the others, and by which its answer is known. */
  readonly probe: string
  readonly isAnswer: (message: Readonly<Record<string, unknown>>) => boolean
}

/** Sends messages, then a proper one: either that is answered, or the server has closed the connection. */
export async function attackMessages({ url, token, input, probe, isAnswer }: MessageAttack): Promise<void> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } })
  const closed = once(socket, 'close')
  let wrong: Error | undefined
  const answered = new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const message = decodeJsonObject(data.toString('utf8'))
      if (message === undefined) wrong = new Error(`no JSON object was sent: ${data.toString('latin1').slice(0, 200)}`)
      else if (isAnswer(message)) resolve()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('open', () => {
      for (const text of input) socket.send(text)
      socket.send(probe)
    })
  })
  await withinLimit(answered, 'a proper message was not answered, and the connection not closed')
  socket.terminate()
  await closed
  if (wrong !== undefined) throw wrong
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  // A cut line is an answer.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (part) => (text = text.length < 200_000 ? text + part.toString('latin1') : text))
  const closed = new Promise<string>((resolve) => {
    socket.once('end', () => socket.destroy())
    socket.once('close', () => resolve(text))
  })
  return withinLimit(closed, 'the connection was not closed').finally(() => socket.destroy())
}

async function withinLimit<T>(work: Promise<T>, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${LIMIT_MS} ms`)), LIMIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
