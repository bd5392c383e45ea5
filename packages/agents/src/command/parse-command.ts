import { ParleyError } from '@parley/wire'

/** What a shell would act on. There is no shell here, so such a word alone is a misunderstanding, not an argument. */
const SHELL_WORDS = new Set(['|', '||', '&', '&&', ';', '>', '>>', '<', '<<', '2>', '2>&1', '|&'])

/**
 * A command line → program and arguments. The whole rule: white space separates; `'…'` is literal; in `"…"` a backslash
 * stands before `"` or `\`; outside quotes a backslash makes the next character literal. Nothing else means anything: no
 * variables, no globs, no pipes (a bare `|`, `&&`, `>` … is refused with the advice to write `sh -c '…'`).
 */
export function parseCommand(commandLine: string): readonly string[] {
  const words: string[] = []
  let index = 0
  while (index < commandLine.length) {
    if (/\s/.test(commandLine.charAt(index))) {
      index += 1
      continue
    }
    const word = readWord(commandLine, index)
    if (!word.isQuoted && SHELL_WORDS.has(word.text)) {
      throw new ParleyError(
        'config',
        `'${word.text}' in the command ${commandLine} needs a shell; write sh -c '…' around it.`,
      )
    }
    words.push(word.text)
    index = word.end
  }
  if (words[0] === undefined || words[0] === '') {
    throw new ParleyError('config', 'The command is empty; name a program, for example command:cat.')
  }
  return words
}

interface Word {
  readonly text: string
  readonly isQuoted: boolean
  readonly end: number
}

function readWord(line: string, start: number): Word {
  let text = ''
  let isQuoted = false
  let index = start
  while (index < line.length && !/\s/.test(line.charAt(index))) {
    const character = line.charAt(index)
    if (character === "'" || character === '"') {
      const quoted = readQuoted(line, index, character)
      text += quoted.text
      index = quoted.end
      isQuoted = true
    } else if (character === '\\' && index + 1 < line.length) {
      text += line.charAt(index + 1)
      index += 2
      isQuoted = true
    } else {
      text += character
      index += 1
    }
  }
  return { text, isQuoted, end: index }
}

function readQuoted(line: string, start: number, quote: string): { readonly text: string; readonly end: number } {
  let text = ''
  for (let index = start + 1; index < line.length; index++) {
    const character = line.charAt(index)
    if (character === quote) return { text, end: index + 1 }
    const next = line.charAt(index + 1)
    if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
      text += next
      index += 1
    } else {
      text += character
    }
  }
  throw new ParleyError('config', `The quote ${quote} in the command ${line} is not closed.`)
}
