import type { Connection, RealtimeEvent } from '@parley/client'

/** Delays of events that need no recognition: an item is created, asked for again, or the buffer is cleared. */
export class RoundTrips {
  readonly delaysMs: number[] = []
  readonly #connection: Connection
  readonly #name: string
  readonly #asked = new Map<string, number>()
  #count = 0

  constructor(connection: Connection, name: string) {
    this.#connection = connection
    this.#name = name
  }

  /** What was asked and has no answer yet. */
  get openCount(): number {
    return this.#asked.size
  }

  createItem(): void {
    const id = `${this.#name}_${String((this.#count += 1))}`
    this.#asked.set(`added ${id}`, performance.now())
    this.#connection.send({
      type: 'conversation.item.create',
      item: { id, type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief.' }] },
    })
  }

  /** For sessions that stream nothing: it throws away what they said. */
  clearInput(): void {
    this.#asked.set('cleared', performance.now())
    this.#connection.send({ type: 'input_audio_buffer.clear' })
  }

  take(event: RealtimeEvent): void {
    if (event.type === 'input_audio_buffer_cleared') this.#answered('cleared')
    const id = itemIdOf(event)
    if (id === undefined) return
    if (event.type === 'conversation_item_added' && this.#answered(`added ${id}`)) {
      this.#asked.set(`retrieved ${id}`, performance.now())
      this.#connection.send({ type: 'conversation.item.retrieve', item_id: id })
    }
    if (event.type === 'conversation_item_retrieved') this.#answered(`retrieved ${id}`)
  }

  #answered(key: string): boolean {
    const askedMs = this.#asked.get(key)
    if (askedMs === undefined) return false
    this.#asked.delete(key)
    this.delaysMs.push(performance.now() - askedMs)
    return true
  }
}

function itemIdOf(event: RealtimeEvent): string | undefined {
  if (event.type === 'conversation_item_added') return event.item.id ?? undefined
  if (event.type !== 'conversation_item_retrieved') return undefined
  const item = event['item']
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
  return typeof id === 'string' ? id : undefined
}
