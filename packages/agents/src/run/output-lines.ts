import { StringDecoder } from 'node:string_decoder'

export interface OutputLines {
  /** Bytes as they come; gives the lines that they complete, cleaned, without line breaks. */
  push(bytes: Uint8Array): readonly string[]
  /** What stands after the last line break. */
  end(): readonly string[]
}

const DEFAULT_MAX_LINE = 16_384
const CUT_MARK = ' … (line cut)'

// eslint-disable-next-line no-control-regex -- terminal sequences are what this is about
const TERMINAL_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// eslint-disable-next-line no-control-regex -- so are control characters
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * A program's output → lines of plain text. Invalid UTF-8 becomes U+FFFD, terminal sequences and control characters go,
 * a line that was overwritten with carriage returns (a progress bar) is what it last showed, and a line that does not end
 * is cut: its beginning stays, the rest is dropped until the line break comes.
 */
export function createOutputLines(maxLineCharacters = DEFAULT_MAX_LINE): OutputLines {
  const decoder = new StringDecoder('utf8')
  let open = ''
  let isCut = false

  const clearOpen = (): void => {
    open = ''
    isCut = false
  }
  /** A carriage return with more text after it takes back what stood before it. */
  const addToOpen = (text: string): void => {
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
    clearOpen()
    return line
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
  const text = line.replace(TERMINAL_SEQUENCES, '')
  const shown = text.endsWith('\r') ? text.slice(0, -1) : text
  return shown
    .slice(shown.lastIndexOf('\r') + 1)
    .replace(CONTROL_CHARACTERS, '')
    .trimEnd()
}
