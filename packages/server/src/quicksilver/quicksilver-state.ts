import { defaultVoice } from '@parley/wire/quicksilver'
import type { ContextItem } from '../responder/responder.js'
import type { Recognition, SessionIdentity } from '../session/session-state.js'
import { pcm24k } from '../session/session-settings.js'
import { initialTurn } from '../session/turn-machine.js'
import type { TurnState } from '../session/turn-machine.js'

type Json = Readonly<Record<string, unknown>>

/** What is being said (or thought about) now. */
export interface Utterance {
  readonly responseId: string
  readonly itemId: string
  readonly text: string
}

/** What waits to be said: an answer to what the user said, or words that the client wants spoken. */
export type Wish =
  { readonly kind: 'answer'; readonly reason: 'turn' | 'typed' } | { readonly kind: 'words'; readonly text: string }

/** A session of the quicksilver dialect, where responses, tools and turn settings do not exist for the client. */
export interface QuicksilverState {
  readonly tag: string
  readonly lastId: number
  readonly isCodex: boolean
  readonly maxSessionMs: number
  readonly session: Json
  readonly turn: TurnState
  readonly voiceSample: number
  readonly bufferSample: number
  /** The item that the user's speech will become. */
  readonly speechItemId: string | null
  readonly recognitions: readonly Recognition[]
  readonly items: readonly ContextItem[]
  readonly news: readonly ContextItem[]
  readonly utterance: Utterance | null
  readonly wishes: readonly Wish[]
}

export function createQuicksilverState(identity: SessionIdentity): QuicksilverState {
  const { tag, model, isCodex, expiresAt, maxSessionMs } = identity
  return {
    tag,
    lastId: 0,
    isCodex,
    maxSessionMs,
    session: {
      type: 'quicksilver',
      id: `sess_${tag}`,
      object: 'realtime.session',
      model,
      expires_at: expiresAt,
      instructions: '',
      audio: { input: { format: pcm24k }, output: { voice: defaultVoice } },
    },
    turn: initialTurn,
    voiceSample: 0,
    bufferSample: 0,
    speechItemId: null,
    recognitions: [],
    items: [],
    news: [],
    utterance: null,
    wishes: [],
  }
}
