import type { PageState } from '../state/page-state.js'
import { askCount, callWords } from './call-words.js'

/** What a tab says that nobody looks at. */
export function pageTitle(state: PageState): string {
  if (askCount(state) > 0) return '● Your agent asks · Parley'
  if (!state.isCallWanted) return 'Parley'
  return `${callWords(state).title} · Parley`
}
