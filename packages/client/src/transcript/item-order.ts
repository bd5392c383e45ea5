/** Where the items of a conversation stand, by key. Items are told in any order; late ones find their place. */
export class ItemOrder {
  readonly #keys: string[] = []
  readonly #known = new Set<string>()

  keys(): readonly string[] {
    return this.#keys
  }

  /**
   * Puts `key` behind `previous`. Without a (known) `previous` a new key goes to the end and a known one stays.
   * The usual case, behind the last one, costs nothing.
   */
  place(key: string, previous: string | undefined): void {
    const isPlaced = this.#known.has(key)
    if (previous === undefined || previous === key || !this.#canFollow(previous)) {
      if (!isPlaced) this.#append(key)
      return
    }
    if (this.#keys.at(-1) === previous && !isPlaced) {
      this.#append(key)
      return
    }
    if (isPlaced) this.#remove(key)
    this.#keys.splice(previous === 'root' ? 0 : this.#keys.lastIndexOf(previous) + 1, 0, key)
    this.#known.add(key)
  }

  /** `to` takes the place of `from`; where `to` has a place already, that one stays. */
  rename(from: string, to: string): void {
    const index = this.#keys.lastIndexOf(from)
    if (index < 0) return
    this.#known.delete(from)
    if (this.#known.has(to)) {
      this.#keys.splice(index, 1)
      return
    }
    this.#keys[index] = to
    this.#known.add(to)
  }

  #canFollow(previous: string): boolean {
    return previous === 'root' || this.#known.has(previous)
  }

  #append(key: string): void {
    this.#keys.push(key)
    this.#known.add(key)
  }

  #remove(key: string): void {
    const index = this.#keys.lastIndexOf(key)
    if (index >= 0) this.#keys.splice(index, 1)
  }
}
