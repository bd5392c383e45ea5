import type { PermissionDetails } from '@parley/conversation'

/** A request for permission, as agents and conversations tell it. */
export interface PermissionRequest {
  readonly toolKind: string
  readonly title: string
  readonly isOutside?: boolean
  readonly details?: PermissionDetails
}

const MAX_DIFF_LINES = 40

/** What exactly will happen, in lines for a terminal. What the agent says is shown and cannot move the cursor. */
export function describePermission({ toolKind, title, isOutside, details = {} }: PermissionRequest): readonly string[] {
  const { command, workingDirectory, paths, diff, reason } = details
  const lines: readonly (readonly [name: string, text: string | undefined])[] = [
    ['what', `${title} (${toolKind})`],
    ['command', command],
    ['in', workingDirectory],
    ['files', paths?.join('\n')],
    ['where', isOutside === true ? 'outside the folder of the task' : undefined],
    ['why', reason],
    ['changes', diff === undefined ? undefined : shorten(diff)],
  ]
  return lines.flatMap(([name, text]) => (text === undefined ? [] : inLines(name, text)))
}

function inLines(name: string, text: string): readonly string[] {
  return plainText(text)
    .trimEnd()
    .split('\n')
    .map((line, index) => `  ${(index === 0 ? name : '').padEnd(8)} ${line}`)
}

function shorten(diff: string): string {
  const lines = diff.trimEnd().split('\n')
  const left = lines.length - MAX_DIFF_LINES
  return left <= 0 ? diff : [...lines.slice(0, MAX_DIFF_LINES), `… (${String(left)} more lines)`].join('\n')
}

/** Without control characters and without what changes the direction of text: a question must look like what it asks. */
export function plainText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => (character === '\n' ? character : '\uFFFD'))
}
