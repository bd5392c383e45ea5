import { ParleyError } from '../errors.js'
import type { DialectName } from '../session-config.js'

/** Throws when `voice` is given and the dialect does not have it. */
export function checkVoice(dialect: DialectName, voices: readonly string[], voice: string | undefined): void {
  if (voice === undefined || voices.includes(voice)) return
  throw new ParleyError('config', `voice '${voice}' is not one of ${dialect}'s: ${voices.join(', ')}`)
}
