import type { ResponseOptions, Session } from '@parley/wire/realtime'
import type { ResponseReason } from '../responder/responder.js'
import { emptyConversation } from './conversation-machine.js'
import type { ConversationState } from './conversation-machine.js'
import type { ResponseState } from './response-machine.js'
import { createDefaultSession } from './session-settings.js'
import { emptyCaption } from './stable-caption.js'
import type { Caption } from './stable-caption.js'
import { initialTurn } from './turn-machine.js'
import type { TurnState } from './turn-machine.js'

/** Where the input audio stands, in samples at 16 kHz from the session's start. */
export interface InputPosition {
  /** End of what was appended. */
  readonly headSample: number
  /** End of what the detector has decided. */
  readonly voiceSample: number
  /** Start of what a commit would take. */
  readonly bufferSample: number
  /** The item that the buffer will become, once its recognition has begun. */
  readonly bufferItemId: string | null
}

/** An utterance whose words are not known yet. */
export interface Recognition {
  readonly itemId: string
  readonly caption: Caption
  /** `null` while the user still speaks. `automatic`: the turn is answered without being asked. */
  readonly committed: { readonly automatic: boolean } | null
}

/** A response that is not over, and what it answers. */
export interface LiveResponse {
  readonly response: ResponseState
  readonly reason: ResponseReason
  readonly options: ResponseOptions
  readonly newsIds: readonly string[]
}

export interface SessionState {
  readonly id: string
  /** Makes ids of different sessions differ; `lastId` those of one session. */
  readonly tag: string
  readonly lastId: number
  /** Codex ends the session on every error event and asks for the answer to `speech_started` without an item. */
  readonly isCodex: boolean
  readonly maxSessionMs: number
  readonly session: Session
  /** After the first update, item or audio the session's type stays what it is. */
  readonly isTypeFixed: boolean
  readonly hasSpoken: boolean
  readonly turn: TurnState
  readonly input: InputPosition
  readonly recognitions: readonly Recognition[]
  readonly conversation: ConversationState
  /** Size of all items that the client has created. */
  readonly itemChars: number
  readonly responses: readonly LiveResponse[]
  /** Items that no answer has considered yet. */
  readonly news: readonly string[]
  /** Of calls that the client has made: it knows what came of them. */
  readonly givenCallIds: readonly string[]
  /** An answer that starts as soon as nothing stands against it. */
  readonly wanted: { readonly automatic: ResponseReason | null; readonly requested: ResponseOptions | null }
}

export interface SessionIdentity {
  /** Random, letters and digits; goes into every id of this session. */
  readonly tag: string
  readonly type: 'realtime' | 'transcription'
  readonly model: string
  readonly isCodex: boolean
  /** Unix time in seconds. */
  readonly expiresAt: number
  readonly maxSessionMs: number
}

export function createSessionState(identity: SessionIdentity): SessionState {
  const { tag, type, model, isCodex, expiresAt, maxSessionMs } = identity
  const id = `sess_${tag}`
  return {
    id,
    tag,
    lastId: 0,
    isCodex,
    maxSessionMs,
    session: createDefaultSession({ id, type, model, expiresAt }),
    isTypeFixed: false,
    hasSpoken: false,
    turn: initialTurn,
    input: { headSample: 0, voiceSample: 0, bufferSample: 0, bufferItemId: null },
    recognitions: [],
    conversation: emptyConversation,
    itemChars: 0,
    responses: [],
    news: [],
    givenCallIds: [],
    wanted: { automatic: null, requested: null },
  }
}

export function createRecognition(itemId: string): Recognition {
  return { itemId, caption: emptyCaption, committed: null }
}
