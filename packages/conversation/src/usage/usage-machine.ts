import type { TranscriptionUsage, Usage } from '@parley/wire/realtime'
import type { PriceTable } from './price-table.js'
import { addTokenCounts, noTokenCounts, sumOfTokens, tokensFromTranscription, tokensFromUsage } from './token-counts.js'
import type { TokenCounts } from './token-counts.js'
import { costOf } from './usage-cost.js'
import type { UsageCost } from './usage-cost.js'

/** What ends new speech when it is passed. Money needs prices: models without one do not count towards it. */
export type UsageBudget = { readonly maxMoney: number } | { readonly maxTokens: number }

/** What a conversation has used, over all its connections. */
export interface UsageState {
  readonly responseCount: number
  readonly transcriptionCount: number
  readonly byModel: Readonly<Record<string, TokenCounts>>
  /** Models of the current session, as the server names them. */
  readonly models: UsageModels
  /** How the current session finds the user's turns, as the server says it. */
  readonly turnDetection: Readonly<Record<string, unknown>> | undefined
  readonly budget: 'within' | 'passed'
}

export interface UsageModels {
  readonly response: string
  readonly transcription: string
}

/** Usage that arrives before the server has named its model is filed under this name. */
export const UNKNOWN_MODEL = 'unknown'

export const noUsage: UsageState = {
  responseCount: 0,
  transcriptionCount: 0,
  byModel: {},
  models: { response: UNKNOWN_MODEL, transcription: UNKNOWN_MODEL },
  turnDetection: undefined,
  budget: 'within',
}

export type UsageInput =
  | {
      readonly type: 'session'
      readonly models: Partial<UsageModels>
      readonly turnDetection: UsageState['turnDetection']
    }
  | { readonly type: 'response'; readonly usage: Usage }
  | { readonly type: 'transcription'; readonly usage: TranscriptionUsage }

export interface UsageTerms {
  readonly prices: PriceTable
  readonly budget: UsageBudget | undefined
}

/** A passed budget stays passed. */
export function stepUsage(state: UsageState, input: UsageInput, terms: UsageTerms): UsageState {
  switch (input.type) {
    case 'session':
      return { ...state, models: { ...state.models, ...input.models }, turnDetection: input.turnDetection }
    case 'response': {
      const added = withCounts(state, state.models.response, tokensFromUsage(input.usage))
      return withBudget({ ...added, responseCount: added.responseCount + 1 }, terms)
    }
    case 'transcription': {
      const added = withCounts(state, state.models.transcription, tokensFromTranscription(input.usage))
      return withBudget({ ...added, transcriptionCount: added.transcriptionCount + 1 }, terms)
    }
  }
}

/** Input and output of all models; cached tokens are part of the input already. */
export function totalTokens(state: UsageState): number {
  return Object.values(state.byModel).reduce(
    (sum, { input, output }) => sum + sumOfTokens(input) + sumOfTokens(output),
    0,
  )
}

/** What a screen shows of it. */
export interface UsageReport {
  readonly responseCount: number
  readonly transcriptionCount: number
  readonly byModel: Readonly<Record<string, TokenCounts>>
  readonly totalTokens: number
  readonly cost: UsageCost
  readonly budget: UsageState['budget']
}

export function reportUsage(state: UsageState, prices: PriceTable): UsageReport {
  const { responseCount, transcriptionCount, byModel, budget } = state
  const cost = costOf(byModel, prices)
  return { responseCount, transcriptionCount, byModel, totalTokens: totalTokens(state), cost, budget }
}

function withCounts(state: UsageState, model: string, counts: TokenCounts): UsageState {
  const before = Object.hasOwn(state.byModel, model) ? state.byModel[model] : undefined
  const after = addTokenCounts(before ?? noTokenCounts, counts)
  return { ...state, byModel: { ...state.byModel, [model]: after } }
}

function withBudget(state: UsageState, { prices, budget }: UsageTerms): UsageState {
  if (budget === undefined || state.budget === 'passed') return state
  const isPassed =
    'maxMoney' in budget
      ? costOf(state.byModel, prices).amount >= budget.maxMoney
      : totalTokens(state) >= budget.maxTokens
  return isPassed ? { ...state, budget: 'passed' } : state
}
