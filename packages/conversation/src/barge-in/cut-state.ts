/** Which deliveries an interruption has stopped, and how much of each was heard. */
export interface CutDeliveries {
  /** Of the newest interruption. */
  readonly latest: readonly string[]
  /** Words heard, by delivery id; only where a player has told. */
  readonly heardWords: Readonly<Record<string, number>>
}

export const noCutDeliveries: CutDeliveries = { latest: [], heardWords: {} }
