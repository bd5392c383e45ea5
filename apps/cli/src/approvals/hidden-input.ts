/** Lines from a keyboard; of a terminal also the way to hide what is typed. */
export interface KeyboardInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

/** Hides what is typed while a secret is asked for. Where the input is no terminal there is nothing to hide. */
export interface HiddenInput {
  set(isHidden: boolean): void
  /** A line as it was meant: while it is hidden, the terminal does not apply what Backspace and Ctrl-U mean. */
  clean(line: string): string
  close(): void
}

const CTRL_C = '\u0003'

/** `interrupt`: what Ctrl-C does, which a terminal that hides its input passes on as a letter. */
export function createHiddenInput(
  input: KeyboardInput,
  interrupt: () => void = () => process.kill(process.pid, 'SIGINT'),
): HiddenInput {
  let isHidden = false
  const onData = (data: Buffer | string): void => {
    if (isHidden && data.toString().includes(CTRL_C)) interrupt()
  }
  const set = (next: boolean): void => {
    if (next === isHidden || input.isTTY !== true || input.setRawMode === undefined) return
    isHidden = next
    input.setRawMode(next)
  }
  input.on('data', onData)
  return {
    set,
    clean: (line) => (isHidden ? applyEditing(line) : line),
    close() {
      set(false)
      input.off('data', onData)
    },
  }
}

function applyEditing(line: string): string {
  let text = ''
  for (const character of line) {
    if (character === '\u007F' || character === '\b') text = Array.from(text).slice(0, -1).join('')
    else if (character === '\u0015') text = ''
    else if (character >= ' ') text += character
  }
  return text
}
