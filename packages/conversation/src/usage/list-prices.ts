import type { PriceTable } from './price-table.js'

/**
 * Published list prices at the date that stands in it, in US dollars per million tokens; replace them with yours.
 * Models that are not listed count tokens only.
 */
export const listPrices: PriceTable = {
  date: '2025-10-10',
  currency: 'USD',
  source: "the providers' published list prices at the date; replace with yours",
  models: {
    'gpt-realtime': {
      input: { text: 4, audio: 32, image: 5 },
      cachedInput: { text: 0.4, audio: 0.4, image: 0.5 },
      output: { text: 16, audio: 64 },
    },
    'gpt-realtime-mini': {
      input: { text: 0.6, audio: 10 },
      cachedInput: { text: 0.06, audio: 0.3 },
      output: { text: 2.4, audio: 20 },
    },
    'gpt-4o-transcribe': { input: { text: 2.5, audio: 6 }, cachedInput: {}, output: { text: 10 } },
    'gpt-4o-mini-transcribe': { input: { text: 1.25, audio: 3 }, cachedInput: {}, output: { text: 5 } },
    'whisper-1': { input: {}, cachedInput: {}, output: {}, perMinute: 0.006 },
  },
}
