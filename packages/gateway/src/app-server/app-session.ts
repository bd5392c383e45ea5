import { randomUUID } from 'node:crypto'
import { decodeParams, decodeRpc, encodeRpc, isAppMethod, rpcError } from '@parley/wire'
import type { AppNotification, RpcFailure, RpcId, RpcMessage, RpcRequest } from '@parley/wire'
import type { ConversationHost } from '../conversations/conversation-host.js'
import type { HostedConversation } from '../conversations/hosted-conversation.js'
import type { AppPeer } from './app-peer.js'
import { codexHandlers } from './codex-handlers.js'
import { conversationHandlers } from './conversation-handlers.js'
import { createOutboundQueue, defaultOutboundLimits } from './outbound-queue.js'
import type { OutboundLimits, OutboundQueue, OutboundStats } from './outbound-queue.js'
import { createSessionClient } from './session-client.js'
import type { SessionClient } from './session-client.js'
import type { Answer, Handlers, ServedMethod, SessionContext } from './session-context.js'
import { newSession, stepSession } from './session-machine.js'
import type { SessionLimits, SessionState } from './session-machine.js'
import { taskHandlers } from './task-handlers.js'
import { toRpcError } from './to-rpc-error.js'

export interface AppSessionOptions {
  /** Of the gateway. */
  readonly version?: string
  /** Where agents work when a client names no folder. Default: where this process runs. */
  readonly defaultFolder?: string
  /** Folders that clients may have agents work in. Default: every one; who may speak at all is decided before. */
  readonly isAllowedFolder?: (path: string) => boolean
  /** Requests without an answer, at most; default 64. One more is told to come again. */
  readonly maxInFlight?: number
  readonly retryAfterMs?: number
  readonly outbound?: Partial<OutboundLimits>
  /** What went wrong inside, for a log. */
  readonly onError?: (error: unknown, method: string) => void
  /** The client is gone: what it was, for figures. */
  readonly onEnd?: (stats: SessionStats) => void
}

/** One client, from its first message to its end. What goes wrong in it stays in it. */
export interface AppSession {
  /** One message as text. Never throws. */
  receive(text: string): void
  /** Something came that is no message, such as a line that is too long. */
  refuse(failure: RpcFailure): void
  /** The peer takes messages again. */
  drained(): void
  /** The client is gone: it is let go from its conversations, which go on. Idempotent. */
  close(): void
  readonly phase: SessionState['phase']
  readonly stats: SessionStats
}

export interface SessionStats extends OutboundStats {
  readonly inFlight: number
  /** Notifications and answers that nobody has asked for. */
  readonly ignored: number
}

const handlers: Handlers = { ...codexHandlers, ...conversationHandlers, ...taskHandlers }

interface Session {
  readonly peer: AppPeer
  readonly queue: OutboundQueue
  readonly limits: SessionLimits
  readonly context: SessionContext
  readonly attached: Set<HostedConversation>
  readonly client: SessionClient
  readonly onError: (error: unknown, method: string) => void
  readonly onEnd: (stats: SessionStats) => void
  state: SessionState
  optOut: ReadonlySet<string>
  isFull: boolean
  ignored: number
}

/** Puts a client in front of a host. The caller owns the peer's line and says when it has ended. */
export function createAppSession(peer: AppPeer, host: ConversationHost, options: AppSessionOptions = {}): AppSession {
  const session = createSession(peer, host, options)
  return {
    receive: (text) => {
      if (session.state.phase !== 'closed') receive(session, text)
    },
    refuse: (failure) => {
      send(session, failure)
    },
    drained: () => {
      session.isFull = false
      flush(session)
    },
    close: () => {
      end(session)
    },
    get phase() {
      return session.state.phase
    },
    get stats() {
      return statsOf(session)
    },
  }
}

function statsOf({ queue, state, ignored }: Session): SessionStats {
  return { ...queue.stats, inFlight: state.inFlight.length, ignored }
}

function createSession(peer: AppPeer, host: ConversationHost, options: AppSessionOptions): Session {
  const { version = '0.1.0', defaultFolder = process.cwd(), isAllowedFolder = () => true } = options
  const attached = new Set<HostedConversation>()
  const notify = (notification: AppNotification, audioOf?: string): void => {
    tell(session, notification, audioOf)
  }
  const client = createSessionClient(randomUUID(), notify, (conversationId) => {
    session.queue.dropAudio(conversationId)
  })
  const session: Session = {
    ...{ peer, attached, client, state: newSession, optOut: new Set(), isFull: false, ignored: 0 },
    queue: createOutboundQueue({ ...defaultOutboundLimits, ...options.outbound }),
    limits: { maxInFlight: options.maxInFlight ?? 64, retryAfterMs: options.retryAfterMs ?? 1000 },
    onError: options.onError ?? (() => undefined),
    onEnd: options.onEnd ?? (() => undefined),
    context: {
      ...{ host, client, version, defaultFolder, isAllowedFolder, nowMs: Date.now, notify },
      attach: (conversation) => void attached.add(conversation),
    },
  }
  return session
}

