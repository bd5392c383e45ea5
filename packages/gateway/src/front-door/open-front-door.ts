import type { Server } from 'node:http'
import type { Secret } from '../secrets/secret.js'
import { createTokenCheck, generateToken, writeTokenFile } from './access-token.js'
import type { RemoveTokenFile } from './access-token.js'
import { answerRequest } from './answer-request.js'
import { createUpgradeAnswerer } from './answer-upgrade.js'
import { CLOSE_CODES } from './close-codes.js'
import { createConnectionCounter } from './count-connections.js'
import { createDoorNames, isWildcard, toHostName } from './door-names.js'
import type { DoorParts } from './door-parts.js'
import { settingsFromOptions } from './door-settings.js'
import type { DoorSettings, FrontDoorOptions } from './door-settings.js'
import type { DoorSocket } from './door-socket.js'
import type { FrontDoor } from './front-door.js'
import { stopListening } from './listen.js'
import { openListeners } from './open-listeners.js'
import { createKeyedRateLimiter } from './rate-limiter.js'
import { createRefusalLog } from './refusal-log.js'
import { createRouteTable } from './route-table.js'
import { mountTicketRoute } from './ticket-route.js'
import { createTicketOffice } from './ticket-office.js'

/**
 * Opens the door. Throws `config` for unsafe or impossible options, and `unavailable` where the address cannot be had.
 */
export async function openFrontDoor(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const settings = settingsFromOptions(options)
  const token = options.token ?? generateToken()
  const closing = new AbortController()
  const parts = createParts(settings, token, closing.signal)
  options.mount?.(parts.routes)
  const removeFile = options.tokenFile === undefined ? async () => {} : await writeTokenFile(options.tokenFile, token)
  const connections = createConnectionCounter(settings.limits, settings.logger)
  try {
    const { port, servers } = await openListeners(settings, (server, at) => {
      connections.watch(server)
      answerOn(server, { ...parts, names: createDoorNames({ ...settings, port: at }) })
    })
    const url = `http://${isWildcard(settings.host) ? '127.0.0.1' : toHostName(settings.host)}:${port}`
    settings.logger.info('door.listening', { url, addresses: servers.length })
    const generated = options.token === undefined ? token : undefined
    return createFrontDoor({ url, port, servers, parts, removeFile, generated, closing })
  } catch (error) {
    await removeFile()
    throw error
  }
}

type PartsWithoutNames = Omit<DoorParts, 'names'>

function createParts(settings: DoorSettings, token: Secret, closing: AbortSignal): PartsWithoutNames {
  const { limits, clock, logger } = settings
  const terms = { lifetimeMs: limits.ticketLifetimeMs, maxTickets: limits.maxTickets }
  const parts = {
    settings,
    closing,
    routes: createRouteTable(),
    token: createTokenCheck(token),
    tickets: createTicketOffice(clock, terms),
    upgrades: createKeyedRateLimiter(clock, {
      capacity: limits.upgradesPerMinute,
      perSecond: limits.upgradesPerMinute / 60,
    }),
    refusals: createRefusalLog(logger, clock, limits.loggedRefusalsPerMinute),
    sockets: new Map<DoorSocket, Promise<void>>(),
  }
  mountTicketRoute(parts.routes, parts.tickets)
  return parts
}

function answerOn(server: Server, parts: DoorParts): void {
  server.on('request', (request, response) => void answerRequest(parts, request, response))
  // Without this the invitation to send the body would go out before anyone has looked at who asks.
  server.on('checkContinue', (request, response) => void answerRequest(parts, request, response))
  server.on('upgrade', createUpgradeAnswerer(parts))
}

interface OpenParts {
  readonly url: string
  readonly port: number
  readonly servers: readonly Server[]
  readonly parts: PartsWithoutNames
  readonly removeFile: RemoveTokenFile
  readonly generated: Secret | undefined
  readonly closing: AbortController
}

function createFrontDoor({ url, port, servers, parts, removeFile, generated, closing }: OpenParts): FrontDoor {
  const { routes, sockets } = parts
  let token = generated
  let closed: Promise<void> | undefined
  return {
    url,
    port,
    handle: (...route) => routes.handle(...route),
    page: (source) => routes.page(source),
    socket: (path, endpoint) => routes.socket(path, endpoint),
    get socketCount() {
      return sockets.size
    },
    takeToken() {
      const taken = token
      token = undefined
      return taken
    },
    close() {
      closing.abort()
      closed ??= closeAll(parts, servers).then(removeFile)
      return closed
    },
  }
}

const LAST_REQUESTS_MS = 2_000

async function closeAll({ sockets, settings }: PartsWithoutNames, servers: readonly Server[]): Promise<void> {
  for (const socket of sockets.keys())
    socket.close(CLOSE_CODES.goingAway, 'The gateway is going down; connect again in a moment.')
  const forget = settings.clock.schedule(LAST_REQUESTS_MS, () => {
    for (const server of servers) server.closeAllConnections()
  })
  await Promise.all([...servers.map(stopListening), ...sockets.values()])
  forget()
}
