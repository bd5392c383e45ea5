import type { ConversationHappening } from '../conversation-input.js'
import type { JournalRecord } from '../journal.js'
import type { SimulatedWorld } from './simulated-world.js'

/** A disk: slow at times, full at times; what it holds outlives the process. */
export interface SimulatedJournal {
  append(record: JournalRecord, answer: (happening: ConversationHappening) => void): void
  /** In the order of appending. */
  readonly records: readonly JournalRecord[]
  readonly isDurable: (recordId: string) => boolean
}

export function createSimulatedJournal(world: SimulatedWorld): SimulatedJournal {
  const { timeline, isFaulty } = world
  const random = world.random.fork('journal')
  const records = new Map<string, JournalRecord>()
  let freeAtMs = 0

  return {
    append(record, answer) {
      const { recordId } = record
      const delayMs = isFaulty('slow-journal') ? random.integer(100, 3000) : random.integer(0, 15)
      // One after the other, as the port promises.
      freeAtMs = Math.max(freeAtMs, timeline.nowMs + delayMs)
      timeline.at(freeAtMs, () => {
        if (isFaulty('full-journal') && random.chance(0.6)) {
          world.count('failed saves')
          answer({ type: 'save-failed', recordId, error: 'no space left on the disk' })
          return
        }
        if (!records.has(recordId)) records.set(recordId, record)
        answer({ type: 'saved', recordId })
      })
    },
    get records() {
      return [...records.values()]
    },
    isDurable: (recordId) => records.has(recordId),
  }
}
