import { ParleyError } from '@parley/wire'
import { withDeadline } from './deadline.js'
import type { Deadline } from './deadline.js'

/** A key, or what gives one: asked anew for each request, so that keys may expire. */
export type ApiKeySource = string | (() => string | Promise<string>)

/** The key for one request; `undefined` where there is none. An empty key counts as none. */
export async function resolveApiKey(source: ApiKeySource | undefined, deadline: Deadline): Promise<string | undefined> {
  if (source === undefined) return undefined
  const key = typeof source === 'string' ? source : await withDeadline(deadline, 'apiKey()', () => ask(source))
  if (key === '') return undefined
  // Checked here because the platform's own error would repeat the key.
  if (typeof key !== 'string' || !/^[\x20-\x7e]+$/.test(key)) {
    throw new ParleyError('config', 'apiKey holds a character that no header can carry (a line break at its end?)')
  }
  return key
}

async function ask(source: () => string | Promise<string>): Promise<string> {
  try {
    return await source()
  } catch (cause) {
    throw new ParleyError('unavailable', 'apiKey() gave no key: it threw', { cause })
  }
}
