import type { NodeBuffer } from '../node-buffer.js'
import { ByteNames } from './byte-names.js'
import type { TextMemo } from './text-memo.js'

/*
 * The frames that come by the hundred (a response's audio and words) are one flat JSON object of strings, counts and
 * nulls. They are read here without `JSON.parse`.
 *
 * Why this agrees with `JSON.parse`: only a subset of JSON is taken, and all of it is in this file: no escape, no
 * control character, no nesting, no fraction, no field of interest twice. Within the subset a string is what stands
 * between two quotes. UTF-8 needs no look: no byte of a longer character is a quote. Of `delta`, the one long field,
 * only the closing quote is searched, and what is inside is checked when it is taken: words by `words`, base64 by whoever
 * decodes it. The tests beside this file hold both ways of reading against each other.
 */

/** The fields that mean something to a reader of these frames. All others are checked and passed over. */
export const FIELD = {
  type: 0,
  delta: 1,
  event_id: 2,
  response_id: 3,
  item_id: 4,
  output_index: 5,
  content_index: 6,
  sample_rate: 7,
  channels: 8,
  num_channels: 9,
  samples_per_channel: 10,
  data: 11,
} as const
export type Field = (typeof FIELD)[keyof typeof FIELD]

/** Several fields as bits of one number. */
export type FieldSet = number

export function toFieldSet(...fields: readonly Field[]): FieldSet {
  return fields.reduce<FieldSet>((bits, field) => bits | (1 << field), 0)
}

const names = Object.keys(FIELD)
const fieldNames = new ByteNames(names)

const [SPACE, QUOTE, COMMA, ZERO, NINE, COLON] = [0x20, 0x22, 0x2c, 0x30, 0x39, 0x3a] as const
const [DASH, LINE] = [0x2d, 0x5f] as const
const [BACKSLASH, LETTER_N, LETTER_U, LETTER_L, OPEN, CLOSE] = [0x5c, 0x6e, 0x75, 0x6c, 0x7b, 0x7d] as const
/** So that a count is a small integer. */
const MAX_DIGITS = 9

/** Reads one frame at a time: the next `scan` overwrites what was found. */
export class FlatFrame {
  #bytes: NodeBuffer | undefined
  /** A bit for each field: there at all, as a text, as a count. */
  #seen = 0
  #texts = 0
  #counts = 0
  /** Of a text its place; of a count the value, in `#starts`. */
  readonly #starts = new Int32Array(names.length)
  readonly #ends = new Int32Array(names.length)

  /** False for what is not of the subset, which may be JSON all the same. */
  scan(bytes: NodeBuffer): boolean {
    const last = bytes.length - 1
    if (bytes[0] !== OPEN || bytes[last] !== CLOSE) return false
    this.#bytes = bytes
    this.#seen = 0
    this.#texts = 0
    this.#counts = 0
    let at = 1
    for (;;) {
      if (bytes[at] !== QUOTE) return false
      const nameEnd = endOfPlain(bytes, at + 1)
      if (bytes[nameEnd] !== QUOTE || bytes[nameEnd + 1] !== COLON) return false
      const valueAt = bytes[nameEnd + 2] === SPACE ? nameEnd + 3 : nameEnd + 2
      at = this.#scanValue(bytes, valueAt, fieldNames.find(bytes, at + 1, nameEnd))
      if (at < 0) return false
      if (bytes[at] !== COMMA) return at === last
      at += bytes[at + 1] === SPACE ? 2 : 1
    }
  }

