import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { inboundFrames, marker, workloadNamed } from './workload.js'

/**
 * The one server process: raw `ws`, messages made beforehand, nothing parsed. Each connection asks by its query for a
 * workload and a number of events; the first as many again are for warming up.
 */
async function serve(): Promise<void> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  server.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '', 'ws://localhost').searchParams
    const { name } = workloadNamed(query.get('workload') ?? undefined)
    const events = Number(query.get('events'))
    const work =
      name === 'outbound-audio' ? countAppends(socket, events) : sendFrames(socket, inboundFrames(name), events)
    work.catch((error: unknown) => {
      console.error(error)
      socket.terminate()
    })
  })
  await once(server, 'listening')
  process.send?.(server.address())
  process.once('disconnect', () => {
    process.exit()
  })
}

/** The client's first frame configures the session; each further one asks for one half. */
async function sendFrames(socket: WebSocket, frames: readonly string[], events: number): Promise<void> {
  const buffers = frames.map((frame) => Buffer.from(frame))
  const requests = countMessages(socket)
  for (let half = 1; half <= 2; half++) {
    await requests.reach(1 + half)
    for (let index = 0; index < events; index++) {
      socket.send(buffers[index % buffers.length] ?? marker, { binary: false })
      if (index % 64 === 63) await drained(socket)
    }
    socket.send(marker)
  }
}

/** Behind the frame that configures the session: counts frames and answers each `events` of them with a marker. */
async function countAppends(socket: WebSocket, events: number): Promise<void> {
  const messages = countMessages(socket)
  for (let half = 1; half <= 2; half++) {
    await messages.reach(1 + half * events)
    socket.send(marker)
  }
}

interface MessageCount {
  /** Resolves when so many messages have come in all. */
  reach(count: number): Promise<void>
}

function countMessages(socket: WebSocket): MessageCount {
  let count = 0
  let [wanted, wake] = [Infinity, (): void => undefined]
  socket.on('message', () => {
    count += 1
    if (count >= wanted) wake()
  })
  return {
    reach: (target) =>
      new Promise((resolve) => {
        ;[wanted, wake] = [target, resolve]
        if (count >= target) resolve()
      }),
  }
}

function drained(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (socket.bufferedAmount < 256 * 1024 || socket.readyState !== socket.OPEN) resolve()
      else setImmediate(look)
    }
    setImmediate(look)
  })
}

await serve()