function receive(session: Session, text: string): void {
  const decoded = decodeRpc(text)
  switch (decoded.kind) {
    case 'refused':
      send(session, decoded.message)
      return
    case 'request':
      onRequest(session, decoded.message)
      return
    // The server asks its clients for nothing, and `initialized` changes nothing.
    case 'notification':
    case 'result':
    case 'failure':
      session.ignored += 1
  }
}

function onRequest(session: Session, request: RpcRequest): void {
  const { id, method } = request
  const { state, output } = stepSession(session.state, { type: 'request', id, method }, session.limits)
  session.state = state
  switch (output.type) {
    case 'refuse':
      send(session, { id, error: output.error })
      return
    case 'initialize':
      initialize(session, request)
      return
    case 'serve':
      serve(session, request)
      return
    case 'none':
  }
}

function initialize(session: Session, { id, params }: RpcRequest): void {
  const decoded = decodeParams('initialize', params)
  if (decoded.kind === 'malformed') {
    send(session, { id, error: rpcError('invalid-params', `initialize: ${decoded.problem}`) })
    return
  }
  const { clientInfo, capabilities } = decoded.params
  session.state = stepSession(session.state, { type: 'initialized' }, session.limits).state
  session.optOut = new Set(capabilities?.optOutNotificationMethods ?? [])
  session.client.rename(clientInfo.title ?? clientInfo.name)
  const { version, defaultFolder } = session.context
  const platformFamily = process.platform === 'win32' ? 'windows' : 'unix'
  const platformOs = { win32: 'windows', darwin: 'macos' }[String(process.platform)] ?? process.platform
  const userAgent = `parley/${version} (${platformOs}; ${process.arch}) ${clientInfo.name}/${clientInfo.version}`
  send(session, { id, result: { userAgent, codexHome: defaultFolder, platformFamily, platformOs } })
}

function serve(session: Session, request: RpcRequest): void {
  const { id, method, params } = request
  if (!isAppMethod(method) || method === 'initialize') {
    settle(session, { id, error: rpcError('method-not-found', `There is no method "${method.slice(0, 128)}".`) })
    return
  }
  try {
    const answer = call(method, params, session.context)
    if (answer instanceof Promise) {
      void answer.then(
        (given) => {
          succeed(session, id, method, given)
        },
        (cause: unknown) => {
          fail(session, id, method, cause)
        },
      )
    } else succeed(session, id, method, answer)
  } catch (cause) {
    fail(session, id, method, cause)
  }
}

function call<M extends ServedMethod>(
  method: M,
  params: unknown,
  context: SessionContext,
): Answer<M> | Promise<Answer<M>> {
  const decoded = decodeParams(method, params)
  if (decoded.kind === 'malformed') throw new MalformedParams(`${method}: ${decoded.problem}`)
  return handlers[method](decoded.params, context)
}

class MalformedParams extends Error {}

function succeed(
  session: Session,
  id: RpcId,
  method: string,
  { result, afterwards }: { readonly result: unknown; readonly afterwards?: () => void },
): void {
  settle(session, { id, result })
  // A client that is gone wants nothing to begin.
  if (session.state.phase === 'closed') return
  try {
    afterwards?.()
  } catch (cause) {
    session.onError(cause, method)
  }
}

function fail(session: Session, id: RpcId, method: string, cause: unknown): void {
  if (cause instanceof MalformedParams) {
    settle(session, { id, error: rpcError('invalid-params', cause.message) })
    return
  }
  session.onError(cause, method)
  settle(session, { id, error: toRpcError(cause, session.limits.retryAfterMs) })
}

function settle(session: Session, message: Extract<RpcMessage, { readonly id: RpcId | null }>): void {
  if (message.id !== null) {
    session.state = stepSession(session.state, { type: 'settled', id: message.id }, session.limits).state
  }
  send(session, message)
}

function tell(session: Session, { method, params }: AppNotification, audioOf: string | undefined): void {
  if (session.state.phase !== 'ready' || session.optOut.has(method)) return
  const message = { method, params, emittedAtMs: session.context.nowMs() }
  if (audioOf === undefined) {
    send(session, message)
    return
  }
  session.queue.pushAudio(encodeRpc(message), audioOf)
  flush(session)
}

function send(session: Session, message: RpcMessage): void {
  if (session.state.phase === 'closed') return
  if (session.queue.pushControl(encodeRpc(message))) {
    flush(session)
    return
  }
  end(session)
  session.peer.close(
    'This client reads too slowly: its queue is full. Connect again and subscribe from the last event.',
  )
}

function flush(session: Session): void {
  while (!session.isFull) {
    const text = session.queue.shift()
    if (text === undefined) return
    session.isFull = !session.peer.send(text)
  }
}

function end(session: Session): void {
  if (session.state.phase === 'closed') return
  session.state = stepSession(session.state, { type: 'closed' }, session.limits).state
  const { clientId } = session.client
  for (const conversation of session.attached) conversation.detach(clientId)
  session.attached.clear()
  session.onEnd(statsOf(session))
}
