/**
 * Whether the user holds the floor, and which of the user's words are still being written down. Wants wait while the
 * user speaks; a handoff waits a moment for words that are not yet transcribed.
 */
export interface UserSpeechState {
  /** Since when the user speaks; `undefined` = the user does not. */
  readonly speakingSinceMs: number | undefined
  /** After speech the server is given a moment to answer by itself. */
  readonly holdUntilMs: number | undefined
  /** Items spoken and not yet transcribed, oldest first. */
  readonly unwrittenItemIds: readonly string[]
}

export interface UserSpeechLimits {
  /** A `speech_stopped` that has not come by then is taken for lost. */
  readonly longestSpeechMs: number
  readonly settleMs: number
}

export type UserSpeechInput =
  | { readonly type: 'started'; readonly nowMs: number }
  | { readonly type: 'stopped'; readonly itemId: string | undefined; readonly nowMs: number }
  /** The server has begun to answer. */
  | { readonly type: 'answered' }
  /** Transcribed, or it never will be. */
  | { readonly type: 'written'; readonly itemId: string | undefined }
  /** The user's words have come, and nobody answers them yet: some servers begin to only now. */
  | { readonly type: 'unanswered'; readonly nowMs: number }
  | { readonly type: 'given-up' }
  | { readonly type: 'tick'; readonly nowMs: number }

const MAX_UNWRITTEN = 16

export const silentUser: UserSpeechState = {
  speakingSinceMs: undefined,
  holdUntilMs: undefined,
  unwrittenItemIds: [],
}

export function stepUserSpeech(
  state: UserSpeechState,
  input: UserSpeechInput,
  limits: UserSpeechLimits,
): UserSpeechState {
  switch (input.type) {
    case 'started':
      return { ...state, speakingSinceMs: input.nowMs, holdUntilMs: undefined }
    case 'stopped':
      return {
        speakingSinceMs: undefined,
        holdUntilMs: input.nowMs + limits.settleMs,
        unwrittenItemIds: withItem(state.unwrittenItemIds, input.itemId),
      }
    case 'answered':
      return { ...state, holdUntilMs: undefined }
    case 'written':
      return { ...state, unwrittenItemIds: state.unwrittenItemIds.filter((itemId) => itemId !== input.itemId) }
    case 'unanswered':
      return { ...state, holdUntilMs: input.nowMs + limits.settleMs }
    case 'given-up':
      return { ...state, unwrittenItemIds: [] }
    case 'tick':
      return onTick(state, input.nowMs, limits)
  }
}

/** When this state changes by itself. */
export function userSpeechDeadline(state: UserSpeechState, limits: UserSpeechLimits): number | undefined {
  return state.speakingSinceMs === undefined ? state.holdUntilMs : state.speakingSinceMs + limits.longestSpeechMs
}

export function isFloorFree(state: UserSpeechState): boolean {
  return state.speakingSinceMs === undefined && state.holdUntilMs === undefined
}

function withItem(itemIds: readonly string[], itemId: string | undefined): readonly string[] {
  if (itemId === undefined || itemIds.includes(itemId)) return itemIds
  return [...itemIds, itemId].slice(-MAX_UNWRITTEN)
}

function onTick(state: UserSpeechState, nowMs: number, limits: UserSpeechLimits): UserSpeechState {
  const deadlineAtMs = userSpeechDeadline(state, limits)
  if (deadlineAtMs === undefined || nowMs < deadlineAtMs) return state
  return { ...state, speakingSinceMs: undefined, holdUntilMs: undefined }
}
