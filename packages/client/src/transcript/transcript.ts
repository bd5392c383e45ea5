import { decodeKnownItem, textFromMessage } from '@parley/wire'
import type { RealtimeEvent, TranscriptTurn, WireItem } from '@parley/wire'
import { isControlText, withoutUserPrefix } from './control-text.js'
import { ItemOrder } from './item-order.js'

export interface TranscriptEntry {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** False while deltas may still come. */
  readonly isFinal: boolean
}

interface Entry {
  readonly key: string
  readonly role: 'user' | 'assistant'
  itemId: string | undefined
  text: string
  isFinal: boolean
  /** What earlier handoffs were told of this entry. */
  reported: string
}

/**
 * Everything said on one connection, in item order. Deterministic: the same events give the same entries. A delta
 * appends to its item, a final text replaces that item's text only. Without item ids (quicksilver) consecutive text of
 * one role is one entry until a final text closes it.
 */
export class Transcript {
  readonly #order = new ItemOrder()
  readonly #entries = new Map<string, Entry>()
  readonly #open = new Map<'user' | 'assistant', Entry>()
  #last: Entry | undefined
  #anonymousCount = 0
  #snapshot: readonly TranscriptEntry[] | undefined

  /** Entries that hold words, in item order. The array is a snapshot. */
  get entries(): readonly TranscriptEntry[] {
    this.#snapshot ??= this.#spoken().map(({ role, text, itemId, isFinal }) => ({ role, text, itemId, isFinal }))
    return this.#snapshot
  }

  /** Takes in whatever an event says about the conversation; most say nothing. */
  apply(event: RealtimeEvent): void {
    switch (event.type) {
      case 'input_transcript_delta':
        this.#append('user', event.delta, event.itemId)
        break
      case 'output_transcript_delta':
        this.#append('assistant', event.delta, event.itemId)
        break
      case 'input_transcript_done':
        this.#finish('user', event.text, event.itemId)
        break
      case 'output_transcript_done':
        this.#finish('assistant', event.text, event.itemId)
        break
      case 'input_audio_speech_started':
        if (event.itemId !== undefined) this.#order.place(event.itemId, undefined)
        break
      case 'input_audio_buffer_committed':
        if (event.itemId !== undefined) this.#order.place(event.itemId, event.previousItemId)
        break
      case 'conversation_item_added':
      case 'conversation_item_done':
        this.#takeItem(event.item, event.previousItemId)
        break
      default:
        return
    }
    this.#snapshot = undefined
  }

  /** What was added since the last call, in order: the context of one handoff. */
  takeDelta(): readonly TranscriptTurn[] {
    const turns: TranscriptTurn[] = []
    for (const entry of this.#spoken()) {
      if (entry.text === entry.reported) continue
      const isContinued = entry.reported !== '' && entry.text.startsWith(entry.reported)
      const text = (isContinued ? entry.text.slice(entry.reported.length) : entry.text).trim()
      entry.reported = entry.text
      if (text !== '') turns.push({ role: entry.role, text })
    }
    return turns
  }

  #spoken(): readonly Entry[] {
    const entries: Entry[] = []
    for (const key of this.#order.keys()) {
      const entry = this.#entries.get(key)
      if (entry !== undefined && entry.text.trim() !== '') entries.push(entry)
    }
    return entries
  }

  #append(role: 'user' | 'assistant', delta: string, itemId: string | undefined): void {
    const entry = itemId === undefined ? this.#anonymous(role) : this.#ofItem(role, itemId)
    if (entry.isFinal && itemId !== undefined) return
    entry.text += delta
    this.#open.set(role, entry)
    this.#last = entry
  }

  #finish(role: 'user' | 'assistant', text: string, itemId: string | undefined): void {
    if (isControlText(text)) return
    const entry =
      itemId === undefined ? (this.#open.get(role) ?? this.#create(role, undefined)) : this.#ofItem(role, itemId)
    entry.text = text
    entry.isFinal = true
    if (this.#open.get(role) === entry) this.#open.delete(role)
    this.#last = entry
  }

  /** The entry that text of this role without an item id belongs to. */
  #anonymous(role: 'user' | 'assistant'): Entry {
    const open = this.#open.get(role)
    return open !== undefined && open === this.#last ? open : this.#create(role, undefined)
  }

  /** The item's entry. An open one without an id is taken for it: quicksilver names the item only at its end. */
  #ofItem(role: 'user' | 'assistant', itemId: string): Entry {
    const known = this.#entries.get(itemId)
    if (known !== undefined) return known
    const open = this.#open.get(role)
    if (open !== undefined && open.itemId === undefined) {
      this.#entries.delete(open.key)
      this.#order.rename(open.key, itemId)
      const adopted: Entry = { ...open, key: itemId, itemId }
      this.#entries.set(itemId, adopted)
      this.#open.set(role, adopted)
      if (this.#last === open) this.#last = adopted
      return adopted
    }
    return this.#create(role, itemId)
  }

  #create(role: 'user' | 'assistant', itemId: string | undefined): Entry {
    const key = itemId ?? `\u0000${String(this.#anonymousCount++)}`
    const entry: Entry = { key, role, itemId, text: '', isFinal: false, reported: '' }
    this.#order.place(key, undefined)
    this.#entries.set(key, entry)
    return entry
  }

  /** Typed words come as items; spoken ones are placed here and filled by transcripts. */
  #takeItem(item: WireItem, previousItemId: string | undefined): void {
    const itemId = item.id ?? undefined
    if (itemId !== undefined) this.#order.place(itemId, previousItemId)
    const message = decodeKnownItem(item)
    if (message?.type !== 'message' || itemId === undefined) return
    if (message.role !== 'user' && message.role !== 'assistant') return
    const text = withoutUserPrefix(textFromMessage(message))
    if (text.trim() === '' || isControlText(text)) return
    const entry = this.#ofItem(message.role, itemId)
    if (entry.text === '') entry.text = text
  }
}
