import type { JSX } from 'preact'
import type { Usage } from '../state/conversation-fold.js'
import { moneyText } from './money-text.js'

/** What the voice has cost so far. */
export function UsageLine({ usage }: { readonly usage: Usage }): JSX.Element {
  const { responseCount, totalTokens, cost, budget } = usage
  return (
    <details class="usage">
      <summary>
        Voice so far: {moneyText(cost)}
        {budget === 'passed' && <strong> The budget is used up.</strong>}
      </summary>
      <dl class="facts">
        <dt>Answers</dt>
        <dd>{responseCount}</dd>
        <dt>Tokens</dt>
        <dd>{totalTokens.toLocaleString()}</dd>
        <dt>Money</dt>
        <dd>
          {moneyText(cost)}, by list prices of {cost.pricedAt}
        </dd>
        {cost.unpricedModels.length > 0 && (
          <>
            <dt>Without a price</dt>
            <dd>{cost.unpricedModels.join(', ')}</dd>
          </>
        )}
      </dl>
    </details>
  )
}
