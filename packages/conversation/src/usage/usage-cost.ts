import { findPrices } from './price-table.js'
import type { ModalityPrices, ModelPrices, PriceTable } from './price-table.js'
import type { ModalityTokens, TokenCounts } from './token-counts.js'

/** Money spent. Not rounded; a sum of list prices and not a bill. */
export interface UsageCost {
  readonly amount: number
  readonly currency: string
  /** Date of the prices. */
  readonly pricedAt: string
  /** Models with tokens that have no price: what they cost is not in the amount. */
  readonly unpricedModels: readonly string[]
}

const MILLION = 1_000_000
const modalities = ['text', 'audio', 'image'] as const

/**
 * The price of what was used. Cached tokens are taken out of the input and priced as cached; cached tokens whose modality
 * the server left out are priced as if they were not cached, so that the amount is rather too high.
 */
export function costOf(byModel: Readonly<Record<string, TokenCounts>>, table: PriceTable): UsageCost {
  const costs = Object.entries(byModel).map(([model, counts]) => {
    const prices = findPrices(table, model)
    return { model, cost: prices === undefined ? unpriced : costOfModel(counts, prices) }
  })
  return {
    amount: costs.reduce((sum, { cost }) => sum + cost.amount, 0),
    currency: table.currency,
    pricedAt: table.date,
    unpricedModels: costs.filter(({ cost }) => !cost.isComplete).map(({ model }) => model),
  }
}

interface ModelCost {
  readonly amount: number
  readonly isComplete: boolean
}

const unpriced: ModelCost = { amount: 0, isComplete: false }

function costOfModel({ input, cachedInput, output, seconds }: TokenCounts, prices: ModelPrices): ModelCost {
  const parts = [
    priceTokens(withoutCached(input, cachedInput), prices.input),
    priceTokens({ ...cachedInput, unspecified: 0 }, prices.cachedInput),
    priceTokens(output, prices.output),
    priceSeconds(seconds, prices.perMinute),
  ]
  return {
    amount: parts.reduce((sum, { amount }) => sum + amount, 0),
    isComplete: parts.every(({ isComplete }) => isComplete),
  }
}

function withoutCached(input: ModalityTokens, cached: ModalityTokens): ModalityTokens {
  return {
    text: input.text - cached.text,
    audio: input.audio - cached.audio,
    image: input.image - cached.image,
    unspecified: input.unspecified,
  }
}

function priceTokens(tokens: ModalityTokens, prices: ModalityPrices): ModelCost {
  const amount = modalities.reduce((sum, modality) => sum + (tokens[modality] * (prices[modality] ?? 0)) / MILLION, 0)
  const hasPrices = modalities.every((modality) => tokens[modality] === 0 || prices[modality] !== undefined)
  return { amount, isComplete: hasPrices && tokens.unspecified === 0 }
}

function priceSeconds(seconds: number, perMinute: number | undefined): ModelCost {
  return { amount: (seconds / 60) * (perMinute ?? 0), isComplete: seconds === 0 || perMinute !== undefined }
}
