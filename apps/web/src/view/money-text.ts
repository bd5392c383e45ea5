import type { Usage } from '../state/conversation-fold.js'

/** Money as far as it matters: small sums to a hundredth of a cent. */
export function moneyText({ amount, currency, unpricedModels }: Usage['cost']): string {
  if (amount === 0 && unpricedModels.length > 0) return 'no known price'
  if (amount === 0) return 'nothing'
  const digits = amount < 0.1 ? 4 : 2
  return amount.toLocaleString(undefined, {
    ...{ style: 'currency', currency, minimumFractionDigits: 2, maximumFractionDigits: digits },
  })
}
