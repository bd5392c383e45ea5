/** One thing that Parley promises, and the tests that show it. */
export interface Requirement {
  /** Unique and stable, `<area>-<behaviour>` in kebab-case; a failing check names it. */
  readonly id: string
  /** The number of the system in the product's table that this belongs to; 0 for the house itself. */
  readonly system: number
  /**
   * Where the promise is written: a page and the beginning of one of its headings, a package and what of it, a
   * command's help, or a section of the public protocol. Pages, headings and paths are checked.
   */
  readonly source: string
  /** What holds, as a statement about what can be observed. */
  readonly behaviour: string
  /**
   * Titles of the tests that show it, or how such a title begins. `…` stands for a computed part:
   * the template `${name} is found` has the title `… is found`.
   */
  readonly tests: readonly string[]
}
