import type { TranscriptLine } from '../state/conversation-fold.js'

/** What was said, to be pasted elsewhere. */
export function transcriptText(lines: readonly TranscriptLine[]): string {
  return lines
    .filter(({ text }) => text.trim() !== '')
    .map(
      ({ role, text, isInterrupted }) =>
        `${role === 'user' ? 'You' : 'Parley'}: ${text}${isInterrupted ? ' (interrupted)' : ''}`,
    )
    .join('\n\n')
}
