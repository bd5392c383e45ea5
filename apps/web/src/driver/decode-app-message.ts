import { appServerMethods, appServerNotifications, decodeRpc } from '@parley/wire'
import type { AppNotification, AppNotificationMethod, RpcId } from '@parley/wire'
import * as v from 'valibot'
import type { PageAnswer, PageRequest } from '../state/page-input.js'

/** One message of the gateway. */
export type AppMessage =
  | { readonly kind: 'notification'; readonly notification: AppNotification }
  | { readonly kind: 'result'; readonly id: RpcId; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: RpcId | null; readonly message: string }

/** Text of one frame → message; `undefined` for what this page does not know. Never throws. */
export function decodeAppMessage(text: string): AppMessage | undefined {
  const decoded = decodeRpc(text)
  switch (decoded.kind) {
    case 'notification': {
      const { method, params } = decoded.message
      const notification = decodeNotification(method, params)
      return notification === undefined ? undefined : { kind: 'notification', notification }
    }
    case 'result':
      return { kind: 'result', id: decoded.message.id, result: decoded.message.result }
    case 'failure':
      return { kind: 'failure', id: decoded.message.id, message: decoded.message.error.message }
    default:
      return undefined
  }
}

function decodeNotification(method: string, params: unknown): AppNotification | undefined {
  if (!Object.hasOwn(appServerNotifications, method)) return undefined
  const known = method as AppNotificationMethod
  const parsed = v.safeParse<v.GenericSchema>(appServerNotifications[known], params)
  return parsed.success ? ({ method: known, params: parsed.output } as AppNotification) : undefined
}

/** The result of a request of this page; `undefined` where it is not what the protocol says. */
export function decodeAnswer({ method, params }: PageRequest, result: unknown): PageAnswer | undefined {
  const parsed = v.safeParse<v.GenericSchema>(appServerMethods[method].result, result)
  return parsed.success ? ({ method, params, result: parsed.output } as PageAnswer) : undefined
}
