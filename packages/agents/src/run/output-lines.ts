import { StringDecoder } from 'node:string_decoder'
import { detachedText } from './detached-text.js'
import { withoutControlCharacters, withoutTerminalSequences } from './plain-text.js'

export interface OutputLines {
  /** Bytes as they come; gives the lines that they complete, cleaned, without line breaks. */
  push(bytes: Uint8Array): readonly string[]
  /** What stands after the last line break. */
  end(): readonly string[]
}

const DEFAULT_MAX_LINE = 16_384
const CUT_MARK = ' … (line cut)'

/**
 * A program's output → lines of plain text. Invalid UTF-8 becomes U+FFFD, terminal sequences and control characters go,
 * a line that was overwritten with carriage returns (a progress bar) is what it last showed, and a line that does not end
 * is cut: its beginning stays, the rest is dropped until the line break comes.
 */
export function createOutputLines(maxLineCharacters = DEFAULT_MAX_LINE): OutputLines {
  const decoder = new StringDecoder('utf8')
  let open = ''
  let isCut = false
  let readLength = 0

  const clearOpen = (): void => {
    open = ''
    isCut = false
  }
  /** A carriage return with more text after it takes back what stood before it. */
  const addToOpen = (text: string): void => {
    readLength += text.length
    if (text === '') return
    if (open.endsWith('\r')) clearOpen()
    const returned = text.length < 2 ? -1 : text.lastIndexOf('\r', text.length - 2)
    if (returned >= 0) clearOpen()
    const rest = text.slice(returned + 1)
    const room = maxLineCharacters - open.length
    if (rest.length > room) isCut = true
    open += rest.slice(0, room)
  }
  const takeOpen = (): string => {
    const line = cleanLine(open) + (isCut ? CUT_MARK : '')
    const kept = readLength > 4 * line.length + 256 ? detachedText(line) : line
    clearOpen()
    readLength = 0
    return kept
  }
  const pushText = (text: string): readonly string[] => {
    const parts = text.split('\n')
    const last = parts.pop() ?? ''
    const lines = parts.map((part) => {
      addToOpen(part)
      return takeOpen()
    })
    addToOpen(last)
    return lines
  }
  return {
    push: (bytes) => pushText(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end() {
      const lines = pushText(decoder.end())
      return open === '' ? lines : [...lines, takeOpen()]
    },
  }
}

function cleanLine(line: string): string {
  const text = withoutTerminalSequences(line)
  const shown = text.endsWith('\r') ? text.slice(0, -1) : text
  return withoutControlCharacters(shown.slice(shown.lastIndexOf('\r') + 1)).trimEnd()
}
