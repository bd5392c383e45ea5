import { ParleyError } from '@parley/wire'
import type { AppSessionOptions } from '../app-server/app-session.js'
import { createAppEndpoint } from '../app-server/serve-door-socket.js'
import { generateToken } from '../front-door/access-token.js'
import { CLOSE_CODES } from '../front-door/close-codes.js'
import type { PageSource, SocketEndpoint } from '../front-door/door-routes.js'
import { settingsFromOptions } from '../front-door/door-settings.js'
import type { FrontDoorOptions } from '../front-door/door-settings.js'
import type { FrontDoor } from '../front-door/front-door.js'
import { openFrontDoor } from '../front-door/open-front-door.js'
import { silentLogger } from '../secrets/logger.js'
import type { Secret } from '../secrets/secret.js'
import { readKeptToken } from './kept-token.js'
import { openConversationService } from './open-conversation-service.js'
import type { ConversationService } from './open-conversation-service.js'
import { mountOperatingRoutes } from './operating-routes.js'
import { createPlaceholderPage } from './placeholder-page.js'
import type { ServiceOptions } from './service-options.js'

type DoorChoices = Pick<
  FrontDoorOptions,
  'host' | 'port' | 'token' | 'tokenFile' | 'allowedHosts' | 'allowedOrigins' | 'allowPlainHttp'
>

/** Beside what is the service's and what is the door's. */
export interface GatewayOptions extends ServiceOptions, DoorChoices {
  readonly doorLimits?: FrontDoorOptions['limits']
  /** Default: a page that says how to connect. */
  readonly page?: PageSource
  /** What clients may ask for and how much may wait for them. */
  readonly app?: Omit<AppSessionOptions, 'onError'>
}

/** A running gateway: conversations, and the door to them. */
export interface Gateway {
  /** `http://HOST:PORT`, without the token. */
  readonly url: string
  readonly port: number
  /** Opens everything; for the fragment of the address that its user opens (`#token=…`). */
  readonly token: Secret
  /** Where programs of the same user find the token while the gateway runs; undefined without a state folder. */
  readonly tokenFile: string | undefined
  /**
   * Takes nothing new, ends the voices, and gives running tasks their time (`drainMs`, or until the signal aborts). What still
   * runs then stays open in the journal. Never rejects; `close` comes after it.
   */
  drain(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Says 1001 to the clients and ends all runs. What was open is taken up again by the next gateway. Idempotent, never rejects. */
  close(): Promise<void>
}

/**
 * Opens a gateway: its store, its upstream, what the process before has left open, then its door. Throws `config` for what
 * is unsafe or cannot work, before anything is opened; `unavailable` where another one has the state folder or the port.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger = silentLogger } = options
  settingsFromOptions(doorOptions(options))
  const service = await openConversationService(options)
  try {
    const tokenFile = options.tokenFile ?? service.store.places?.tokenFile
    const kept = tokenFile === undefined ? undefined : await readKeptToken(tokenFile)
    const token = options.token ?? kept ?? generateToken()
    const door = await openDoor(options, service, { token, tokenFile })
    logger.info('gateway.started', {
      url: door.url,
      agent: options.agents.name,
      stateFolder: service.store.places?.folder,
    })
    return createGateway({ options, service, door, token, tokenFile })
  } catch (cause) {
    await service.close()
    throw cause
  }
}

interface Entrance {
  readonly token: Secret
  readonly tokenFile: string | undefined
}

function doorOptions({
  host,
  port,
  token,
  allowedHosts,
  allowedOrigins,
  allowPlainHttp,
  doorLimits,
  logger,
}: GatewayOptions) {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(token === undefined ? {} : { token }),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
    ...(allowPlainHttp === undefined ? {} : { allowPlainHttp }),
    ...(doorLimits === undefined ? {} : { limits: doorLimits }),
    ...(logger === undefined ? {} : { logger }),
  } satisfies FrontDoorOptions
}

async function openDoor(
  options: GatewayOptions,
  service: ConversationService,
  { token, tokenFile }: Entrance,
): Promise<FrontDoor> {
  let url = ''
  const door = await openFrontDoor({
    ...doorOptions(options),
    token,
    ...(tokenFile === undefined ? {} : { tokenFile }),
    mount: (routes) => {
      mountOperatingRoutes(routes, service)
      routes.page(options.page ?? createPlaceholderPage(() => url))
      routes.socket('/app', createEndpoint(options, service))
    },
  })
  url = door.url
  service.metrics.watch('clients', () => door.socketCount)
  return door
}

function createEndpoint(
  { app = {}, logger = silentLogger }: GatewayOptions,
  service: ConversationService,
): SocketEndpoint {
  let droppedClients = 0
  service.metrics.watch('dropped_clients_total', () => droppedClients)
  let droppedAudio = 0
  service.metrics.watch('dropped_audio_frames_total', () => droppedAudio)
  const endpoint = createAppEndpoint(service.host, {
    defaultFolder: service.defaultFolder,
    ...app,
    onEnd: (stats) => {
      droppedAudio += stats.droppedAudio
      app.onEnd?.(stats)
    },
    onError: (error, method) => {
      const isExpected = error instanceof ParleyError && error.code !== 'internal'
      logger[isExpected ? 'debug' : 'error']('app.failed', { method, error })
    },
  })
  return {
    ...endpoint,
    onSocket(socket, identity) {
      const listener = endpoint.onSocket(socket, identity)
      return {
        ...listener,
        closed(code, reason) {
          if (code === CLOSE_CODES.tooSlow) droppedClients += 1
          listener.closed?.(code, reason)
        },
      }
    },
  }
}

interface GatewayParts extends Entrance {
  readonly options: GatewayOptions
  readonly service: ConversationService
  readonly door: FrontDoor
}

function createGateway({ options, service, door, token, tokenFile }: GatewayParts): Gateway {
  const { logger = silentLogger } = options
  let closed: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    // First the door: what ends below only leaves memory, and no client shall take it for an end.
    await door.close()
    await service.close()
    logger.info('gateway.stopped')
  }
  return {
    ...{ url: door.url, port: door.port, token, tokenFile },
    drain: (request) => service.drain(request),
    close: () => (closed ??= closeAll()),
  }
}
