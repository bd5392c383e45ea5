/**
 * What a listener has heard, where nobody says it: sound is played in the order and at the speed in which it was made,
 * from when it was given away. A client that reports positions itself is believed instead.
 */
export interface PlaybackState {
  readonly pieces: readonly PlaybackPiece[]
  /** The last item that played, and how far. */
  readonly last: HeardPosition | undefined
}

interface PlaybackPiece {
  readonly itemId: string
  readonly startsAtMs: number
  readonly endsAtMs: number
  /** Of the item, before this piece. */
  readonly offsetMs: number
}

export interface HeardPosition {
  readonly itemId: string
  readonly playedMs: number
}

export const silentPlayback: PlaybackState = { pieces: [], last: undefined }

/** One more piece; it begins when the one before it ends. */
export function addPiece(state: PlaybackState, itemId: string, durationMs: number, nowMs: number): PlaybackState {
  const before = state.pieces.at(-1)
  const startsAtMs = Math.max(nowMs, before?.endsAtMs ?? nowMs)
  const sameItem = state.pieces.findLast((piece) => piece.itemId === itemId)
  const heardMs = state.last?.itemId === itemId ? state.last.playedMs : 0
  const offsetMs = sameItem === undefined ? heardMs : sameItem.offsetMs + (sameItem.endsAtMs - sameItem.startsAtMs)
  return { ...state, pieces: [...state.pieces, { itemId, startsAtMs, endsAtMs: startsAtMs + durationMs, offsetMs }] }
}

/** Moves on to now. `heard`: the ends of the pieces that have been played meanwhile, at most one for each item. */
export function playUntil(
  state: PlaybackState,
  nowMs: number,
): { readonly state: PlaybackState; readonly heard: readonly HeardPosition[] } {
  const done = state.pieces.filter(({ endsAtMs }) => endsAtMs <= nowMs)
  if (done.length === 0) return { state, heard: [] }
  const positions = new Map(done.map((piece) => [piece.itemId, piece.offsetMs + piece.endsAtMs - piece.startsAtMs]))
  const heard = [...positions].map(([itemId, playedMs]) => ({ itemId, playedMs }))
  return { state: { pieces: state.pieces.slice(done.length), last: heard.at(-1) }, heard }
}

export function positionAt({ pieces, last }: PlaybackState, nowMs: number): HeardPosition | undefined {
  const playing = pieces.findLast(({ startsAtMs }) => startsAtMs <= nowMs)
  if (playing === undefined) return last
  const { itemId, startsAtMs, endsAtMs, offsetMs } = playing
  return { itemId, playedMs: offsetMs + Math.min(nowMs, endsAtMs) - startsAtMs }
}

/** When the next piece ends. */
export function playbackDeadline({ pieces }: PlaybackState): number | undefined {
  return pieces[0]?.endsAtMs
}
