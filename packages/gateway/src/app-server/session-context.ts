import type { AppMethod, AppNotification, AppParams, AppResult } from '@parley/wire'
import type { ConversationHost } from '../conversations/conversation-host.js'
import type { HostedConversation } from '../conversations/hosted-conversation.js'
import type { SessionClient } from './session-client.js'

/** What a method may use of the session that called it. */
export interface SessionContext {
  readonly host: ConversationHost
  readonly client: SessionClient
  /** Of the gateway, for clients that ask. */
  readonly version: string
  /** Where agents work when a client names no folder. */
  readonly defaultFolder: string
  readonly isAllowedFolder: (path: string) => boolean
  readonly nowMs: () => number
  notify(notification: AppNotification): void
  /** The client is let go from these when the session ends. */
  attach(conversation: HostedConversation): void
}

/** `afterwards` runs when the result is on its way: what it tells comes after it. */
export interface Answer<M extends AppMethod> {
  readonly result: AppResult<M>
  readonly afterwards?: () => void
}

/** `initialize` is the session's own. */
export type ServedMethod = Exclude<AppMethod, 'initialize'>

export type Handlers<M extends ServedMethod = ServedMethod> = {
  readonly [Method in M]: (
    params: AppParams<Method>,
    context: SessionContext,
  ) => Answer<Method> | Promise<Answer<Method>>
}
