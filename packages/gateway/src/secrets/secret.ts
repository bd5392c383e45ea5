import { inspect } from 'node:util'

/** What stands in the place of a secret wherever it is shown. */
export const CONCEALED = '[secret]'

/**
 * A value that can be handed around and not be shown: a template string, JSON, `util.inspect`, `console` and a logger
 * print `[secret]`. Only `reveal()` gives the text, so that every place that reads it can be found by that word.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself: for the header, the file or the comparison that needs it, and never for a message. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return CONCEALED
  }

  toJSON(): string {
    return CONCEALED
  }

  [Symbol.toPrimitive](): string {
    return CONCEALED
  }

  [inspect.custom](): string {
    return CONCEALED
  }
}
