import type { HostLimits } from './host-limits.js'

/** How long a voice may go on, and a conversation stay in memory. */
export interface PresenceState {
  readonly voiceSinceMs: number | undefined
  /** When somebody has last spoken, the assistant included. */
  readonly activeAtMs: number
  /** When the last client left; `undefined` while one is there. */
  readonly aloneSinceMs: number | undefined
  readonly hasOpenTasks: boolean
}

export type PresenceInput =
  | { readonly type: 'voice-started'; readonly nowMs: number }
  | { readonly type: 'voice-ended'; readonly nowMs: number }
  | { readonly type: 'active'; readonly nowMs: number }
  | { readonly type: 'clients'; readonly count: number; readonly nowMs: number }
  | { readonly type: 'tasks'; readonly hasOpenTasks: boolean; readonly nowMs: number }

export type PresenceEnd = 'idle' | 'call-limit' | 'unattended' | 'forgotten'

export interface PresenceDeadline {
  readonly atMs: number
  readonly end: PresenceEnd
}

export function createPresence(nowMs: number): PresenceState {
  return { voiceSinceMs: undefined, activeAtMs: nowMs, aloneSinceMs: nowMs, hasOpenTasks: false }
}

export function stepPresence(state: PresenceState, input: PresenceInput): PresenceState {
  const { nowMs } = input
  switch (input.type) {
    case 'voice-started':
      return { ...state, voiceSinceMs: nowMs, activeAtMs: nowMs }
    case 'voice-ended':
      return { ...state, voiceSinceMs: undefined, activeAtMs: nowMs }
    case 'active':
      return { ...state, activeAtMs: nowMs }
    case 'clients':
      return { ...state, aloneSinceMs: input.count > 0 ? undefined : (state.aloneSinceMs ?? nowMs) }
    case 'tasks':
      return { ...state, hasOpenTasks: input.hasOpenTasks, activeAtMs: nowMs }
  }
}

/** What ends next if nothing happens until then. */
export function presenceDeadline(state: PresenceState, limits: HostLimits): PresenceDeadline | undefined {
  const { voiceSinceMs, activeAtMs, aloneSinceMs, hasOpenTasks } = state
  if (voiceSinceMs === undefined) {
    if (aloneSinceMs === undefined || hasOpenTasks) return undefined
    return { atMs: Math.max(aloneSinceMs, activeAtMs) + limits.forgetMs, end: 'forgotten' }
  }
  const alone = aloneSinceMs === undefined ? Infinity : Math.max(aloneSinceMs, voiceSinceMs) + limits.unattendedMs
  const ends: readonly PresenceDeadline[] = [
    { atMs: alone, end: 'unattended' },
    { atMs: activeAtMs + limits.idleVoiceMs, end: 'idle' },
    { atMs: voiceSinceMs + limits.maxCallMs, end: 'call-limit' },
  ]
  return ends.reduce((first, next) => (next.atMs < first.atMs ? next : first))
}
