import type { AgentEvent, RunEnded } from '@parley/conversation'
import { createBoundedText } from './bounded-text.js'

export interface RunEvents {
  /** A line of output; lines that come close together become one update. */
  addLine(line: string): void
  end(ended: RunEnded): void
  readonly events: AsyncIterable<AgentEvent>
}

const COALESCE_MS = 40
const MAX_WAITING_CHARACTERS = 65_536

/** A run's events for one reader. Overflow: lines that wait for a slow reader keep their head and tail within 64 KiB. */
export function createRunEvents(): RunEvents {
  let waiting = createBoundedText(MAX_WAITING_CHARACTERS)
  let hasLines = false
  let ended: RunEnded | undefined
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined

  const takeUpdate = (): AgentEvent => {
    const { text } = waiting
    waiting = createBoundedText(MAX_WAITING_CHARACTERS)
    hasLines = false
    return { type: 'update', text, channel: 'silent' }
  }
  async function* read(): AsyncGenerator<AgentEvent, void> {
    for (;;) {
      if (hasLines && (timer === undefined || ended !== undefined)) yield takeUpdate()
      else if (ended !== undefined) {
        yield ended
        return
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    addLine(line) {
      if (line.trim() === '') return
      waiting.append(hasLines ? `\n${line}` : line)
      hasLines = true
      timer ??= setTimeout(() => {
        timer = undefined
        wake?.()
      }, COALESCE_MS)
    },
    end(last) {
      ended ??= last
      clearTimeout(timer)
      wake?.()
    },
    events: read(),
  }
}
