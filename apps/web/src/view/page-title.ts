import { isOpenApproval } from '../state/conversation-fold.js'
import type { PageState } from '../state/page-state.js'
import { callWords } from './call-words.js'

/** What a tab says that nobody looks at. */
export function pageTitle(state: PageState): string {
  const fold = state.conversation?.feed.fold
  const asks = fold === undefined ? 0 : fold.approvals.filter(isOpenApproval).length + fold.questions.length
  if (asks > 0) return '● Your agent asks · Parley'
  if (!state.isCallWanted) return 'Parley'
  return `${callWords(state).title} · Parley`
}
