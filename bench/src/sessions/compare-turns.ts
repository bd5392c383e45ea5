import { FRAME_MS } from './speech-loop.js'
import type { HeardTurn } from './turn-watch.js'

export interface TurnComparison {
  readonly comparedTurns: number
  /** Turns that the server heard at another place, with another sound or not at all. */
  readonly differentTurns: number
  /** Frames that are missing, as far as places tell: what is lost moves all that follows. */
  readonly lostFrames: number
}

/** A session's turns beside those of a session that had the server for itself and sent the same audio. */
export function compareTurns(turns: readonly HeardTurn[], reference: readonly HeardTurn[]): TurnComparison {
  const shiftsMs = reference.map((turn, index) =>
    Math.abs((turns[index]?.endMs ?? turn.endMs ?? 0) - (turn.endMs ?? 0)),
  )
  return {
    comparedTurns: reference.length,
    differentTurns: reference.filter((turn, index) => !isSame(turn, turns[index])).length,
    lostFrames: Math.ceil(Math.max(0, ...shiftsMs) / FRAME_MS),
  }
}

function isSame(one: HeardTurn, other: HeardTurn | undefined): boolean {
  return one.startMs === other?.startMs && one.endMs === other?.endMs && one.soundHash === other?.soundHash
}
