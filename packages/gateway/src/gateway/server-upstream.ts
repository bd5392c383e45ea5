import { ParleyError } from '@parley/wire'
import { concealSecrets } from './conceal-secrets.js'
import { keepFinding } from './readiness.js'
import type { Finding } from './readiness.js'
import { createOpenVoice } from './upstream.js'
import type { ServerUpstream, Upstream } from './upstream.js'

const PROBE_MS = 2000
const KEPT_MS = 10_000

/** A realtime server elsewhere. Asks it nothing yet. Throws `config` for an address that is none. */
export function createServerUpstream(choice: ServerUpstream): Upstream {
  const { key, keyHeader = 'authorization' } = choice
  const place = placeOf(choice.url)
  const bearer = key === undefined || keyHeader !== 'authorization' ? {} : { apiKey: () => key.reveal() }
  const header = key === undefined || keyHeader !== 'api-key' ? {} : { headers: { 'api-key': key.reveal() } }
  return {
    name: `${place.origin}${place.pathname}`,
    open: concealSecrets(
      createOpenVoice({ baseUrl: choice.url, ...bearer, ...header }, choice),
      key === undefined ? [] : [key],
    ),
    check: keepFinding(
      () => probe(place),
      KEPT_MS,
      () => performance.now(),
    ),
    close: async () => {},
  }
}

function placeOf(url: string): URL {
  const bare = url.split('?')[0] ?? url
  if (!URL.canParse(bare)) {
    throw new ParleyError('config', `The realtime server '${bare}' is no address; give one like https://api.openai.com`)
  }
  return new URL(bare.replace(/^ws/, 'http'))
}

/** Whatever it answers, it is there; no key is sent for that. */
async function probe(place: URL): Promise<Finding> {
  try {
    const answer = await fetch(place.origin, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) })
    await answer.body?.cancel()
    return { isReady: true, detail: `${place.origin} answers` }
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
    return { isReady: false, detail: `${place.origin} cannot be reached: ${reason}` }
  }
}
