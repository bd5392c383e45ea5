import type { CallMedia } from '../audio/call-media.js'
import type { PageAction } from '../state/page-input.js'

/** What views need beside what they show. */
export interface Hands {
  readonly act: (action: PageAction) => void
  readonly media: Pick<CallMedia, 'level'>
  readonly retryNow: () => void
}
