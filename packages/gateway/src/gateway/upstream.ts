import { RealtimeClient } from '@parley/client'
import type { RealtimeClientOptions } from '@parley/client'
import type { SpeechOptions } from '@parley/speech'
import type { OpenVoice } from '../conversations/voice-line.js'
import type { Secret } from '../secrets/secret.js'
import type { ReadinessCheck } from './readiness.js'

/** Which realtime server gives a gateway its voice. */
export type UpstreamChoice = EmbeddedUpstream | ServerUpstream

/** One in the same process, with local speech: no key, no network. */
export interface EmbeddedUpstream extends VoiceWishes {
  readonly kind: 'embedded'
  readonly speech?: SpeechOptions
}

export interface ServerUpstream extends VoiceWishes {
  readonly kind: 'server'
  /** As `baseUrl` of `RealtimeClient`; its query goes along, as Azure's `api-version`. */
  readonly url: string
  readonly key?: Secret
  /** Default `authorization`, as `Bearer`. Azure takes `api-key`. */
  readonly keyHeader?: 'authorization' | 'api-key'
}

/** What is asked for where a client asks for nothing. */
export interface VoiceWishes {
  readonly model?: string
  readonly voice?: string
}

export interface Upstream {
  /** For people: without a query, in which a key could stand. */
  readonly name: string
  readonly open: OpenVoice
  readonly check: ReadinessCheck
  /** Idempotent, never rejects. */
  close(): Promise<void>
}

/** Opens voices by the client; each with the wishes of the gateway where its own client has none. */
export function createOpenVoice(options: RealtimeClientOptions, { model, voice }: VoiceWishes): OpenVoice {
  const client = new RealtimeClient(options)
  return ({ config, signal }) =>
    client.connect(
      {
        ...(model === undefined ? {} : { model }),
        // Voices of the two dialects have nothing in common; the wish is for the one that every server speaks.
        ...(voice === undefined || config.dialect !== 'realtime' ? {} : { voice }),
        ...config,
      },
      { signal },
    )
}
