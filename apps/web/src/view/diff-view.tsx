import type { JSX } from 'preact'

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' }

/** A unified diff, line by line; the signs stay, so colour is not all that tells. */
export function DiffView({ diff, label }: { readonly diff: string; readonly label: string }): JSX.Element {
  return (
    <pre class="diff" tabIndex={0} aria-label={label}>
      {diff
        .replace(/\n$/, '')
        .split('\n')
        .map((line, index) => (
          <span key={index} class={`diff-line diff-${kindOf(line)}`}>
            {line === '' ? ' ' : line}
          </span>
        ))}
    </pre>
  )
}

function kindOf(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---')) return 'file'
  return kinds[line[0] ?? ''] ?? 'same'
}
