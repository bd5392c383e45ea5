import type { MediaProblem } from '../state/page-state.js'

const problems: Readonly<Record<string, MediaProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'insecure',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** Why there is no microphone, from what the browser throws. */
export function toMediaProblem(cause: unknown): MediaProblem {
  return (cause instanceof Error ? problems[cause.name] : undefined) ?? 'failed'
}
