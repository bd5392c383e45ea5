/**
 * Live captions from a recognizer that rewrites its text: a client can only append. A word counts once two partial
 * texts in a row agree on it; the final text wins over all of it in the `completed` event.
 */
export interface Caption {
  readonly lastPartial: string
  /** What may be shown. */
  readonly stable: string
  /** What was shown. Always a beginning of `stable`. */
  readonly sent: string
}

export const emptyCaption: Caption = { lastPartial: '', stable: '', sent: '' }

export function withPartial(caption: Caption, partial: string): Caption {
  const agreed = commonWords(caption.lastPartial, partial)
  const stable = agreed.length > caption.stable.length && agreed.startsWith(caption.stable) ? agreed : caption.stable
  return { ...caption, lastPartial: partial, stable }
}

/** What is to be appended now, and the caption after it. */
export function takeDelta(caption: Caption): { readonly caption: Caption; readonly delta: string } {
  return { caption: { ...caption, sent: caption.stable }, delta: caption.stable.slice(caption.sent.length) }
}

/** The rest of the final text, or nothing when what was shown is no beginning of it. */
export function lastDelta(caption: Caption, text: string): string {
  return text.startsWith(caption.sent) ? text.slice(caption.sent.length) : ''
}

function commonWords(one: string, other: string): string {
  let end = 0
  let index = 0
  while (index < one.length && index < other.length && one[index] === other[index]) {
    index++
    const isWordEnd = isBoundary(one, index) && isBoundary(other, index)
    if (isWordEnd && one[index - 1] !== ' ') end = index
  }
  return one.slice(0, end)
}

const isBoundary = (text: string, index: number): boolean => index >= text.length || text[index] === ' '
