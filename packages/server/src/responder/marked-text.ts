import { BACKEND_PREFIX, USER_PREFIX } from '@parley/wire/realtime'

/** `[BACKEND] …`, also behind a client's own first paragraph. */
const BACKEND = /^(?:[^\n]*\n\n)?\[BACKEND\] ?/

/** True for a message that holds a background agent's words. */
export function isBackendText(text: string): boolean {
  return BACKEND.test(text)
}

export function withoutBackendMark(text: string): string {
  return text.startsWith(BACKEND_PREFIX) ? text.slice(BACKEND_PREFIX.length) : text.replace(BACKEND, '')
}

/** True for a typed line of the user that the client will not follow with `response.create`. */
export function isMarkedUserText(text: string): boolean {
  return text.startsWith(USER_PREFIX)
}

export function withoutUserMark(text: string): string {
  return isMarkedUserText(text) ? text.slice(USER_PREFIX.length) : text
}
