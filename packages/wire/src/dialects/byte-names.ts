interface Candidate {
  readonly index: number
  readonly codes: Uint8Array
}

/** Finds which of a few names, all ASCII, some bytes are, without making text of them. */
export class ByteNames {
  readonly #byLength: (readonly Candidate[])[] = []

  constructor(names: readonly string[]) {
    names.forEach((name, index) => {
      const candidate = { index, codes: Uint8Array.from(name, (letter) => letter.charCodeAt(0)) }
      this.#byLength[name.length] = [...(this.#byLength[name.length] ?? []), candidate]
    })
  }

  /** The place of the name in the list that was given, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const candidates = this.#byLength[end - start]
    if (candidates === undefined) return -1
    for (const { index, codes } of candidates) {
      if (hasAt(bytes, start, codes)) return index
    }
    return -1
  }
}

function hasAt(bytes: Uint8Array, start: number, codes: Uint8Array): boolean {
  for (let place = codes.length - 1; place >= 0; place--) {
    if (bytes[start + place] !== codes[place]) return false
  }
  return true
}
