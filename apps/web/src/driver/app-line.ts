import { encodeRpc } from '@parley/wire'
import type { AppNotification } from '@parley/wire'
import type { PageAnswer, PageRequest } from '../state/page-input.js'
import type { LinePhase } from '../state/page-state.js'
import { decodeAnswer, decodeAppMessage } from './decode-app-message.js'
import { fetchTicket } from './fetch-ticket.js'
import { retryDelayMs } from './retry-delay.js'

/** The line to the gateway: opened again whenever it is lost, until it is closed. */
export interface AppLine {
  /** Answers and failures are told to the listener; a request on no line fails at once. */
  send(request: PageRequest): void
  /** Does not wait any longer. */
  retryNow(): void
  /** Idempotent. */
  close(): void
}

export interface AppLineListener {
  readonly onPhase: (phase: LinePhase, retryAtMs?: number) => void
  readonly onNotification: (notification: AppNotification) => void
  readonly onAnswer: (answer: PageAnswer) => void
  readonly onFailure: (request: PageRequest, message: string) => void
}

interface Line {
  readonly token: string
  readonly listener: AppLineListener
  /** What waits for its answer, by id. */
  readonly waiting: Map<number, PageRequest>
  socket: WebSocket | undefined
  timer: number | undefined
  failures: number
  nextId: number
  isClosed: boolean
}

const CLIENT = { name: 'parley-page', title: 'the page', version: '0.1.0' }
/** Sound comes by Parley's own name. */
const UNWANTED = ['thread/realtime/outputAudio/delta', 'thread/realtime/transcript/delta']
const LOST = 'The line to the gateway was lost before it answered. Try again when it is back.'

export function openAppLine(token: string, listener: AppLineListener): AppLine {
  const line: Line = {
    ...{ token, listener, waiting: new Map(), socket: undefined, timer: undefined },
    ...{ failures: 0, nextId: 1, isClosed: false },
  }
  void connect(line)
  return {
    send: (request) => {
      send(line, request)
    },
    retryNow() {
      if (line.timer === undefined) return
      window.clearTimeout(line.timer)
      line.timer = undefined
      void connect(line)
    },
    close() {
      line.isClosed = true
      window.clearTimeout(line.timer)
      line.socket?.close()
    },
  }
}

async function connect(line: Line): Promise<void> {
  line.listener.onPhase('connecting')
  const ticket = await fetchTicket(line.token)
  if (line.isClosed) return
  if (ticket.kind === 'refused') return void line.listener.onPhase('refused')
  if (ticket.kind === 'unreachable') return void retryLater(line)
  const address = new URL('/app', location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  const socket = new WebSocket(address, ['parley.v1', `parley.ticket.${ticket.ticket}`])
  socket.addEventListener('open', () => {
    line.socket = socket
    send(line, { method: 'initialize', params: { clientInfo: CLIENT, capabilities: capabilities() } })
    socket.send('{"method":"initialized"}')
  })
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') receive(line, data)
  })
  socket.addEventListener('close', () => {
    lose(line)
  })
}

const capabilities = () => ({ experimentalApi: true, optOutNotificationMethods: UNWANTED })

function send(line: Line, request: PageRequest): void {
  const { socket, listener, waiting } = line
  if (socket?.readyState !== WebSocket.OPEN) {
    listener.onFailure(request, LOST)
    return
  }
  const id = line.nextId++
  waiting.set(id, request)
  socket.send(encodeRpc({ id, ...request }))
}

function receive(line: Line, text: string): void {
  const message = decodeAppMessage(text)
  if (message === undefined) return
  if (message.kind === 'notification') {
    line.listener.onNotification(message.notification)
    return
  }
  const request = typeof message.id === 'number' ? line.waiting.get(message.id) : undefined
  if (request === undefined || typeof message.id !== 'number') return
  line.waiting.delete(message.id)
  if (message.kind === 'failure') return void line.listener.onFailure(request, message.message)
  const answer = decodeAnswer(request, message.result)
  if (answer === undefined)
    return void line.listener.onFailure(request, 'The gateway answered what this page does not know. Reload the page.')
  if (answer.method === 'initialize') {
    line.failures = 0
    line.listener.onPhase('open')
  } else line.listener.onAnswer(answer)
}

function lose(line: Line): void {
  const lost = [...line.waiting.values()]
  line.waiting.clear()
  line.socket = undefined
  if (line.isClosed) return
  retryLater(line)
  for (const request of lost) if (isOfUser(request)) line.listener.onFailure(request, LOST)
}

/** What the page asks by itself it asks again on the next line. */
function isOfUser({ method }: PageRequest): boolean {
  return method.startsWith('task/') || method === 'conversation/sendText' || method === 'conversation/export'
}

function retryLater(line: Line): void {
  line.failures++
  const delayMs = retryDelayMs(line.failures)
  line.listener.onPhase('waiting', Date.now() + delayMs)
  line.timer = window.setTimeout(() => {
    line.timer = undefined
    void connect(line)
  }, delayMs)
}
