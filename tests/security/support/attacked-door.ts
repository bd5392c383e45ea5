import { createLogger, openFrontDoor, Secret } from '@parley/gateway'
import type { FrontDoor, PageSource } from '@parley/gateway'

export interface AttackedDoor {
  readonly door: FrontDoor
  readonly token: string
  /** What reached a handler or opened a socket. */
  readonly reached: readonly string[]
  /** `status reason` of each refusal, as logged. */
  readonly refusals: () => readonly string[]
}

const TOKEN = 'a-token-of-a-test-that-a-page-may-have-stolen'

/** A door behind which everything that is reached is written down. */
export async function openAttackedDoor(page: PageSource): Promise<AttackedDoor> {
  const lines: string[] = []
  const reached: string[] = []
  const door = await openFrontDoor({
    port: 0,
    token: new Secret(TOKEN),
    logger: createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    mount(routes) {
      routes.page(page)
      routes.handle('GET', '/status', { access: 'public' }, () => {
        reached.push('GET /status')
        return { status: 200, body: { type: 'json', value: { ok: true } } }
      })
      routes.handle('POST', '/change', { access: 'token' }, () => {
        reached.push('POST /change')
        return { status: 200, body: { type: 'json', value: { ok: true } } }
      })
      routes.socket('/app', {
        protocols: ['parley.v1'],
        onSocket(socket) {
          reached.push('socket')
          return { text: (text) => socket.send(text) }
        },
      })
    },
  })
  return {
    ...{ door, token: TOKEN, reached },
    refusals: () =>
      lines.flatMap((line) => {
        const { status, reason } = decodeLine(line)
        return typeof reason === 'string' ? [`${Number(status)} ${reason}`] : []
      }),
  }
}

function decodeLine(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>
}
