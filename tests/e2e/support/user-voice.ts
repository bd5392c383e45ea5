import { openSpeech } from '@parley/speech'
import type { LocalSpeechEngines } from '@parley/speech'

/** A user with a synthesized voice, at 24 kHz. */
export interface UserVoice {
  speak(text: string): Promise<Int16Array>
  close(): Promise<void>
}

export async function openUserVoice(): Promise<UserVoice> {
  const engines: LocalSpeechEngines = await openSpeech({ synthesizer: 'flite' })
  return {
    async speak(text) {
      const parts: Int16Array[] = []
      for await (const { samples } of engines.synthesizer.synthesize(text, { sampleRate: 24_000 })) parts.push(samples)
      return Int16Array.from(parts.flatMap((part) => [...part]))
    },
    close: () => engines.close(),
  }
}
