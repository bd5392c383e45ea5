import { ByteNames } from './byte-names.js'

/*
 * The frames that come by the hundred (a response's audio and words) are one flat JSON object of strings, counts and
 * nulls. They are read here without `JSON.parse`.
 *
 * Why this agrees with `JSON.parse`: only a subset of JSON is taken, and all of it is in this file: no escape, no
 * control character, no nesting, no fraction, no field of interest twice. Within the subset a string is what stands
 * between two quotes. UTF-8 needs no look: no byte of a longer character is a quote. Of `delta`, the one long field,
 * only the closing quote is searched; whoever takes it must check it, base64 by decoding it, words by `isPlain`.
 * The tests beside this file hold both ways of reading against each other.
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

export type FieldKind = 'absent' | 'null' | 'text' | 'count'

const names = Object.keys(FIELD)
const fieldNames = new ByteNames(names)

const [SPACE, QUOTE, COMMA, ZERO, NINE, COLON] = [0x20, 0x22, 0x2c, 0x30, 0x39, 0x3a] as const
const [BACKSLASH, LETTER_N, LETTER_U, LETTER_L, OPEN, CLOSE] = [0x5c, 0x6e, 0x75, 0x6c, 0x7b, 0x7d] as const
/** So that a count is a small integer. */
const MAX_DIGITS = 9

/** Reads one frame at a time: the next `scan` overwrites what was found. */
export class FlatFrame {
  readonly #kinds: FieldKind[] = names.map(() => 'absent')
  /** A bit for each field that is there; what is kept of others is of an earlier frame. */
  #seen = 0
  /** Of a text its place; of a count the value, in `#starts`. */
  readonly #starts = new Int32Array(names.length)
  readonly #ends = new Int32Array(names.length)

  /** False for what is not of the subset, which may be JSON all the same. */
  scan(bytes: Uint8Array): boolean {
    const last = bytes.length - 1
    if (bytes[0] !== OPEN || bytes[last] !== CLOSE) return false
    this.#seen = 0
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

  kind(field: Field): FieldKind {
    return (this.#seen & (1 << field)) === 0 ? 'absent' : (this.#kinds[field] ?? 'absent')
  }

  start(field: Field): number {
    return this.#starts[field] ?? 0
  }

  end(field: Field): number {
    return this.#ends[field] ?? 0
  }

  /** Of a field whose kind is `count`. */
  count(field: Field): number {
    return this.#starts[field] ?? 0
  }

  /** The place behind the value; -1 where it is not of the subset. */
  #scanValue(bytes: Uint8Array, at: number, field: number): number {
    if (bytes[at] === QUOTE) {
      const end = field === FIELD.delta ? bytes.indexOf(QUOTE, at + 1) : endOfPlain(bytes, at + 1)
      return bytes[end] === QUOTE && this.#note(field, 'text', at + 1, end) ? end + 1 : -1
    }
    if (bytes[at] === LETTER_N) {
      const isNull = bytes[at + 1] === LETTER_U && bytes[at + 2] === LETTER_L && bytes[at + 3] === LETTER_L
      return isNull && this.#note(field, 'null', 0, 0) ? at + 4 : -1
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
    return this.#note(field, 'count', value, 0) ? end : -1
  }

  /** False where the field was there before. */
  #note(field: number, kind: FieldKind, start: number, end: number): boolean {
    if (field < 0) return true
    const bit = 1 << field
    if ((this.#seen & bit) !== 0) return false
    this.#seen |= bit
    this.#kinds[field] = kind
    this.#starts[field] = start
    this.#ends[field] = end
    return true
  }
}

/** True where nothing between the two places would have to be escaped, or is an escape. */
export function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  return endOfPlain(bytes, start) === end
}

/** The first quote, backslash or control character from here on, or the end of the bytes. */
function endOfPlain(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at] ?? 0; byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH; byte = bytes[at] ?? 0) at += 1
  return at
}
