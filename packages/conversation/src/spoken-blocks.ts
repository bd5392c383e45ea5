/** Lines that are a program's, not a person's: prompts, stack frames, diffs, brackets, ends of statements. */
const MACHINE_LINES = [
  /^\s*[$%>]\s+[\w./-]+/,
  /^\s*at\s.{0,400}:\d+\)?$/,
  /^(\+\+\+|---|@@|diff --git|index [0-9a-f]+\.\.)/,
  /^\s*File ".{0,400}", line \d+/,
  /^\s*[{}()[\];,<>=+*|/\\-]+\s*$/,
  /(\{|\);|\};|=>)\s*$/,
]

const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/
const LIST_MARK = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/

/**
 * Markdown → blocks that can be said, one string each: paragraphs with their lines joined, list items and headings
 * alone. Fenced and indented code, tables, rules, diffs and stack traces are gone.
 */
export function removeCodeAndTables(markdown: string): readonly string[] {
  const lines = withoutCode(withoutTables(withoutComments(markdown).split('\n')))
  const blocks: string[] = []
  let isOpen = false
  for (const line of lines) {
    const text = stripMarks(line)
    const startsBlock = !isOpen || isHeading(line) || LIST_MARK.test(line)
    if (text === '') {
      isOpen = false
      continue
    }
    if (startsBlock) blocks.push(text)
    else blocks.push(`${blocks.pop() ?? ''} ${text}`)
    isOpen = !isHeading(line)
  }
  return blocks
}

/** Without a regular expression: an endless comment must not cost quadratic time. */
function withoutComments(text: string): string {
  const parts = text.split('<!--')
  return parts.map((part, index) => (index === 0 ? part : part.slice(endOfComment(part)))).join('')
}

function endOfComment(part: string): number {
  const end = part.indexOf('-->')
  return end < 0 ? part.length : end + 3
}

const isHeading = (line: string): boolean => /^\s{0,3}#{1,6}\s/.test(line)

function stripMarks(line: string): string {
  return line
    .replace(/^\s*(?:>\s?)+/, '')
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/\s#+\s*$/, '')
    .replace(LIST_MARK, '')
    .trim()
}

function withoutCode(lines: readonly string[]): readonly string[] {
  const kept: string[] = []
  let fence: string | undefined
  for (const line of lines) {
    const mark = /^\s*(?:>\s?)*(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && /[`~]\s*$/.test(line)) fence = undefined
      continue
    }
    if (mark !== undefined) {
      fence = mark
      kept.push('')
      continue
    }
    const isIndented = /^(?: {4}|\t)/.test(line) && !LIST_MARK.test(line) && (kept.at(-1) ?? '').trim() === ''
    kept.push(isIndented || MACHINE_LINES.some((pattern) => pattern.test(line)) ? '' : line)
  }
  return kept
}

/** A table is a rule of dashes with the line above it and all lines with a bar below it. */
function withoutTables(lines: readonly string[]): readonly string[] {
  const kept: string[] = []
  let isTable = false
  for (const line of lines) {
    const hasBar = line.includes('|')
    if (TABLE_RULE.test(line) && (hasBar || kept.at(-1)?.includes('|') === true)) {
      if (kept.at(-1)?.includes('|') === true) kept.pop()
      isTable = true
    }
    isTable = isTable && hasBar
    const isRow = /^\s*\|.*\|\s*$/.test(line)
    kept.push(isTable || isRow ? '' : line)
  }
  return kept
}
