import { ParleyError } from '@parley/wire'
import type { JournalFile } from './journal-file.js'
import type { LinePlace } from './scan-journal.js'

export interface GroupWriter {
  /** Resolves when the line is on the disk. Lines keep their order; those of one turn share one flush. */
  write(line: string): Promise<LinePlace>
  /** Resolves when nothing is under way. Never rejects. */
  idle(): Promise<void>
  readonly syncCount: number
}

interface WaitingLine {
  readonly bytes: Uint8Array
  readonly resolve: (place: LinePlace) => void
  readonly reject: (error: ParleyError) => void
}

/**
 * Appends lines to a file that is good up to `size`. What a failed write left behind is cut off, so that a line is
 * wholly there or not at all, and the next write starts clean: a full disk refuses, and recovers when there is room.
 */
export function createGroupWriter(file: JournalFile, size: number, path: string): GroupWriter {
  let waiting: WaitingLine[] = []
  let durableSize = size
  let isClean = true
  let syncCount = 0
  let running: Promise<void> | undefined

  const flush = async (batch: readonly WaitingLine[]): Promise<void> => {
    if (!isClean) await file.truncate(durableSize)
    isClean = false
    await file.write(joinBytes(batch.map(({ bytes }) => bytes)), durableSize)
    await file.sync()
    syncCount += 1
    isClean = true
    for (const { bytes, resolve } of batch) {
      resolve({ start: durableSize, length: bytes.length - 1 })
      durableSize += bytes.length
    }
  }
  const cutOff = async (): Promise<void> => {
    try {
      await file.truncate(durableSize)
      await file.sync()
      isClean = true
    } catch {
      // Tried again before the next write; until then every append is refused.
    }
  }
  const run = async (): Promise<void> => {
    // After the turn of whoever asked first: all that it appends goes together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await flush(batch)
      } catch (cause) {
        await cutOff()
        const reason = cause instanceof Error ? cause.message : String(cause)
        const error = new ParleyError('unavailable', `${path} could not be written: ${reason}`, { cause })
        for (const { reject } of batch) reject(error)
      }
    }
    running = undefined
  }
  return {
    write: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ bytes: new TextEncoder().encode(line), resolve, reject })
        running ??= run()
      }),
    idle: async () => {
      await running
    },
    get syncCount() {
      return syncCount
    },
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
