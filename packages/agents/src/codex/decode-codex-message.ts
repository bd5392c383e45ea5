import * as v from 'valibot'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { notificationSchemas, requestIdSchema, requestSchemas } from './codex-schemas.js'
import type { CodexRequestId } from './codex-schemas.js'

type Notifications = typeof notificationSchemas
export type CodexNotification = {
  readonly [Method in keyof Notifications]: {
    readonly method: Method
    readonly params: v.InferOutput<Notifications[Method]>
  }
}[keyof Notifications]

type Requests = typeof requestSchemas
export type CodexRequest =
  | {
      readonly [Method in keyof Requests]: {
        readonly method: Method
        readonly params: v.InferOutput<Requests[Method]>
      }
    }[keyof Requests]
  /** A request all the same: whoever sent it waits for an answer. */
  | { readonly method: 'unknown'; readonly params: { readonly name: string; readonly why: string } }

/** One line of Codex, as far as it concerns us. */
export type CodexMessage =
  | { readonly type: 'result'; readonly id: CodexRequestId; readonly result: JsonObject }
  | { readonly type: 'failure'; readonly id: CodexRequestId; readonly message: string }
  | { readonly type: 'request'; readonly id: CodexRequestId; readonly request: CodexRequest }
  | { readonly type: 'notification'; readonly notification: CodexNotification }
  /** A notification, or a part of one, that we do not know. */
  | { readonly type: 'ignored' }
  /** No message at all. */
  | { readonly type: 'garbage' }

/** A line of the standard output of `codex app-server` → message. Never throws. */
export function decodeCodexMessage(line: string): CodexMessage {
  const json = decodeJsonObject(line)
  if (json === undefined) return { type: 'garbage' }
  const { id, method, params, result, error } = json
  const knownId = v.safeParse(requestIdSchema, id)
  if (typeof method === 'string') {
    if (!knownId.success) return decodeNotification(method, params)
    return { type: 'request', id: knownId.output, request: decodeRequest(method, params) }
  }
  if (!knownId.success) return { type: 'garbage' }
  if (error !== undefined) return { type: 'failure', id: knownId.output, message: failureText(error) }
  return { type: 'result', id: knownId.output, result: isRecord(result) ? result : {} }
}

function decodeNotification(method: string, params: unknown): CodexMessage {
  if (!Object.hasOwn(notificationSchemas, method)) return { type: 'ignored' }
  const schema = notificationSchemas[method as keyof Notifications]
  const parsed = v.safeParse(schema, params)
  if (!parsed.success) return { type: 'ignored' }
  return { type: 'notification', notification: { method, params: parsed.output } as CodexNotification }
}

function decodeRequest(method: string, params: unknown): CodexRequest {
  if (!Object.hasOwn(requestSchemas, method)) {
    return { method: 'unknown', params: { name: method, why: 'this client does not know it' } }
  }
  const parsed = v.safeParse(requestSchemas[method as keyof Requests], params ?? {})
  if (parsed.success) return { method, params: parsed.output } as CodexRequest
  return { method: 'unknown', params: { name: method, why: 'its parameters are not as expected' } }
}

function failureText(error: unknown): string {
  const message = isRecord(error) ? error['message'] : error
  return typeof message === 'string' ? message : JSON.stringify(error)
}
