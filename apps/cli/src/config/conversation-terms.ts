import type { ApprovalRules, ApprovalSettings, ConversationLimits, UsageBudget } from '@parley/conversation'
import type { ParleyConfig } from './config-schema.js'

/** What a configuration says that a conversation takes as it is. */
export interface ConversationTerms {
  readonly limits: Partial<ConversationLimits>
  readonly approvals: Partial<ApprovalSettings>
  readonly budget?: UsageBudget
}

export function conversationTerms(config: ParleyConfig, rules: ApprovalRules): ConversationTerms {
  const { limits = {}, approvals = {} } = config
  const budget = usageBudget(config)
  return {
    limits,
    approvals: {
      ...(approvals.expireMs === undefined ? {} : { expireMs: approvals.expireMs }),
      rules,
    },
    ...(budget === undefined ? {} : { budget }),
  }
}

function usageBudget({ budget }: ParleyConfig): UsageBudget | undefined {
  if (budget?.maxMoney !== undefined) return { maxMoney: budget.maxMoney }
  return budget?.maxTokens === undefined ? undefined : { maxTokens: budget.maxTokens }
}
