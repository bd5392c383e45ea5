import { mergeJson } from '../../json-merge.js'
import type { RealtimeSessionConfig } from '../../session-config.js'
import { defaultVoice } from './voices.js'

/** Our configuration → the `session` of a `session.update`. Quicksilver has no tools, no turn detection, no transcription settings. */
export function encodeSession(config: RealtimeSessionConfig): Readonly<Record<string, unknown>> {
  const session = {
    type: 'quicksilver',
    ...(config.instructions === undefined ? {} : { instructions: config.instructions }),
    audio: {
      input: { format: { type: 'audio/pcm', rate: 24_000 } },
      output: { voice: config.voice ?? defaultVoice },
    },
  }
  return config.providerData === undefined ? session : mergeJson(session, config.providerData)
}
