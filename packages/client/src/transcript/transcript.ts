import { decodeKnownItem, textFromMessage } from '@parley/wire'
import type { RealtimeEvent, TranscriptTurn, WireItem } from '@parley/wire'
import { isControlText, withoutUserPrefix } from './control-text.js'
import { canBe, isSpoken, takeNews } from './entry.js'
import type { Entry } from './entry.js'
import { ItemOrder } from './item-order.js'

export interface TranscriptEntry {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** False while deltas may still come. */
  readonly isFinal: boolean
}

type Role = Entry['role']

/**
 * Everything said on one connection, in item order. Deterministic: the same events give the same entries. A delta
 * appends to its item, a final text replaces that item's text only. Without item ids (quicksilver) consecutive text of
 * one role is one entry until a final text closes it.
 */
export class Transcript {
  readonly #order = new ItemOrder()
  readonly #entries = new Map<string, Entry>()
  /** Of each role the entry that was written last and is not final. */
  readonly #open = new Map<Role, Entry>()
  /** Of each role the last entry that began without an item id; an item may claim it. */
  readonly #unnamed = new Map<Role, Entry>()
  #last: Entry | undefined
  #unnamedCount = 0
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
        this.#takeItem(event.item, event.previousItemId, event.type === 'conversation_item_done')
        break
      default:
        return
    }
    this.#snapshot = undefined
  }

  /** What was added since the last call, in order: the context of one handoff. */
  takeDelta(): readonly TranscriptTurn[] {
    return this.#spoken().flatMap((entry) => takeNews(entry) ?? [])
  }

  #spoken(): readonly Entry[] {
    const entries = this.#order.keys().map((key) => this.#entries.get(key))
    return entries.filter((entry) => entry !== undefined).filter(isSpoken)
  }

  #append(role: Role, delta: string, itemId: string | undefined): void {
    const entry = itemId === undefined ? this.#writable(role) : this.#ofItem(role, itemId)
    if (entry.isFinal) return
    entry.text += delta
    this.#open.set(role, entry)
    this.#last = entry
  }

  #finish(role: Role, text: string, itemId: string | undefined): void {
    const open = this.#open.get(role)
    // Control text closes only what it was written into: nobody's words give way to it.
    if (isControlText(text) && !text.startsWith(open?.text ?? text)) return
    const entry = itemId === undefined ? (open ?? this.#create(role, undefined)) : this.#ofItem(role, itemId)
    entry.text = text
    entry.isFinal = true
    if (this.#open.get(role) === entry) this.#open.delete(role)
    this.#last = entry
  }

  /** The entry that text of this role without an item id belongs to. */
  #writable(role: Role): Entry {
    const open = this.#open.get(role)
    return open !== undefined && open === this.#last ? open : this.#create(role, undefined)
  }

  /** The item's entry. An open one without an id is taken for it: quicksilver names the item only at its end. */
  #ofItem(role: Role, itemId: string): Entry {
    const known = this.#entries.get(itemId)
    if (known !== undefined) return known
    const unnamed = this.#unnamed.get(role)
    return unnamed?.isFinal === false ? this.#name(unnamed, itemId) : this.#create(role, itemId)
  }

  #name(entry: Entry, itemId: string): Entry {
    this.#entries.delete(entry.key)
    this.#order.rename(entry.key, itemId)
    entry.key = itemId
    entry.itemId = itemId
    this.#entries.set(itemId, entry)
    this.#unnamed.delete(entry.role)
    return entry
  }

  #create(role: Role, itemId: string | undefined): Entry {
    const key = itemId ?? `\u0000${String(this.#unnamedCount++)}`
    const entry: Entry = { key, role, itemId, text: '', isFinal: false, reported: '' }
    this.#order.place(key, undefined)
    this.#entries.set(key, entry)
    if (itemId === undefined) this.#unnamed.set(role, entry)
    return entry
  }

  /** Typed words come as items; spoken ones are placed here and filled by transcripts. */
  #takeItem(item: WireItem, previousItemId: string | undefined, isDone: boolean): void {
    const itemId = item.id ?? undefined
    if (itemId === undefined) return
    const message = decodeKnownItem(item)
    const text = message?.type === 'message' ? withoutUserPrefix(textFromMessage(message)) : ''
    if (
      message?.type === 'message' &&
      (message.role === 'user' || message.role === 'assistant') &&
      text.trim() !== ''
    ) {
      this.#takeWords(message.role, text, itemId, isDone)
    }
    this.#order.place(itemId, previousItemId)
  }

  #takeWords(role: Role, text: string, itemId: string, isDone: boolean): void {
    const unnamed = this.#unnamed.get(role)
    const known = this.#entries.get(itemId)
    if (known === undefined && isControlText(text)) return
    const entry =
      known ??
      (unnamed !== undefined && canBe(unnamed, text) ? this.#name(unnamed, itemId) : this.#create(role, itemId))
    if (entry.text === '' || (isDone && !entry.isFinal)) entry.text = text
    if (!isDone) return
    entry.isFinal = true
    if (this.#open.get(role) === entry) this.#open.delete(role)
  }
}
