import type { Wishes } from '../state/page-state.js'

const TOKEN = 'parley.token'
const CONVERSATION = 'parley.conversation'
const WISHES = 'parley.wishes'

/**
 * The token from the address, once: it is taken out of the address and kept for this tab only, so that a reload has it
 * and nothing else does.
 */
export function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null && given !== '') {
    sessionStorage.setItem(TOKEN, given)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(TOKEN) ?? undefined
}

export function readConversationId(): string | undefined {
  return sessionStorage.getItem(CONVERSATION) ?? undefined
}

export function keepConversationId(conversationId: string | undefined): void {
  if (conversationId === undefined) sessionStorage.removeItem(CONVERSATION)
  else sessionStorage.setItem(CONVERSATION, conversationId)
}

/** What somebody else has written there is no wish. */
export function readWishes(): Partial<Wishes> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(WISHES) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return {
      ...('voice' in kept && typeof kept.voice === 'string' ? { voice: kept.voice } : {}),
      ...('isPushToTalk' in kept ? { isPushToTalk: kept.isPushToTalk === true } : {}),
    }
  } catch {
    return {}
  }
}

export function keepWishes(wishes: Wishes): void {
  localStorage.setItem(WISHES, JSON.stringify(wishes))
}
