import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ParleyError } from '@parley/wire'
import { commands } from './commands.js'
import { helpText } from './help.js'
import { choiceOption, integerOption, parseCommandLine } from './parse-command-line.js'

const configError = (pattern: RegExp) => (error: unknown) =>
  error instanceof ParleyError && error.code === 'config' && pattern.test(error.message)

describe('the command line', () => {
  it('reads a command with its operand and options', () => {
    const line = parseCommandLine(['say', 'a.wav', '--agent', 'command:cat', '--fast', '--json'], commands)
    assert.equal(line.kind, 'run')
    assert.deepEqual(line.kind === 'run' && { operands: line.operands, options: line.options }, {
      operands: ['a.wav'],
      options: { agent: 'command:cat', fast: true, json: true },
    })
  })

  it('gives help for nothing, for --help and for a command with --help', () => {
    assert.deepEqual(parseCommandLine([], commands), { kind: 'help', topic: undefined })
    assert.deepEqual(parseCommandLine(['--help'], commands), { kind: 'help', topic: undefined })
    assert.deepEqual(parseCommandLine(['say', '--help'], commands), { kind: 'help', topic: 'say' })
    assert.deepEqual(parseCommandLine(['help', 'serve'], commands), { kind: 'help', topic: 'serve' })
  })

  it('names an unknown command and lists the known ones', () => {
    assert.throws(() => parseCommandLine(['speak'], commands), configError(/'speak'.*serve/))
  })

  it('names an unknown option and where the help is', () => {
    assert.throws(
      () => parseCommandLine(['say', 'a.wav', '--loud'], commands),
      configError(/--loud.*parley say --help/),
    )
  })

  it('says what is missing when the file is not given', () => {
    assert.throws(() => parseCommandLine(['say'], commands), configError(/usage: parley say FILE\.wav/))
  })

  it('refuses numbers outside their range and words outside their choice, by name and value', () => {
    const range = { min: 0, max: 10, fallback: 1 }
    assert.equal(integerOption({}, 'port', range), 1)
    assert.equal(integerOption({ port: '7' }, 'port', range), 7)
    for (const bad of ['11', '-1', '1.5', 'x', '']) {
      assert.throws(() => integerOption({ port: bad }, 'port', range), configError(/--port/))
    }
    assert.throws(
      () => choiceOption({ dialect: 'x' }, 'dialect', ['realtime'], 'realtime'),
      configError(/'x'.*realtime/),
    )
  })
})

describe('help', () => {
  it('shows every command, and for each its options and examples', () => {
    const overview = helpText(commands, undefined)
    for (const command of commands) {
      assert.match(overview, new RegExp(`^  ${command.name} `, 'm'))
      const text = helpText(commands, command.name)
      for (const option of command.options) assert.match(text, new RegExp(`--${option.name}\\b`))
      assert.match(text, /Examples:\n {2}\S/)
    }
  })

  it('stays readable in a terminal of 130 columns', () => {
    for (const topic of [undefined, ...commands.map((command) => command.name)]) {
      for (const line of helpText(commands, topic).split('\n')) assert.ok(line.length <= 130, line)
    }
  })

  it('names a topic that it does not have', () => {
    assert.throws(() => helpText(commands, 'nothing'), configError(/'nothing'/))
  })
})
