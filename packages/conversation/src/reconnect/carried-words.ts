import type { HandoffRequestedEvent, TranscriptTurn } from '@parley/wire'

/** What the next handoff's context needs to span connections. */
export interface CarriedWords {
  /** Said on earlier connections and told to no agent yet. */
  readonly untold: readonly TranscriptTurn[]
  /** Told to the session at its beginning; it reports them as if they had just been said. */
  readonly seeded: readonly TranscriptTurn[]
  /** Calls that it was told of together with their outputs: it reports them too, and they ask for nothing. */
  readonly seededCallIds: readonly string[]
  /** Since the session was told of everything, the user has said something of which a request can come. */
  readonly hasUserSpoken: boolean
}

export const nothingCarried: CarriedWords = { untold: [], seeded: [], seededCallIds: [], hasUserSpoken: true }

/** The handoff with the context of the whole conversation: what no agent was told yet, and nothing a second time. */
export function withCarriedWords(event: HandoffRequestedEvent, carried: CarriedWords): HandoffRequestedEvent {
  if (carried.untold.length === 0 && carried.seeded.length === 0) return event
  const seeded = [...carried.seeded]
  const news = event.activeTranscript.filter(({ role, text }) => {
    const index = seeded.findIndex((turn) => turn.role === role && turn.text.trim() === text.trim())
    if (index >= 0) seeded.splice(index, 1)
    return index < 0
  })
  return { ...event, activeTranscript: [...carried.untold, ...news] }
}
