import { ParleyError } from '@parley/wire'
import type { DoorRoutes, HttpMethod, PageSource, RouteHandler, RouteOptions, SocketEndpoint } from './door-routes.js'

export interface Route extends RouteOptions {
  readonly handler: RouteHandler
}

export interface RouteTable extends DoorRoutes {
  /** The methods of a path; `undefined` where the path has no route. */
  methodsOf(path: string): ReadonlyMap<string, Route> | undefined
  socketAt(path: string): SocketEndpoint | undefined
  readonly pageSource: PageSource | undefined
}

export function createRouteTable(): RouteTable {
  const routes = new Map<string, Map<string, Route>>()
  const sockets = new Map<string, SocketEndpoint>()
  let source: PageSource | undefined
  return {
    handle(method: HttpMethod, path, { access }, handler) {
      checkPath(path)
      const methods = routes.get(path) ?? new Map<string, Route>()
      if (methods.has(method))
        throw new ParleyError('config', `${method} ${path} has a handler already; mount it once.`)
      if (access === 'public' && method !== 'GET') {
        throw new ParleyError('config', `${method} ${path} cannot be public; give it access 'token'.`)
      }
      routes.set(path, methods.set(method, { access, handler }))
    },
    page(pageSource) {
      if (source !== undefined) throw new ParleyError('config', 'There is a page already; mount one.')
      source = pageSource
    },
    socket(path, endpoint) {
      checkPath(path)
      if (sockets.has(path)) throw new ParleyError('config', `The socket ${path} is mounted already; mount it once.`)
      sockets.set(path, endpoint)
    },
    methodsOf: (path) => routes.get(path),
    socketAt: (path) => sockets.get(path),
    get pageSource() {
      return source
    },
  }
}

function checkPath(path: string): void {
  if (/^\/(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/.test(path)) return
  throw new ParleyError('config', `'${path}' is no path for a route; write it as '/app' or '/a/b'.`)
}
