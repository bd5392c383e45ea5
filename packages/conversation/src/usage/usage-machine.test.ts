import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { listPrices } from './list-prices.js'
import { findPrices } from './price-table.js'
import type { PriceTable } from './price-table.js'
import { noTokens, sumOfTokens, tokensFromTranscription, tokensFromUsage } from './token-counts.js'
import { costOf } from './usage-cost.js'
import { noUsage, reportUsage, stepUsage, totalTokens } from './usage-machine.js'
import type { UsageTerms } from './usage-machine.js'

const usage = {
  total_tokens: 1300,
  input_tokens: 1000,
  output_tokens: 300,
  input_token_details: {
    text_tokens: 400,
    audio_tokens: 600,
    cached_tokens: 500,
    cached_tokens_details: { text_tokens: 200, audio_tokens: 300 },
  },
  output_token_details: { text_tokens: 100, audio_tokens: 200 },
}
const prices: PriceTable = {
  ...{ date: '2025-01-01', currency: 'EUR', source: 'a test' },
  models: {
    voice: { input: { text: 10, audio: 100 }, cachedInput: { text: 1, audio: 10 }, output: { text: 20, audio: 200 } },
    ears: { input: {}, cachedInput: {}, output: {}, perMinute: 0.6 },
  },
}
const terms: UsageTerms = { prices, budget: undefined }
const session = {
  type: 'session',
  models: { response: 'voice', transcription: 'ears' },
  turnDetection: undefined,
} as const

test('usage: tokens are counted by modality, and cached ones are a part of the input', () => {
  const counts = tokensFromUsage(usage)
  assert.deepEqual(counts.input, { ...noTokens, text: 400, audio: 600 })
  assert.deepEqual(counts.cachedInput, { ...noTokens, text: 200, audio: 300 })
  assert.deepEqual(counts.output, { ...noTokens, text: 100, audio: 200 })
  assert.equal(totalTokens(stepUsage(noUsage, { type: 'response', usage }, terms)), 1300)
})

test('usage: a sum without details is unspecified, and no modality is invented', () => {
  const counts = tokensFromUsage({ input_tokens: 7, output_tokens: 2 })
  assert.deepEqual(counts.input, { ...noTokens, unspecified: 7 })
  assert.deepEqual(counts.output, { ...noTokens, unspecified: 2 })
})

test('usage: whatever a server says, counts are finite, not negative, and cached is at most the input', () => {
  const count = fc.option(fc.oneof(fc.double(), fc.integer()), { nil: undefined })
  const details = fc.record({ text_tokens: count, audio_tokens: count, image_tokens: count })
  const input = fc.record({
    text_tokens: count,
    audio_tokens: count,
    cached_tokens: count,
    cached_tokens_details: details,
  })
  fc.assert(
    fc.property(count, count, input, details, (input_tokens, output_tokens, inputDetails, outputDetails) => {
      const counts = tokensFromUsage({
        ...{ input_tokens, output_tokens, input_token_details: inputDetails, output_token_details: outputDetails },
      })
      for (const tokens of [counts.input, counts.cachedInput, counts.output]) {
        for (const value of Object.values(tokens)) assert.ok(value >= 0 && Number.isFinite(value))
      }
      assert.ok(counts.cachedInput.text <= counts.input.text)
      assert.ok(counts.cachedInput.audio <= counts.input.audio)
      assert.ok(counts.cachedInput.unspecified <= sumOfTokens(counts.input))
    }),
  )
})

test('usage: a transcription is billed by tokens or by seconds, apart from the responses', () => {
  const byTokens = tokensFromTranscription({
    ...{
      type: 'tokens',
      input_tokens: 30,
      output_tokens: 5,
      input_token_details: { audio_tokens: 28, text_tokens: 2 },
    },
  })
  assert.deepEqual(byTokens.input, { ...noTokens, audio: 28, text: 2 })
  assert.deepEqual(byTokens.output, { ...noTokens, text: 5 })
  assert.equal(tokensFromTranscription({ type: 'duration', seconds: 4.5 }).seconds, 4.5)
})

test('usage: money is tokens times prices, cached ones at the price of cached ones', () => {
  const named = stepUsage(noUsage, session, terms)
  const spent = stepUsage(named, { type: 'response', usage }, terms)
  const { amount, currency, pricedAt, unpricedModels } = reportUsage(spent, prices).cost
  // 200 text, 300 audio, the same cached, 100 text and 200 audio out.
  const expected = (200 * 10 + 300 * 100 + 200 * 1 + 300 * 10 + 100 * 20 + 200 * 200) / 1_000_000
  assert.ok(Math.abs(amount - expected) < 1e-12, `${amount} is not ${expected}`)
  assert.deepEqual([currency, pricedAt, unpricedModels], ['EUR', '2025-01-01', []])
})

test('usage: a model without a price has tokens and no money, and is named', () => {
  const spent = stepUsage(noUsage, { type: 'response', usage }, terms)
  const report = reportUsage(spent, prices)
  assert.equal(report.totalTokens, 1300)
  assert.equal(report.cost.amount, 0)
  assert.deepEqual(report.cost.unpricedModels, ['unknown'])
})

test('usage: seconds are priced by the minute', () => {
  const named = stepUsage(noUsage, session, terms)
  const heard = stepUsage(named, { type: 'transcription', usage: { type: 'duration', seconds: 30 } }, terms)
  assert.ok(Math.abs(costOf(heard.byModel, prices).amount - 0.3) < 1e-12)
  assert.equal(heard.transcriptionCount, 1)
})

test('usage: a model is found with the date in its name and without', () => {
  assert.deepEqual(findPrices(listPrices, 'gpt-realtime-2025-08-28'), findPrices(listPrices, 'gpt-realtime'))
  assert.notEqual(findPrices(listPrices, 'gpt-realtime'), undefined)
  for (const name of ['toString', 'gpt-realtime-next', '']) assert.equal(findPrices(listPrices, name), undefined)
})

test('usage: a budget of tokens or of money is passed once and stays passed', () => {
  for (const budget of [{ maxTokens: 2000 }, { maxMoney: 0.1 }]) {
    const limited: UsageTerms = { prices, budget }
    const named = stepUsage(noUsage, session, limited)
    const first = stepUsage(named, { type: 'response', usage }, limited)
    assert.equal(first.budget, 'within')
    const second = stepUsage(first, { type: 'response', usage }, limited)
    assert.equal(second.budget, 'passed')
    assert.equal(stepUsage(second, session, limited).budget, 'passed')
  }
})
