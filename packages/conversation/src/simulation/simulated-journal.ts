import type { ConversationHappening } from '../conversation-input.js'
import type { JournalRecord } from '../journal.js'
import type { SimulatedWorld } from './simulated-world.js'

/** A disk: slow at times, full at times; what it holds outlives the process. */
export interface SimulatedJournal {
  append(record: JournalRecord, answer: (happening: ConversationHappening) => void): void
  /** In the order of appending. */
  readonly records: readonly JournalRecord[]
  readonly isDurable: (recordId: string) => boolean
  /** The process is gone: of what was on its way the first few may have reached the disk, the rest never does. */
  crash(): void
}

interface PendingAppend {
  readonly record: JournalRecord
  readonly forget: () => void
}

export function createSimulatedJournal(world: SimulatedWorld): SimulatedJournal {
  const { timeline, isFaulty } = world
  const random = world.random.fork('journal')
  const records = new Map<string, JournalRecord>()
  let freeAtMs = 0
  let underWay: PendingAppend[] = []

  return {
    append(record, answer) {
      const { recordId } = record
      const delayMs = isFaulty('slow-journal') ? random.integer(100, 3000) : random.integer(0, 15)
      // One after the other, as the port promises.
      freeAtMs = Math.max(freeAtMs, timeline.nowMs + delayMs)
      const pending: PendingAppend = { record, forget: timeline.at(freeAtMs, write) }
      underWay.push(pending)

      function write(): void {
        underWay = underWay.filter((other) => other !== pending)
        if (isFaulty('full-journal') && random.chance(0.6)) {
          world.count('failed saves')
          answer({ type: 'save-failed', recordId, error: 'no space left on the disk' })
          return
        }
        if (!records.has(recordId)) records.set(recordId, record)
        answer({ type: 'saved', recordId })
      }
    },
    crash() {
      const writtenCount = underWay.length === 0 ? 0 : random.integer(0, underWay.length)
      for (const { forget } of underWay) forget()
      for (const { record } of underWay.slice(0, writtenCount)) {
        world.count('records that were durable and not answered')
        if (!records.has(record.recordId)) records.set(record.recordId, record)
      }
      underWay = []
      freeAtMs = timeline.nowMs
    },
    get records() {
      return [...records.values()]
    },
    isDurable: (recordId) => records.has(recordId),
  }
}
