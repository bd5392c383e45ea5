/** Gathers streamed text and hands it out by sentence, so that speech begins before the answer is complete. */
export interface SentenceBuffer {
  /** Whole sentences that are complete now, as one text; `''` when none is. */
  push(delta: string): string
  /** What is left. */
  flush(): string
}

/** An end of a sentence is known by what follows it, so the last one waits for more text or the end. */
const SENTENCE_END = /[.!?…][)"'’”\]]*\s+(?=\S)|\n+(?=\S)/g

export function createSentenceBuffer(): SentenceBuffer {
  let held = ''
  return {
    push(delta) {
      held += delta
      let end = 0
      for (const match of held.matchAll(SENTENCE_END)) end = match.index + match[0].length
      const ready = held.slice(0, end)
      held = held.slice(end)
      return ready
    },
    flush() {
      const rest = held
      held = ''
      return rest
    },
  }
}
