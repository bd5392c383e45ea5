import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta'

/** Where a command writes. `stdout` is for results, `stderr` for what is said about them. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** One object as one line on stdout. */
  json(value: object): void
  /** Colour where the terminal shows it and `NO_COLOR` is not set; else the text as it is. */
  style(style: Style, text: string): string
}

export function createTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  const noColor = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  const colored = stdout.isTTY && !noColor
  // A reader that has gone (`parley … | head -1`) is no reason to fail.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    style: (style, text) => (colored ? styleText(style, text) : text),
  }
}
