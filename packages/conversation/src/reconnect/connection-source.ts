import type { RealtimeEvent } from '@parley/wire'
import { createKeptAudio } from '../backpressure/kept-audio.js'
import type { KeptAudio } from '../backpressure/kept-audio.js'
import type { ConversationHappening } from '../conversation-input.js'
import { toConnectionEvent } from '../conversation-input.js'
import type { AudioFrame, RealtimeConnection } from '../realtime-connection.js'
import { isFatalFailure } from './is-fatal-failure.js'
import type { ConnectPurpose } from './reconnect-state.js'

/** What a conversation asks for when it needs a connection. */
export interface ConnectRequest {
  readonly purpose: ConnectPurpose
  /** Failures in a row before this one. */
  readonly attempt: number
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal
}

export type Connect = (request: ConnectRequest) => Promise<RealtimeConnection>

/** All connections of one conversation. The machine says which one is opened, used and closed. */
export interface ConnectionSource {
  open(generation: number, attempt: number, purpose: ConnectPurpose): void
  /** What is sent from here on goes there. */
  use(generation: number): void
  close(generation: number): void
  /** The one in use; `undefined` while there is none. */
  readonly current: RealtimeConnection | undefined
  /** Audio of the microphone; kept while there is no connection. Throws what a given connection throws. */
  sendAudio(frame: AudioFrame): void
  sendKeptAudio(): void
  readonly audio: Pick<KeptAudio, 'keptMs' | 'droppedMs'>
  /** Closes all of them, and those that still open. Resolves with the reason of the last end, when nothing is read any more. */
  closeAll(): Promise<string>
}

export interface ConnectionSourceOptions {
  /** `undefined`: the given connection is the only one. */
  readonly connect: Connect | undefined
  readonly given: RealtimeConnection | undefined
  /** From [0, 1). */
  readonly jitter: () => number
  readonly maxKeptAudioMs: number
  readonly feed: (happening: ConversationHappening, event?: RealtimeEvent) => void
}

export function createConnectionSource(options: ConnectionSourceOptions): ConnectionSource {
  const { given } = options
  const lines: Lines = { options, live: new Map(), opening: new Map(), isClosed: false, lastReason: '' }
  const work = new Set<Promise<void>>()
  const kept = createKeptAudio(options.maxKeptAudioMs)
  let used: number | undefined

  const track = (task: Promise<void>): void => {
    work.add(task)
    void task.finally(() => work.delete(task))
  }
  if (given !== undefined) {
    used = 0
    track(readLine(lines, given, 0))
  }
  const current = (): RealtimeConnection | undefined => (used === undefined ? undefined : lines.live.get(used))

  return {
    open(generation, attempt, purpose) {
      track(openLine(lines, generation, attempt, purpose))
    },
    use(generation) {
      used = generation
    },
    close(generation) {
      lines.opening.get(generation)?.abort()
      void lines.live.get(generation)?.close()
    },
    get current() {
      return current()
    },
    sendAudio(frame) {
      if (given !== undefined) given.sendAudio(frame)
      else if (!sendTo(current(), frame)) kept.keep(frame)
    },
    sendKeptAudio() {
      for (const frame of kept.take()) if (!sendTo(current(), frame)) kept.keep(frame)
    },
    audio: kept,
    async closeAll() {
      lines.isClosed = true
      for (const controller of lines.opening.values()) controller.abort()
      await Promise.all([...lines.live.values()].map((connection) => connection.close()))
      await Promise.all(work)
      return lines.lastReason
    },
  }
}

interface Lines {
  readonly options: ConnectionSourceOptions
  readonly live: Map<number, RealtimeConnection>
  readonly opening: Map<number, AbortController>
  isClosed: boolean
  lastReason: string
}

async function openLine(lines: Lines, generation: number, attempt: number, purpose: ConnectPurpose): Promise<void> {
  const { connect, feed, jitter } = lines.options
  if (connect === undefined) return
  const controller = new AbortController()
  lines.opening.set(generation, controller)
  let connection: RealtimeConnection
  try {
    connection = await connect({ purpose, attempt, signal: controller.signal })
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    lines.lastReason = error
    feed({ type: 'connection-failed', generation, error, isFatal: isFatalFailure(cause), jitter: jitter() })
    return
  } finally {
    lines.opening.delete(generation)
  }
  if (lines.isClosed) {
    await connection.close()
    return
  }
  const ended = readLine(lines, connection, generation)
  feed({ type: 'connection-opened', generation })
  await ended
}

/** An end of a connection that the conversation has left already changes nothing. */
async function readLine(lines: Lines, connection: RealtimeConnection, generation: number): Promise<void> {
  const { connect, feed, jitter } = lines.options
  lines.live.set(generation, connection)
  const reason = await readEvents(connection, (event) => {
    feed({ type: 'connection', event: toConnectionEvent(event), ...numbered(generation) }, event)
  })
  lines.lastReason = reason
  lines.live.delete(generation)
  feed({
    ...{ type: 'connection-closed', reason, ...numbered(generation) },
    ...(connect === undefined ? {} : { jitter: jitter() }),
  })
}

const numbered = (generation: number) => (generation === 0 ? {} : { generation })

/** False on a line that has just broken: its end is on its way. */
function sendTo(connection: RealtimeConnection | undefined, frame: AudioFrame): boolean {
  try {
    connection?.sendAudio(frame)
    return connection !== undefined
  } catch {
    return false
  }
}

/** Every event, then why it ended. Never rejects. */
async function readEvents(connection: RealtimeConnection, take: (event: RealtimeEvent) => void): Promise<string> {
  try {
    for (let event = await connection.nextEvent(); event !== null; event = await connection.nextEvent()) take(event)
    const { code, reason, initiator } = await connection.closed
    return reason === '' ? `connection closed (${initiator}, code ${code})` : reason
  } catch (cause) {
    return `connection failed: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
