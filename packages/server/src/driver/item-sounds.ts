/** What the user said, kept for `conversation.item.retrieve`. Bounded: the oldest sound goes first. */
export interface ItemSounds {
  keep(itemId: string, samples: Int16Array): void
  find(itemId: string): Int16Array | undefined
}

export function createItemSounds(maxSamples: number): ItemSounds {
  const sounds = new Map<string, Int16Array>()
  let heldSamples = 0
  return {
    keep(itemId, samples) {
      if (samples.length > maxSamples) return
      sounds.set(itemId, samples.slice())
      heldSamples += samples.length
      for (const [oldest, sound] of sounds) {
        if (heldSamples <= maxSamples) break
        sounds.delete(oldest)
        heldSamples -= sound.length
      }
    },
    find: (itemId) => sounds.get(itemId),
  }
}
