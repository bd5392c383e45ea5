import * as v from 'valibot'
import { decodeJsonObject } from '../json-object.js'
import { rpcError } from './rpc-error.js'
import type { RpcError } from './rpc-error.js'

/** Longest text that may be an id: an id is kept until its answer, and comes back in it. */
const MAX_ID_LENGTH = 256
const MAX_METHOD_LENGTH = 128

const IdSchema = v.union([v.pipe(v.string(), v.maxLength(MAX_ID_LENGTH)), v.pipe(v.number(), v.safeInteger())])
const ErrorSchema = v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) })

/** What stands between a client and an app server. The `jsonrpc` member is accepted and never written, as Codex does. */
export type RpcId = v.InferOutput<typeof IdSchema>

export type RpcMessage = RpcRequest | RpcNotification | RpcResult | RpcFailure

export interface RpcRequest {
  readonly id: RpcId
  readonly method: string
  readonly params: unknown
}

export interface RpcNotification {
  readonly method: string
  readonly params: unknown
  /** Of the server's: when it was written, in milliseconds since 1970. */
  readonly emittedAtMs?: number
}

export interface RpcResult {
  readonly id: RpcId
  readonly result: unknown
}

/** `id` is null where the request's own could not be read. */
export interface RpcFailure {
  readonly id: RpcId | null
  readonly error: RpcError
}

/** What one text is. `refused`: the error that its sender gets. */
export type DecodedRpc =
  | { readonly kind: 'request'; readonly message: RpcRequest }
  | { readonly kind: 'notification'; readonly message: RpcNotification }
  | { readonly kind: 'result'; readonly message: RpcResult }
  | { readonly kind: 'failure'; readonly message: RpcFailure }
  | { readonly kind: 'refused'; readonly message: RpcFailure }

/** Text of one line or one WebSocket frame → message. Never throws; nesting deeper than 100 levels is refused. */
export function decodeRpc(text: string): DecodedRpc {
  const value = decodeJsonObject(text)
  if (value === undefined) return refuseText(text)
  const { id, method } = value
  if (method !== undefined) return decodeCall(value, id, method)
  if (!v.is(IdSchema, id))
    return refuse(null, 'A message needs a "method", or the "id" of the request that it answers.')
  if ('error' in value) {
    const error = v.safeParse(ErrorSchema, value['error'])
    if (!error.success) return refuse(id, 'The "error" of an answer needs a number "code" and a string "message".')
    return { kind: 'failure', message: { id, error: error.output } }
  }
  if ('result' in value) return { kind: 'result', message: { id, result: value['result'] } }
  return refuse(id, 'A message needs one of "method", "result" and "error".')
}

/** Message → text, without a line feed. */
export function encodeRpc(message: RpcMessage): string {
  return JSON.stringify(message)
}

function decodeCall(value: Readonly<Record<string, unknown>>, id: unknown, method: unknown): DecodedRpc {
  const knownId = v.is(IdSchema, id) ? id : null
  if (typeof method !== 'string' || method === '' || method.length > MAX_METHOD_LENGTH) {
    return refuse(knownId, `"method" must be a text of 1 to ${MAX_METHOD_LENGTH} characters.`)
  }
  const { params } = value
  if (id === undefined) return { kind: 'notification', message: { method, params } }
  if (knownId === null) {
    return refuse(null, `"id" must be a text of at most ${MAX_ID_LENGTH} characters or a whole number.`)
  }
  return { kind: 'request', message: { id: knownId, method, params } }
}

function refuseText(text: string): DecodedRpc {
  if (isArrayText(text)) {
    return refuse(null, 'Batches are not supported: send each message by itself.')
  }
  return {
    kind: 'refused',
    message: { id: null, error: rpcError('parse', 'This is no JSON object, or nested too deep.') },
  }
}

const isArrayText = (text: string): boolean => /^\s*\[/.test(text.slice(0, 100))

function refuse(id: RpcId | null, message: string): DecodedRpc {
  return { kind: 'refused', message: { id, error: rpcError('invalid-request', message) } }
}
