import type { NodeBuffer } from '../node-buffer.js'

/** Bytes → text where the same few bytes come again and again, such as the id of an item with each of its deltas. */
export class TextMemo {
  /** Only ASCII: each of its letters is one byte. */
  #last = ''

  read(bytes: NodeBuffer, start: number, end: number): string {
    if (this.#isLast(bytes, start, end)) return this.#last
    const text = bytes.toString('utf8', start, end)
    if (text.length === end - start) this.#last = text
    return text
  }

  #isLast(bytes: NodeBuffer, start: number, end: number): boolean {
    const last = this.#last
    if (last.length !== end - start) return false
    for (let place = last.length - 1; place >= 0; place--) {
      if (last.charCodeAt(place) !== bytes[start + place]) return false
    }
    return true
  }
}
