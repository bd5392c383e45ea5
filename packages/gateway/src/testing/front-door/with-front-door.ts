import type { FrontDoorOptions } from '../../front-door/door-settings.js'
import type { DoorSocket } from '../../front-door/door-socket.js'
import type { Identity } from '../../front-door/door-routes.js'
import type { FrontDoor } from '../../front-door/front-door.js'
import { openFrontDoor } from '../../front-door/open-front-door.js'
import { createLogger } from '../../secrets/logger.js'
import { createFakeDoorClock } from './fake-door-clock.js'
import type { FakeDoorClock } from './fake-door-clock.js'

export interface DoorFixture {
  readonly door: FrontDoor
  /** The token in the clear. */
  readonly token: string
  readonly origin: string
  readonly clock: FakeDoorClock
  /** All that was logged, line by line, at the most talkative level. */
  readonly lines: readonly string[]
  /** What the sockets of `/app` did and heard, in order. */
  readonly heard: readonly string[]
  readonly sockets: readonly DoorSocket[]
  readonly identities: readonly Identity[]
}

/**
 * Runs `use` with a door on a free port, behind which are `/status` (public), `/echo` (POST, token), `/fault` and the
 * socket `/app`, which echoes; everything is closed afterwards.
 */
export async function withFrontDoor(
  options: FrontDoorOptions,
  use: (fixture: DoorFixture) => Promise<void>,
): Promise<void> {
  const clock = createFakeDoorClock()
  const lines: string[] = []
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const heard: string[] = []
  const sockets: DoorSocket[] = []
  const identities: Identity[] = []
  const door = await openFrontDoor({ port: 0, clock, logger, ...options })
  door.handle('GET', '/status', { access: 'public' }, () => ({
    status: 200,
    body: { type: 'json', value: { ok: true } },
  }))
  door.handle('POST', '/echo', { access: 'token' }, ({ body, query, identity }) => ({
    status: 200,
    body: { type: 'json', value: { body, query: Object.fromEntries(query), via: identity.via } },
  }))
  door.handle('GET', '/fault', { access: 'token' }, () => {
    throw new Error('planted, with sk-abcdefghijklmnop in it')
  })
  door.socket('/app', {
    protocols: ['parley.v1'],
    budgetOf: (text) => (text.startsWith('audio ') ? 'audio' : 'control'),
    onSocket(socket, identity) {
      sockets.push(socket)
      identities.push(identity)
      return {
        text(text) {
          heard.push(`text ${text.slice(0, 40)}`)
          if (text === 'fault') throw new Error('planted')
          socket.send(text)
        },
        audio: (bytes) => void heard.push(`audio ${bytes.byteLength}`),
        closed: (code) => void heard.push(`closed ${code}`),
      }
    },
  })
  const token = door.takeToken() ?? options.token
  try {
    const origin = `http://127.0.0.1:${door.port}`
    await use({ door, token: token?.reveal() ?? '', origin, clock, lines, heard, sockets, identities })
  } finally {
    await door.close()
  }
}
