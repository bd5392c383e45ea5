import { mergeJson, ParleyError, toSnakeCaseKeys } from '@parley/wire'
import type { RealtimeSessionConfig, Settings } from '@parley/wire'

/** What an open connection cannot change, and where it was settled. */
const settled = { dialect: 'the dialect', model: 'the URL', sessionId: 'a header' } as const

/**
 * `partial` over `config`. Settings of the same kind are merged key by key, of another kind (`semantic_vad` over
 * `server_vad`) they replace; lists replace. Throws a `config` error for what was settled when the connection opened.
 */
export function mergeConfig(
  config: RealtimeSessionConfig,
  partial: Partial<RealtimeSessionConfig>,
): RealtimeSessionConfig {
  for (const name of ['dialect', 'model', 'sessionId'] as const) {
    const asked = partial[name]
    if (asked !== undefined && asked !== config[name]) {
      throw new ParleyError(
        'config',
        `${name} '${asked}' cannot be set on an open connection: ${settled[name]} had it; open a new one`,
      )
    }
  }
  const { turnDetection, transcription, noiseReduction, providerData, ...rest } = withoutUndefined(partial)
  return {
    ...config,
    ...rest,
    ...(turnDetection === undefined ? {} : { turnDetection: mergeSettings(config.turnDetection, turnDetection) }),
    ...(transcription === undefined ? {} : { transcription: mergeSettings(config.transcription, transcription) }),
    ...(noiseReduction === undefined ? {} : { noiseReduction: mergeSettings(config.noiseReduction, noiseReduction) }),
    ...(providerData === undefined ? {} : { providerData: mergeJson(config.providerData ?? {}, providerData) }),
  }
}

function mergeSettings(before: Settings | null | undefined, asked: Settings | null): Settings | null {
  if (asked === null || before === null || before === undefined) return asked
  const [base, patch] = [toSnakeCaseKeys(before), toSnakeCaseKeys(asked)]
  const isSameKind = patch['type'] === undefined || patch['type'] === base['type']
  return isSameKind ? mergeJson(base, patch) : patch
}

/** For callers that write `{ voice: undefined }`: it asks for nothing. */
function withoutUndefined(partial: Partial<RealtimeSessionConfig>): Partial<RealtimeSessionConfig> {
  return Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined))
}
