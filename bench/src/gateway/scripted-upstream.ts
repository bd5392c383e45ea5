import { once } from 'node:events'
import { decodeJsonObject } from '@parley/wire'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { FRAME_MS, frameOfSpeech, TURN_MS, turnEvents } from './scripted-turn.js'
import type { TurnNames } from './scripted-turn.js'

const MAX_LATE_MS = 1_000

interface Line {
  readonly socket: WebSocket
  /** Undefined until the first sound has come: nobody is answered before. */
  startedMs: number | undefined
  saidMs: number
  turn: number
}

/**
 * A realtime server that hears nothing and says always the same: in each line a turn of the user and an answer follow one another without
 * an end, paced in real time. It costs next to nothing, so that what is measured is the gateway.
 */
async function serve(): Promise<void> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  const lines = new Set<Line>()
  server.on('connection', (socket) => {
    const line: Line = { socket, startedMs: undefined, saidMs: 0, turn: 0 }
    lines.add(line)
    socket.on('close', () => lines.delete(line))
    socket.on('message', (data: Buffer) => {
      listen(line, data.toString())
    })
    socket.send(JSON.stringify({ type: 'session.created', session: { id: 'sess_1', type: 'realtime' } }))
  })
  setInterval(() => {
    for (const line of lines) goOn(line)
  }, FRAME_MS / 2)
  await once(server, 'listening')
  process.send?.(server.address())
  process.once('disconnect', () => {
    process.exit()
  })
}

function listen(line: Line, text: string): void {
  if (text.includes('"input_audio_buffer.append"')) {
    line.startedMs ??= performance.now()
    return
  }
  const { type, session, item } = decodeJsonObject(text) ?? {}
  if (type === 'session.update') line.socket.send(JSON.stringify({ type: 'session.updated', session }))
  if (type === 'conversation.item.create') line.socket.send(JSON.stringify({ type: 'conversation.item.added', item }))
}

/** Says everything that is due by now. */
function goOn(line: Line): void {
  if (line.startedMs === undefined) return
  // Whoever gets no time to speak goes on later instead of saying everything at once.
  line.startedMs += Math.max(0, performance.now() - line.startedMs - line.saidMs - MAX_LATE_MS)
  const nowMs = performance.now() - line.startedMs
  for (; line.saidMs + FRAME_MS <= nowMs; line.saidMs += FRAME_MS) {
    const inTurnMs = line.saidMs % TURN_MS
    if (inTurnMs === 0) line.turn += 1
    const names: TurnNames = {
      ...{ user: `item_u${String(line.turn)}`, answer: `item_a${String(line.turn)}` },
      ...{ response: `resp_${String(line.turn)}`, startMs: line.saidMs - inTurnMs },
    }
    for (const event of turnEvents(names, inTurnMs)) line.socket.send(JSON.stringify(event))
    const frame = frameOfSpeech(names, inTurnMs)
    if (frame !== undefined) line.socket.send(frame)
  }
}

await serve()
