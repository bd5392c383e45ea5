import type { Invariant } from '../invariant.js'

/** Barge-in: what is cut off is cut off where the ear was. */
export function createSpeechInvariants(): readonly Invariant[] {
  return [truncatedAtPlayed()]
}

function truncatedAtPlayed(): Invariant {
  return {
    name: 'truncated ≤ played ≤ received',
    check({ effects, world }) {
      for (const effect of effects) {
        if (effect.type !== 'send' || effect.call.method !== 'truncate') continue
        const { itemId, audioEndMs } = effect.call.point
        const [playedMs, receivedMs] = [world.playedMs(itemId), world.receivedMs(itemId)]
        if (audioEndMs > Math.ceil(playedMs)) {
          return `${itemId} is truncated at ${audioEndMs} ms, of which ${playedMs} ms were played`
        }
        if (playedMs > receivedMs) return `${playedMs} ms of ${itemId} were played and ${receivedMs} ms received`
      }
      return undefined
    },
  }
}
