import type { TranscriptEntry } from './transcript-entry.js'

export type TranscriptFormat = 'markdown' | 'json' | 'webvtt'

export interface TranscriptExportOptions {
  /** Heading of Markdown, comment of WebVTT. Default `Conversation`. */
  readonly title?: string
  /** What the speakers are called. Default `User` and `Assistant`. */
  readonly names?: { readonly user: string; readonly assistant: string }
}

/** Shortest cue that a reader can see. */
const MIN_CUE_MS = 500
const MAX_CUE_MS = 24 * 3_600_000

/**
 * A transcript as a file: Markdown for people, JSON with everything, WebVTT for players. What was interrupted stays and
 * is marked, with what was heard of it. Entries keep their order; in WebVTT cues stand in the order of time. Texts are
 * escaped: nothing that was said becomes markup.
 */
export function exportTranscript(
  entries: readonly TranscriptEntry[],
  format: TranscriptFormat,
  options: TranscriptExportOptions = {},
): string {
  const said = entries.filter(({ text }) => text.trim() !== '')
  const { title = 'Conversation', names = { user: 'User', assistant: 'Assistant' } } = options
  switch (format) {
    case 'markdown':
      return toMarkdown(said, title, names)
    case 'json':
      return `${JSON.stringify({ title, entries: said }, null, 2)}\n`
    case 'webvtt':
      return toWebVtt(said, title, names)
  }
}

type Names = Readonly<Record<TranscriptEntry['role'], string>>

function toMarkdown(entries: readonly TranscriptEntry[], title: string, names: Names): string {
  const blocks = entries.map((entry) => {
    const head = `**${escapeMarkdown(names[entry.role])}** (${clock(entry.startMs).slice(0, -4)})`
    return `${head}: ${escapeMarkdown(oneLine(entry.text))}${interruption(entry)}`
  })
  return `${[`# ${escapeMarkdown(oneLine(title))}`, ...blocks].join('\n\n')}\n`
}

function interruption({ isInterrupted, heardText }: TranscriptEntry): string {
  if (!isInterrupted) return ''
  if (heardText === undefined) return ' *(interrupted)*'
  return heardText.trim() === ''
    ? ' *(interrupted; nothing of it was heard)*'
    : ` *(interrupted; heard: “${escapeMarkdown(oneLine(heardText))}”)*`
}

function toWebVtt(entries: readonly TranscriptEntry[], title: string, names: Names): string {
  const cues = entries
    .toSorted((one, other) => one.startMs - other.startMs)
    .map((entry, index) => {
      const startMs = bound(entry.startMs)
      const endMs = bound(Math.max(entry.endMs, startMs + MIN_CUE_MS))
      const text = escapeVtt(oneLine(entry.isInterrupted ? (entry.heardText ?? entry.text) : entry.text))
      const words = entry.isInterrupted ? `${text} —`.trim() : text
      return `${index + 1}\n${clock(startMs)} --> ${clock(endMs)}\n<v ${escapeVtt(oneLine(names[entry.role]))}>${words}`
    })
  const head = `WEBVTT - ${oneLine(title).replaceAll('-->', '→')}`
  return `${[head, ...cues].join('\n\n')}\n`
}

const bound = (ms: number): number => Math.min(MAX_CUE_MS, Math.max(0, Math.round(Number.isFinite(ms) ? ms : 0)))

/** hh:mm:ss.ttt */
function clock(ms: number): string {
  const whole = bound(ms)
  const part = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0')
  const time = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map((value) => part(value, 2)).join(':')
  return `${time}.${part(whole % 1000, 3)}`
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+])/, '\\$1')
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
