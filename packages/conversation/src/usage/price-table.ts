/** Prices per million tokens of one modality. */
export interface ModalityPrices {
  readonly text?: number
  readonly audio?: number
  readonly image?: number
}

/** What a model costs. A modality without a price is not priced, and the cost says that it is incomplete. */
export interface ModelPrices {
  readonly input: ModalityPrices
  readonly cachedInput: ModalityPrices
  readonly output: ModalityPrices
  /** Of a model that is billed by the length of the audio. */
  readonly perMinute?: number
}

/** Prices at a date. JSON; replace it with what your contract says. */
export interface PriceTable {
  /** When these prices were read, as `2025-12-31`. */
  readonly date: string
  /** As ISO 4217 names it. */
  readonly currency: string
  readonly source: string
  /** By the model's name, with or without the date at its end. */
  readonly models: Readonly<Record<string, ModelPrices>>
}

const DATE_AT_END = /-\d{4}-\d{2}-\d{2}$/

/** The model's own prices, else those of its name without the date; `undefined` for a model that is not listed. */
export function findPrices(table: PriceTable, model: string): ModelPrices | undefined {
  for (const name of [model, model.replace(DATE_AT_END, '')]) {
    if (Object.hasOwn(table.models, name)) return table.models[name]
  }
  return undefined
}
