/** Messages that a client's line has not taken yet. */
export interface OutboundQueue {
  /** False: too much waits that must not get lost. The client is to be dropped. */
  pushControl(text: string): boolean
  /** Sound of a conversation. Never fails: the oldest sound makes room. */
  pushAudio(text: string, conversationId: string): void
  /** Its sound is not to be played any more. */
  dropAudio(conversationId: string): void
  shift(): string | undefined
  readonly stats: OutboundStats
}

export interface OutboundStats {
  readonly waiting: number
  readonly waitingCharacters: number
  /** Pieces of sound that were dropped because the client was slow. */
  readonly droppedAudio: number
}

export interface OutboundLimits {
  readonly maxControl: number
  readonly maxControlCharacters: number
  readonly maxAudioCharacters: number
}

export const defaultOutboundLimits: OutboundLimits = {
  maxControl: 10_000,
  maxControlCharacters: 32_000_000,
  maxAudioCharacters: 2_000_000,
}

interface Waiting {
  readonly text: string
  /** Of sound; `undefined` = control. */
  readonly conversationId: string | undefined
}

/** Bounded. Overflow: sound loses its oldest and is counted; of anything else nothing may be lost, so that fails loudly. */
export function createOutboundQueue(limits: OutboundLimits): OutboundQueue {
  let waiting: Waiting[] = []
  let counts = { control: 0, controlCharacters: 0, audioCharacters: 0 }
  let droppedAudio = 0

  const count = ({ text, conversationId }: Waiting, sign: 1 | -1): void => {
    const { length } = text
    counts =
      conversationId === undefined
        ? { ...counts, control: counts.control + sign, controlCharacters: counts.controlCharacters + sign * length }
        : { ...counts, audioCharacters: counts.audioCharacters + sign * length }
  }
  const push = (item: Waiting): void => {
    waiting.push(item)
    count(item, 1)
  }
  const dropOldestAudio = (): void => {
    const index = waiting.findIndex(({ conversationId }) => conversationId !== undefined)
    const [oldest] = waiting.splice(index, 1)
    if (oldest !== undefined) count(oldest, -1)
    droppedAudio += 1
  }
  return {
    pushControl(text) {
      const isFull =
        counts.control >= limits.maxControl || counts.controlCharacters + text.length > limits.maxControlCharacters
      // One message alone always fits: it is bounded where it is made.
      if (isFull && counts.control > 0) return false
      push({ text, conversationId: undefined })
      return true
    },
    pushAudio(text, conversationId) {
      push({ text, conversationId })
      while (counts.audioCharacters > limits.maxAudioCharacters) dropOldestAudio()
    },
    dropAudio(conversationId) {
      const dropped = waiting.filter((item) => item.conversationId === conversationId)
      waiting = waiting.filter((item) => item.conversationId !== conversationId)
      for (const item of dropped) count(item, -1)
    },
    shift() {
      const next = waiting.shift()
      if (next !== undefined) count(next, -1)
      return next?.text
    },
    get stats() {
      const waitingCharacters = counts.controlCharacters + counts.audioCharacters
      return { waiting: waiting.length, waitingCharacters, droppedAudio }
    },
  }
}
