import { openServer } from '@parley/server'
import { openSpeech } from '@parley/speech'
import { generateToken } from '../front-door/access-token.js'
import type { Logger } from '../secrets/logger.js'
import { createOpenVoice } from './upstream.js'
import type { EmbeddedUpstream, Upstream } from './upstream.js'

/**
 * A realtime server in this process, on a port of this machine that only this gateway has the key of. The speech
 * engines load while the gateway starts.
 */
export async function openEmbeddedUpstream(choice: EmbeddedUpstream, logger: Logger): Promise<Upstream> {
  const speech = await openSpeech(choice.speech)
  const key = generateToken()
  const server = await openServer({
    ...{ host: '127.0.0.1', port: 0, speech, apiKeys: [key.reveal()] },
    log: ({ level, event, text, sessionId, cause }) => {
      logger[level === 'info' ? 'debug' : level](`realtime.${event}`, { text, sessionId, error: cause })
    },
  }).catch(async (cause: unknown) => {
    await speech.close()
    throw cause
  })
  let isWarm = false
  const warming = speech
    .warmUp()
    .then(() => {
      isWarm = true
    })
    .catch((error: unknown) => {
      logger.error('realtime.speech-failed', { error })
    })
  let closed: Promise<void> | undefined
  return {
    name: 'embedded',
    open: createOpenVoice({ baseUrl: server.url, apiKey: () => key.reveal() }, choice),
    check: () => ({
      isReady: isWarm,
      detail: isWarm ? 'embedded, with local speech' : 'the speech engines are loading',
    }),
    close: () => (closed ??= warming.then(() => server.close()).then(() => speech.close())),
  }
}
