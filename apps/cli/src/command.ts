import type { Terminal } from './terminal.js'

/** An option as it is parsed and as `--help` shows it. */
export interface OptionSpec {
  readonly name: string
  /** What stands for the value in the help (`FILE`, `N`); absent for a switch. */
  readonly value?: string
  readonly help: string
}

/** Options as given: a string for one with a value, `true` for a switch. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

export interface CommandContext {
  readonly operands: readonly string[]
  readonly options: OptionValues
  readonly terminal: Terminal
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
}

/** One command of `parley`. `run` resolves with the exit code; what it throws is told to the user. */
export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** `FILE.wav [options]` */
  readonly synopsis: string
  /** What it does, in a few lines. */
  readonly description: string
  /** How many words may stand beside the options; at most `operandCount`, and no fewer unless `operandMinimum` says so. */
  readonly operandCount: number
  readonly operandMinimum?: number
  readonly options: readonly OptionSpec[]
  readonly examples: readonly (readonly [command: string, explanation: string])[]
  run(context: CommandContext): Promise<number>
}

export const jsonOption: OptionSpec = {
  name: 'json',
  help: 'one JSON object per line on stdout, and nothing else',
}
