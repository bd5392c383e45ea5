import { ParleyError } from '@parley/wire'
import type { Command } from './command.js'
import { exitCodeMeanings } from './exit-codes.js'

/** The text of `parley --help`, or of `parley COMMAND --help` where a topic is given. */
export function helpText(commands: readonly Command[], topic: string | undefined): string {
  if (topic === undefined) return overview(commands)
  const command = commands.find((candidate) => candidate.name === topic)
  if (command === undefined) {
    throw new ParleyError('config', `there is no help on '${topic}'; commands are ${names(commands)}`)
  }
  return commandHelp(command)
}

function overview(commands: readonly Command[]): string {
  return [
    'parley — talk to the agent that does your work',
    '',
    'Usage: parley COMMAND [options]',
    '',
    'Commands:',
    ...table(commands.map((command) => [command.name, command.summary])),
    '',
    'Try first:',
    '  parley demo                       a spoken request, a real agent, a spoken answer; no key, no network',
    '  parley say request.wav --agent "command:node my-agent.mjs"',
    '',
    'Exit codes:',
    ...table(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
    '',
    '`parley COMMAND --help` explains a command with examples.',
  ].join('\n')
}

function commandHelp(command: Command): string {
  return [
    `Usage: parley ${command.name} ${command.synopsis}`.trimEnd(),
    '',
    command.description,
    ...(command.options.length === 0 ? [] : ['', 'Options:', ...optionTable(command)]),
    '',
    'Examples:',
    ...command.examples.flatMap(([line, explanation]) => [`  ${line}`, `      ${explanation}`]),
  ].join('\n')
}

function optionTable(command: Command): readonly string[] {
  return table(
    command.options.map((option) => [
      `--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`,
      option.help,
    ]),
  )
}

function table(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}

function names(commands: readonly Command[]): string {
  return commands.map((command) => command.name).join(', ')
}
