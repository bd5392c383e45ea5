import type { SessionProgram } from '../driver/session-parts.js'
import type { SessionEffect } from '../session/session-effect.js'
import { pcm24k } from '../session/session-settings.js'

/**
 * A session's machine as a call needs it. Sound goes as Opus whatever format the session names, so its formats mean nothing
 * here. `onTurn`: the machine has begun to listen to an utterance.
 */
export function toCallProgram(program: SessionProgram, onTurn: () => void): SessionProgram {
  return {
    step(input) {
      const effects = program.step(input).flatMap((effect) => withoutFormat(effect))
      if (effects.some(({ type }) => type === 'begin-recognition')) onTurn()
      return effects
    },
  }
}

function withoutFormat(effect: SessionEffect): readonly SessionEffect[] {
  if (effect.type === 'set-input-format') return []
  if (effect.type !== 'run-response' || effect.voice === null) return [effect]
  return [{ ...effect, voice: { ...effect.voice, format: pcm24k } }]
}
