import { once } from 'node:events'
import { createServer } from 'node:net'
import { toAddress } from './websocket-server.js'

/** A URL on this machine at which nobody listens. */
export async function nobodyListens(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = toAddress(server.address())
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${String(port)}`
}
