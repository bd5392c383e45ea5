import { createHash } from 'node:crypto'
import type { Connection, RealtimeEvent } from '@parley/client'
import { isRecord } from '@parley/wire'

/** One turn as the server heard it. Equal turns heard equal audio at equal places. */
export interface HeardTurn {
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  /** Of the audio that the server kept; empty until it came. */
  readonly soundHash: string
  readonly soundBytes: number
}

/** Writes down each turn of a session as the server tells of it. */
export class TurnWatch {
  readonly #turns = new Map<string, HeardTurn>()

  /** Turns in order, as far as they have ended. */
  get turns(): readonly HeardTurn[] {
    return [...this.#turns.values()].filter(({ endMs }) => endMs !== undefined)
  }

  get soundCount(): number {
    return this.turns.filter(({ soundHash }) => soundHash !== '').length
  }

  /** Asks for what the server heard, turn by turn. Costs it work, so not while anything is measured. */
  askForSounds(connection: Connection): void {
    for (const itemId of this.#turns.keys()) connection.send({ type: 'conversation.item.retrieve', item_id: itemId })
  }

  take(event: RealtimeEvent): void {
    switch (event.type) {
      case 'input_audio_speech_started':
        this.#note(event.itemId, { startMs: event.audioStartMs })
        break
      case 'input_audio_speech_stopped':
        this.#note(event.itemId, { endMs: event.audioEndMs })
        break
      case 'conversation_item_retrieved': {
        const { id, audio } = soundOf(event['item'])
        if (audio === undefined || !this.#turns.has(id)) break
        const soundHash = createHash('sha1').update(audio).digest('hex')
        this.#note(id, { soundHash, soundBytes: (audio.length * 3) / 4 })
        break
      }
      default:
        break
    }
  }

  #note(itemId: string | undefined, heard: Partial<HeardTurn>): void {
    if (itemId === undefined) return
    const before = this.#turns.get(itemId) ?? { startMs: undefined, endMs: undefined, soundHash: '', soundBytes: 0 }
    this.#turns.set(itemId, { ...before, ...heard })
  }
}

function soundOf(item: unknown): { readonly id: string; readonly audio: string | undefined } {
  if (!isRecord(item) || typeof item['id'] !== 'string') return { id: '', audio: undefined }
  const parts: readonly unknown[] = Array.isArray(item['content']) ? item['content'] : []
  const audio = parts.map((part) => (isRecord(part) ? part['audio'] : undefined)).find((one) => typeof one === 'string')
  return { id: item['id'], audio }
}
