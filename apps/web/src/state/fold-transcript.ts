import type { TranscriptLine } from './conversation-fold.js'
import type { PageFeedEvent } from './feed-event.js'

type TranscriptEvent = Extract<PageFeedEvent, { readonly type: 'transcript' | 'heard-until' | 'playback-resumed' }>

/** Final words get a line; what was heard of them marks it, also where it is told before the words have come. */
export function foldTranscript(
  lines: readonly TranscriptLine[],
  event: TranscriptEvent,
  sequence: number,
): readonly TranscriptLine[] {
  const itemId = event.itemId ?? undefined
  const known = itemId === undefined ? undefined : lines.find((line) => line.itemId === itemId)
  const line: TranscriptLine = known ?? {
    ...{ key: itemId ?? `event-${sequence}`, role: 'assistant', text: '', itemId },
    ...{ isInterrupted: false, heardText: undefined },
  }
  const changed = { ...line, ...changeOf(event) }
  return known === undefined ? [...lines, changed] : lines.map((each) => (each === known ? changed : each))
}

function changeOf(event: TranscriptEvent): Partial<TranscriptLine> {
  switch (event.type) {
    case 'transcript':
      return { role: event.role, text: event.text }
    case 'heard-until':
      return { isInterrupted: true, heardText: event.text }
    case 'playback-resumed':
      return { isInterrupted: false, heardText: undefined }
  }
}
