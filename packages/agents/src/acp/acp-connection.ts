import { client, methods, RequestError } from '@agentclientprotocol/sdk'
import type { AgentProcess } from '../process/agent-process.js'
import type { AcpNews, PermissionRequest } from './acp-news.js'
import { createAcpStream } from './acp-stream.js'
import { decodeFileRead, decodeFileWrite, decodePermissionRequest } from './decode-acp-answers.js'
import type { FileRead, FileWrite } from './decode-acp-answers.js'
import { decodeSessionUpdate } from './decode-acp-news.js'

/** What an agent tells and asks, decoded. A handler that rejects is an error for the agent. */
export interface AcpHandlers {
  onNews(sessionId: string, news: AcpNews): void
  /** Id of the chosen option, or undefined: nobody answers that. `signal`: the agent does not wait any more. */
  onPermission(sessionId: string, request: PermissionRequest, signal: AbortSignal): Promise<string | undefined>
  onFileRead(request: FileRead): Promise<string>
  onFileWrite(request: FileWrite, signal: AbortSignal): Promise<void>
}

export interface AcpConnection {
  /** Rejects with the agent's error, or when the connection is gone. What comes back is not checked. */
  request(method: string, params: unknown): Promise<unknown>
  notify(method: string, params: unknown): void
  /** When nothing comes any more: what was wrong with the agent's output, or undefined when it has just ended. */
  readonly closed: Promise<string | undefined>
  readonly isClosed: boolean
  /** Of the program's output, the first line that was no message. */
  readonly firstGarbage: string
  close(): void
}

/** The client's end of ACP over a program's pipes. */
export function connectAcp(agent: AgentProcess, handlers: AcpHandlers): AcpConnection {
  const pipes = createAcpStream(agent.output, agent.input)
  const connection = client({ name: 'parley' })
    .onNotification(methods.client.session.update, decodeSessionUpdate, ({ params }) => {
      if (params?.news !== undefined) handlers.onNews(params.sessionId, params.news)
    })
    .onRequest(methods.client.session.requestPermission, decodePermissionRequest, async ({ params, signal }) => {
      if (params === undefined) throw RequestError.invalidParams()
      const optionId = await handlers.onPermission(params.sessionId, params.request, signal)
      return { outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } }
    })
    .onRequest(methods.client.fs.readTextFile, decodeFileRead, async ({ params }) => {
      if (params === undefined) throw RequestError.invalidParams()
      return { content: await handlers.onFileRead(params) }
    })
    .onRequest(methods.client.fs.writeTextFile, decodeFileWrite, async ({ params, signal }) => {
      if (params === undefined) throw RequestError.invalidParams()
      await handlers.onFileWrite(params, signal)
      return {}
    })
    .connect(pipes.stream)
  return {
    request: (method, params) => connection.agent.request<unknown, unknown>(method, params),
    notify(method, params) {
      // When it cannot be sent the connection is gone, and that is told elsewhere.
      connection.agent.notify<unknown>(method, params).catch(() => {})
    },
    closed: connection.closed.then(() => problemOf(connection.signal.reason)),
    get isClosed() {
      return connection.signal.aborted
    },
    get firstGarbage() {
      return pipes.firstGarbage
    },
    close() {
      connection.close()
    },
  }
}

/** The stream's own errors say what is wrong; that it has ended is the program's business. */
function problemOf(reason: unknown): string | undefined {
  const isEnd = !(reason instanceof Error) || reason.message === 'ACP connection closed'
  return isEnd ? undefined : reason.message
}
