import type { AppResult } from '@parley/wire'
import { defaultVoice as defaultV1, voices as v1 } from '@parley/wire/quicksilver'
import { defaultVoice as defaultV2, voices as v2 } from '@parley/wire/realtime'

/** The voices of both dialects, as `thread/realtime/listVoices` answers. */
export function listVoices(): AppResult<'thread/realtime/listVoices'>['voices'] {
  return { v1: [...v1], v2: [...v2], defaultV1, defaultV2 }
}
