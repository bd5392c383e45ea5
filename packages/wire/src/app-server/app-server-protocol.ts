import * as v from 'valibot'
import { codexMethods } from './codex-methods.js'
import { codexNotifications } from './codex-notifications.js'
import { conversationMethods } from './conversation-methods.js'
import { conversationNotifications } from './conversation-notifications.js'
import { taskMethods } from './task-methods.js'

/** Every method of the app server: `{ name → { params, result } }`, schemas of valibot. */
export const appServerMethods = { ...codexMethods, ...conversationMethods, ...taskMethods } as const

/** Every notification that the app server sends: `{ name → params }`. */
export const appServerNotifications = { ...codexNotifications, ...conversationNotifications } as const

export type AppMethod = keyof typeof appServerMethods
export type AppParams<M extends AppMethod> = v.InferOutput<(typeof appServerMethods)[M]['params']>
export type AppResult<M extends AppMethod> = v.InferOutput<(typeof appServerMethods)[M]['result']>
export type AppNotificationMethod = keyof typeof appServerNotifications
export type AppNotificationParams<M extends AppNotificationMethod> = v.InferOutput<(typeof appServerNotifications)[M]>

/** One notification, with the params of its method. */
export type AppNotification = {
  readonly [M in AppNotificationMethod]: { readonly method: M; readonly params: AppNotificationParams<M> }
}[AppNotificationMethod]

export type DecodedParams<M extends AppMethod> =
  { readonly kind: 'params'; readonly params: AppParams<M> } | { readonly kind: 'malformed'; readonly problem: string }

export function isAppMethod(method: string): method is AppMethod {
  return Object.hasOwn(appServerMethods, method)
}

/** Params as a client sent them → checked ones; members that the schema does not name are left out. Never throws. */
export function decodeParams<M extends AppMethod>(method: M, params: unknown): DecodedParams<M> {
  const result = v.safeParse<v.GenericSchema>(appServerMethods[method].params, params)
  if (result.success) return { kind: 'params', params: result.output as AppParams<M> }
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  return { kind: 'malformed', problem: path === null ? issue.message : `${path}: ${issue.message}` }
}
