import { FRAME_MS } from './speech-loop.js'
import type { HeardTurn } from './turn-watch.js'

export interface TurnComparison {
  readonly comparedTurns: number
  /** Turns that the server heard at another place, at another length or with another sound. */
  readonly differentTurns: number
  /** Frames that are missing, as far as places tell: what is lost moves all that follows. */
  readonly lostFrames: number
}

/** A session's turns beside those of a session that had the server for itself and sent the same audio. */
export function compareTurns(turns: readonly HeardTurn[], reference: readonly HeardTurn[]): TurnComparison {
  const compared = turns.slice(0, reference.length)
  const shiftsMs = compared.map((turn, index) => Math.abs((turn.endMs ?? 0) - (reference[index]?.endMs ?? 0)))
  return {
    comparedTurns: compared.length,
    differentTurns: compared.filter((turn, index) => !isSame(turn, reference[index])).length,
    lostFrames: Math.ceil(Math.max(0, ...shiftsMs) / FRAME_MS),
  }
}

function isSame(one: HeardTurn, other: HeardTurn | undefined): boolean {
  return one.startMs === other?.startMs && one.endMs === other?.endMs && one.soundHash === other?.soundHash
}