  /** True where one of the fields is there, with whatever value. */
  hasAny(fields: FieldSet): boolean {
    return (this.#seen & fields) !== 0
  }

  /** True where one of the fields is a text. */
  hasText(fields: FieldSet): boolean {
    return (this.#texts & fields) !== 0
  }

  /** True where one of the fields is a count. */
  hasCount(fields: FieldSet): boolean {
    return (this.#counts & fields) !== 0
  }

  count(field: Field): number | undefined {
    return (this.#counts & (1 << field)) === 0 ? undefined : this.#starts[field]
  }

  /** The place of a text in a list of names; -1 for any other value. */
  placeIn(list: ByteNames, field: Field): number {
    if (this.#bytes === undefined || (this.#texts & (1 << field)) === 0) return -1
    return list.find(this.#bytes, this.#starts[field] ?? 0, this.#ends[field] ?? 0)
  }

  /** A text other than `delta`. */
  text(field: Exclude<Field, typeof FIELD.delta>, memo: TextMemo): string | undefined {
    if (this.#bytes === undefined || (this.#texts & (1 << field)) === 0) return undefined
    return memo.read(this.#bytes, this.#starts[field] ?? 0, this.#ends[field] ?? 0)
  }

  /** `delta` as words; `undefined` too where there is something in it that only a parser can read. */
  words(): string | undefined {
    if (this.#bytes === undefined || (this.#texts & (1 << FIELD.delta)) === 0) return undefined
    const start = this.#starts[FIELD.delta] ?? 0
    const end = this.#ends[FIELD.delta] ?? 0
    return endOfPlain(this.#bytes, start) === end ? this.#bytes.toString('utf8', start, end) : undefined
  }

  /** `delta` as it stands there, a letter for each byte, without `-` and `_`. What else is no base64 is left to find. */
  base64(): string | undefined {
    if (this.#bytes === undefined || (this.#texts & (1 << FIELD.delta)) === 0) return undefined
    const start = this.#starts[FIELD.delta] ?? 0
    const end = this.#ends[FIELD.delta] ?? 0
    const isForeign = isWithin(this.#bytes.indexOf(DASH, start), end) || isWithin(this.#bytes.indexOf(LINE, start), end)
    return isForeign ? undefined : this.#bytes.toString('latin1', start, end)
  }

  /** The place behind the value; -1 where it is not of the subset. */
  #scanValue(bytes: Uint8Array, at: number, field: number): number {
    if (bytes[at] === QUOTE) {
      const end = field === FIELD.delta ? bytes.indexOf(QUOTE, at + 1) : endOfPlain(bytes, at + 1)
      return bytes[end] === QUOTE && this.#noteText(field, at + 1, end) ? end + 1 : -1
    }
    if (bytes[at] === LETTER_N) {
      const isNull = bytes[at + 1] === LETTER_U && bytes[at + 2] === LETTER_L && bytes[at + 3] === LETTER_L
      return isNull && this.#note(field) ? at + 4 : -1
    }
    return this.#scanCount(bytes, at, field)
  }

  #scanCount(bytes: Uint8Array, at: number, field: number): number {
    let end = at
    let value = 0
    for (let digit = bytes[end] ?? 0; digit >= ZERO && digit <= NINE; digit = bytes[end] ?? 0) {
      value = value * 10 + digit - ZERO
      end += 1
    }
    const digits = end - at
    if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[at] === ZERO)) return -1
    return this.#noteCount(field, value) ? end : -1
  }

  #noteText(field: number, start: number, end: number): boolean {
    if (field < 0) return true
    this.#texts |= 1 << field
    this.#starts[field] = start
    this.#ends[field] = end
    return this.#note(field)
  }

  #noteCount(field: number, value: number): boolean {
    if (field < 0) return true
    this.#counts |= 1 << field
    this.#starts[field] = value
    return this.#note(field)
  }

  /** False where the field was there before. */
  #note(field: number): boolean {
    if (field < 0) return true
    const isNew = (this.#seen & (1 << field)) === 0
    this.#seen |= 1 << field
    return isNew
  }
}

function isWithin(place: number, end: number): boolean {
  return place >= 0 && place < end
}

/** The first quote, backslash or control character from here on, or the end of the bytes. */
function endOfPlain(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at] ?? 0; byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH; byte = bytes[at] ?? 0) at += 1
  return at
}
