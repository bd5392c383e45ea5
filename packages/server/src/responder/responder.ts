import type { OutputModality } from '@parley/wire'

/** One item of the conversation as words. `role` tells whose they are; `call` and `output` are a tool's. */
export type ContextItem =
  | { readonly id: string; readonly role: 'user' | 'assistant' | 'system' | 'developer'; readonly text: string }
  | {
      readonly id: string
      readonly role: 'call'
      readonly callId: string
      readonly name: string
      readonly arguments: string
    }
  | { readonly id: string; readonly role: 'output'; readonly callId: string; readonly text: string }

/** A function tool that the session or this one response offers. */
export interface ToolOffer {
  readonly name: string
  readonly description: string | undefined
  /** JSON Schema of the arguments, as the client wrote it. */
  readonly parameters: unknown
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  /** This function must be called. */
  | { readonly kind: 'function'; readonly name: string }

/**
 * Why an answer is wanted: a spoken turn ended, the client asked (`response.create`), a typed line of the user that the
 * client will not follow with a request (`[USER] …`), or the user has long been silent.
 */
export type ResponseReason = 'turn' | 'requested' | 'typed' | 'idle'

export interface ResponderContext {
  readonly reason: ResponseReason
  /** Of the session, or of this one response where it has its own. */
  readonly instructions: string
  /** True when `instructions` came with this response. */
  readonly hasOwnInstructions: boolean
  readonly items: readonly ContextItem[]
  /** Those of `items` that no answer has considered yet, in order. */
  readonly news: readonly ContextItem[]
  readonly tools: readonly ToolOffer[]
  readonly toolChoice: ToolChoice
  readonly modality: OutputModality
}

export type ResponderEvent =
  | { readonly type: 'text'; readonly delta: string }
  /** `arguments` is JSON text. */
  | { readonly type: 'function-call'; readonly name: string; readonly arguments: string }
  /** Nothing is to be said; the answer may end here. */
  | { readonly type: 'silence' }

/**
 * Decides what the assistant says and which tools it calls. One call per response; it may run beside others of the
 * same session. It ends early once `signal` aborts and may throw a `ParleyError`, which fails this response only.
 */
export interface Responder {
  respond(context: ResponderContext, signal: AbortSignal): AsyncIterable<ResponderEvent>
}

/** Makes one responder per session. `model` is what the client asked for in the URL. */
export type ResponderFactory = (session: { readonly sessionId: string; readonly model: string }) => Responder
