import type { PermissionDecision, PermissionDetails, ToolKind } from '@parley/conversation'

/** What a function may ask permission for. */
export interface AskedPermission {
  readonly title: string
  /** Default `other`, which is treated like the worst. */
  readonly kind?: ToolKind
  readonly isOutside?: boolean
  readonly details?: PermissionDetails
}

export interface AskedQuestion {
  readonly question: string
  readonly choices?: readonly string[]
  readonly isSecret?: boolean
}

/** Guidance that comes while a function works. It counts as taken when the function has it in hand. */
export interface FunctionSteering extends AsyncIterable<string> {
  /** What has come and was not taken yet; does not wait. */
  takeAll(): readonly string[]
}

/** How a function talks with the user while it works. */
export interface FunctionTalk {
  /** Aborted when the run is cancelled: a function that does not look at it runs on, unheard. */
  readonly signal: AbortSignal
  /** Ends with the run. Needs `can: ['steer']`. */
  readonly steering: FunctionSteering
  /** Waits for the user. Rejects (`aborted`) when the run is cancelled. Needs `can: ['answer']`. */
  ask(permission: AskedPermission): Promise<PermissionDecision>
  /** Waits for the user's words. Rejects (`aborted`) when the run is cancelled. Needs `can: ['reply']`. */
  question(asked: AskedQuestion | string): Promise<string>
}
