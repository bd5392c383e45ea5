import type { DoorSocket, SocketListener } from './door-socket.js'

/** Who was let in. */
export interface Identity {
  /** How it showed itself: the token in a header, or a ticket. `nobody`: a public route, asked without either. */
  readonly via: 'token' | 'ticket' | 'nobody'
  /** The page's origin; `undefined` for a program. */
  readonly origin: string | undefined
  readonly remoteAddress: string
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RouteOptions {
  /** `token`: the request needs the token in its Authorization header. `public`: anyone may read; nothing may change. */
  readonly access: 'token' | 'public'
}

export interface DoorRequest {
  readonly method: HttpMethod
  readonly path: string
  readonly query: URLSearchParams
  /** Decoded JSON within the limits of size and depth, not checked any further; `undefined` where there was no body. */
  readonly body: unknown
  readonly identity: Identity
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal
}

export interface DoorAnswer {
  readonly status: number
  readonly body:
    | { readonly type: 'json'; readonly value: unknown }
    | { readonly type: 'text'; readonly text: string; readonly contentType?: string }
    | { readonly type: 'empty' }
  /** No others: no handler opens the door to other origins or sets a cookie. */
  readonly headers?: Readonly<Partial<Record<AnswerHeader, string>>>
}

export type AnswerHeader = (typeof ANSWER_HEADERS)[number]

export const ANSWER_HEADERS = ['retry-after', 'content-disposition', 'etag'] as const

export type RouteHandler = (request: DoorRequest) => DoorAnswer | Promise<DoorAnswer>

/** A file of the page. */
export interface Asset {
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** A folder, or what finds the asset of a path (`/index.html`); `undefined` is 404. */
export type PageSource = string | ((path: string) => Asset | undefined | Promise<Asset | undefined>)

export interface SocketEndpoint {
  /** Sub-protocols by preference. A client that names some must name one of these; one that names none gets none. */
  readonly protocols: readonly string[]
  /**
   * To which budget a text message is charged. Default: `control`. Say `audio` for messages that carry sound as text;
   * binary messages are always audio.
   */
  readonly budgetOf?: (text: string) => 'control' | 'audio'
  /** Called once per socket, at once when it is open. What it returns hears all that arrives, from the first message on. */
  readonly onSocket: (socket: DoorSocket, identity: Identity) => SocketListener
}

/** What can be mounted. A path is exact, begins with a slash and is taken once; a second time throws `config`. */
export interface DoorRoutes {
  handle(method: HttpMethod, path: string, options: RouteOptions, handler: RouteHandler): void
  /** Answers every GET that no route has: `/` is `/index.html`. Mounted once. */
  page(source: PageSource): void
  socket(path: string, endpoint: SocketEndpoint): void
}
