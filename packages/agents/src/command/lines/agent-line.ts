import type { RunningEvent } from '../../run/run-feed.js'

/** The version of the line protocol that this Parley speaks: docs/protocol/agent-lines.md. */
export const LINES_VERSION = 1

/** One line of a program that speaks agent lines. */
export type AgentLine =
  | { readonly type: 'hello'; readonly version: number }
  /** What goes to the reader of the run as it is. */
  | { readonly type: 'event'; readonly event: RunningEvent }
  /** It has taken the guidance of that id, or has not. */
  | { readonly type: 'steered'; readonly steerId: string }
  | { readonly type: 'steer-refused'; readonly steerId: string; readonly reason: string }
  | { readonly type: 'result'; readonly result: string; readonly spoken?: string }
  | { readonly type: 'error'; readonly message: string }

/** One line to such a program. */
export type ParleyLine =
  | {
      readonly type: 'task'
      readonly parley: typeof LINES_VERSION
      readonly taskId: string
      readonly input: string
      readonly envelope: string
      readonly workingDirectory: string
      readonly resumeId?: string
      readonly guidance?: readonly string[]
    }
  | { readonly type: 'steer'; readonly id: string; readonly text: string }
  | { readonly type: 'answer'; readonly id: string; readonly decision: 'granted' | 'denied' }
  /** An empty text: nobody can answer. */
  | { readonly type: 'reply'; readonly id: string; readonly text: string }
  | { readonly type: 'cancel' }

export function encodeParleyLine(line: ParleyLine): string {
  return `${JSON.stringify(line)}\n`
}
