import type { TranscriptEntry } from '@parley/conversation'
import type { JournalReader, StoredEvent } from '../journals/journal-store.js'

const PAGE = 1000

/** What was said in a conversation that is not in memory, as far as its events are kept. Times count from the first of them. */
export async function readStoredTranscript(
  reader: JournalReader,
  conversationId: string,
): Promise<readonly TranscriptEntry[]> {
  const entries: TranscriptEntry[] = []
  let originMs: number | undefined
  for (let after = 0; ;) {
    const { events } = await reader.readEvents(conversationId, after, PAGE)
    for (const event of events) {
      originMs ??= event.atMs
      takeEvent(entries, event, event.atMs - originMs)
    }
    const last = events.at(-1)
    if (last === undefined || events.length < PAGE) return entries
    after = last.sequence
  }
}

function takeEvent(entries: TranscriptEntry[], { event }: StoredEvent, atMs: number): void {
  const { type, role, text, itemId } = event
  if (typeof text !== 'string') return
  const id = typeof itemId === 'string' ? itemId : undefined
  if (type === 'transcript' && (role === 'user' || role === 'assistant')) {
    const startMs = Math.max(0, atMs)
    entries.push({ role, text, itemId: id, startMs, endMs: startMs, isInterrupted: false, heardText: undefined })
  }
  if (type !== 'heard-until' || id === undefined) return
  const index = entries.findLastIndex((entry) => entry.role === 'assistant' && entry.itemId === id)
  const cut = entries[index]
  if (cut !== undefined) entries[index] = { ...cut, isInterrupted: true, heardText: text }
}
