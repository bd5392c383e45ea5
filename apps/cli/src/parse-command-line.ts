import { parseArgs } from 'node:util'
import { ParleyError } from '@parley/wire'
import type { Command, OptionValues } from './command.js'

/** What the user typed after `parley`. */
export type CommandLine =
  | { readonly kind: 'help'; readonly topic: string | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly operands: readonly string[]
      readonly options: OptionValues
    }

/** Arguments → what to do. Throws a `config` error that says what is wrong and where the help is. */
export function parseCommandLine(args: readonly string[], commands: readonly Command[]): CommandLine {
  const [first, ...rest] = args
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help', topic: undefined }
  if (first === '--version' || first === '-V' || first === 'version') return { kind: 'version' }
  if (first === 'help') return { kind: 'help', topic: rest[0] }
  const command = commands.find((candidate) => candidate.name === first)
  if (command === undefined) throw unknownCommand(first, commands)
  if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help', topic: command.name }
  return { kind: 'run', command, ...parseOptions(command, rest) }
}

function parseOptions(
  command: Command,
  args: readonly string[],
): { readonly operands: readonly string[]; readonly options: OptionValues } {
  const options = Object.fromEntries(
    command.options.map((option) => [
      option.name,
      { type: option.value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const { operandCount, operandMinimum = operandCount } = command
    const isRight = positionals.length >= operandMinimum && positionals.length <= operandCount
    if (!isRight) throw wrongOperands(command, positionals)
    return { operands: positionals, options: { ...values } }
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new ParleyError(
      'config',
      `${problem.replace(/\. To specify.*/, '')}; see \`parley ${command.name} --help\``,
      {
        cause,
      },
    )
  }
}

function wrongOperands(command: Command, operands: readonly string[]): ParleyError {
  const given = operands.length === 0 ? 'nothing was given' : `'${operands.join(' ')}' was given`
  return new ParleyError(
    'config',
    `usage: parley ${command.name} ${command.synopsis} (${given}); see \`parley ${command.name} --help\``,
  )
}

function unknownCommand(name: string, commands: readonly Command[]): ParleyError {
  const known = commands.map((command) => command.name).join(', ')
  return new ParleyError('config', `'${name}' is no command of parley; there are ${known}. See \`parley --help\``)
}

/** A whole number from `min` to `max` given as an option, or `fallback`. */
export function integerOption(
  options: OptionValues,
  name: string,
  range: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const text = options[name]
  if (typeof text !== 'string') return range.fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value
  throw new ParleyError(
    'config',
    `--${name} ${text} is not a whole number from ${String(range.min)} to ${String(range.max)}`,
  )
}

export function stringOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** One of the given words, or `fallback`. */
export function choiceOption<const T extends string>(
  options: OptionValues,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = stringOption(options, name)
  if (text === undefined) return fallback
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new ParleyError('config', `--${name} '${text}' is not one of ${choices.join(', ')}`)
}
