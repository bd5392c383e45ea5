import { ParleyError } from '@parley/wire'
import type { ParleyErrorCode } from '@parley/wire'

/**
 * What one kind of worker can be asked: per name, the shape of the question and of its answer. Declare protocols as
 * `type`, not `interface`.
 */
export type Protocol = Readonly<Record<string, { readonly request: unknown; readonly reply: unknown }>>

/** One question on its way to a worker. */
export interface RequestEnvelope {
  readonly id: number
  readonly kind: string
  readonly request: unknown
}

/** One answer on its way back. */
export type ReplyEnvelope =
  | { readonly id: number; readonly isOk: true; readonly reply: unknown }
  | { readonly id: number; readonly isOk: false; readonly code: ParleyErrorCode; readonly message: string }

/** Both ends are this package's own files of the same version, so a message's shape is trusted, not checked. */
export const decodeRequestEnvelope = (message: unknown): RequestEnvelope => message as RequestEnvelope

export const decodeReplyEnvelope = (message: unknown): ReplyEnvelope => message as ReplyEnvelope

/** An error as it crosses to the other side: code and words survive, the stack does not. */
export function toFailure(id: number, error: unknown): ReplyEnvelope {
  const message = error instanceof Error ? error.message : String(error)
  return { id, isOk: false, code: error instanceof ParleyError ? error.code : 'internal', message }
}
