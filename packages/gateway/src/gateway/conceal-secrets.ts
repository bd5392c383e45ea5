import type { RealtimeEvent } from '@parley/wire'
import { ParleyError } from '@parley/wire'
import { tapConnection } from '../conversations/tap-connection.js'
import type { OpenVoice } from '../conversations/voice-line.js'
import { createRedactor } from '../secrets/redact.js'
import type { Secret } from '../secrets/secret.js'

/**
 * The same way to open voices, whose errors quote none of these. A server that refuses a key may repeat it in its words, and
 * those reach clients and are kept with the events of the conversation.
 */
export function concealSecrets(open: OpenVoice, secrets: readonly Secret[]): OpenVoice {
  const redactor = createRedactor(secrets)
  const conceal = (event: RealtimeEvent): RealtimeEvent =>
    event.type === 'error' ? { ...event, message: redactor.text(event.message) } : event
  return async (request) => {
    try {
      return tapConnection(await open(request), conceal, () => {})
    } catch (cause) {
      if (!(cause instanceof ParleyError)) throw cause
      const { code, status, remoteCode } = cause
      throw new ParleyError(code, redactor.text(cause.message), {
        ...(status === undefined ? {} : { status }),
        ...(remoteCode === undefined ? {} : { remoteCode }),
      })
    }
  }
}
