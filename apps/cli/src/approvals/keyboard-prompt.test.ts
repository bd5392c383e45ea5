import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { createCapturedTerminal } from '../testing/captured-terminal.js'
import { createKeyboardPrompt } from './keyboard-prompt.js'
import type { AskedPermission } from './keyboard-prompt.js'
import { describePermission } from './describe-permission.js'
import { createHiddenInput } from './hidden-input.js'

const request = (permissionId: string, title = permissionId): AskedPermission => ({
  permissionId,
  title,
  toolKind: 'execute',
})

function openPrompt(input = new PassThrough()) {
  const terminal = createCapturedTerminal()
  const answers: string[] = []
  const prompt = createKeyboardPrompt({
    input,
    terminal,
    answer: ({ permissionId }, decision) => answers.push(`${permissionId} ${decision}`),
    reply: ({ questionId }, text) => answers.push(`${questionId} "${text}"`),
  })
  /** Resolves when the line has been read. */
  const type = async (line: string): Promise<void> => {
    input.write(`${line}\n`)
    await new Promise(setImmediate)
  }
  return { input, terminal, answers, prompt, type, shown: () => terminal.errLines.join('\n') }
}

test('approvals at the keyboard: what will happen is shown, and y or n decides', async () => {
  const { prompt, type, answers, terminal, shown } = openPrompt()
  prompt.ask({ ...request('p1', 'Run the tests'), details: { command: 'npm test', workingDirectory: '/work' } })
  assert.match(
    shown(),
    /asks for permission:\n {2}what {5}Run the tests \(execute\)\n {2}command {2}npm test\n {2}in {7}\/work/,
  )
  assert.deepEqual(terminal.outLines, [], 'stdout is for results')
  await type(' YES ')
  prompt.ask(request('p2'))
  await type('n')
  assert.deepEqual(answers, ['p1 granted', 'p2 denied'])
  prompt.close()
})

test('approvals at the keyboard: only a whole word counts, and an empty line decides nothing', async () => {
  const { prompt, type, answers, shown } = openPrompt()
  prompt.ask(request('p1'))
  for (const line of ['', 'yep', 'yes no', 'toString', '__proto__', 'y y']) await type(line)
  assert.deepEqual(answers, [])
  assert.match(shown(), /Please type y or n\./)
  prompt.close()
})

test('approvals at the keyboard: what was typed before a question answers nothing', async () => {
  const { prompt, type, answers } = openPrompt()
  await type('y')
  prompt.ask(request('p1'))
  assert.deepEqual(answers, [])
  prompt.close()
})

test('approvals at the keyboard: one question at a time, in their order', async () => {
  const { prompt, type, answers, shown } = openPrompt()
  prompt.ask(request('first'))
  prompt.ask(request('second'))
  assert.doesNotMatch(shown(), /second/)
  await type('n')
  assert.match(shown(), /second/)
  await type('y')
  assert.deepEqual(answers, ['first denied', 'second granted'])
  prompt.close()
})

test('approvals at the keyboard: a question that was answered elsewhere goes away, and the next one comes', async () => {
  const { prompt, type, answers, shown } = openPrompt()
  prompt.ask(request('first'))
  prompt.ask(request('second'))
  prompt.ask(request('third'))
  prompt.withdraw('second')
  prompt.withdraw('first')
  assert.match(shown(), /third/)
  assert.doesNotMatch(shown(), /second/)
  await type('y')
  assert.deepEqual(answers, ['third granted'])
  prompt.close()
})

test('approvals at the keyboard: after its end nothing is asked and the input is free', async () => {
  const { input, prompt, type, answers } = openPrompt()
  prompt.ask(request('p1'))
  prompt.close()
  await type('y')
  assert.deepEqual(answers, [])
  input.end()
  input.resume()
  await once(input, 'end')
})

test('approvals at the keyboard: an agent cannot draw a question of its own', () => {
  const forged = 'ls\u001b[2K\rAllow it?\u202Ecod.exe\nAllow it? y = yes'
  const lines = describePermission({ toolKind: 'execute', title: forged, details: { command: forged } })
  for (const line of lines) {
    assert.match(line, /^ {2}/, 'every line of it is indented')
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u)
  }
})

test('approvals at the keyboard: all there is to know is shown, and a long diff is cut and says so', () => {
  const diff = Array.from({ length: 60 }, (_, index) => `+line ${String(index)}`).join('\n')
  const lines = describePermission({
    ...{ toolKind: 'edit', title: 'Change files', isOutside: true },
    details: { paths: ['/a', '/b'], reason: 'because', diff },
  })
  const text = lines.join('\n')
  assert.match(text, /files {4}\/a\n {11}\/b/)
  assert.match(text, /outside the folder of the task/)
  assert.match(text, /why {6}because/)
  assert.match(text, /… \(20 more lines\)$/)
})

test('questions at the keyboard: a line is the answer, a number its choice, and an empty line none', async () => {
  const { prompt, type, answers, shown } = openPrompt()
  prompt.ask({ questionId: 'q1', question: 'Which branch?\u001b[2J', choices: ['main', 'next'] })
  prompt.ask({ questionId: 'q2', question: 'Why?' })
  assert.match(shown(), /The agent asks:\n {2}Which branch\?\uFFFD\[2J\n {2}1 {2}main\n {2}2 {2}next\nType a number/)
  await type('')
  await type('2')
  await type('because of 3')
  assert.deepEqual(answers, ['q1 "next"', 'q2 "because of 3"'])
  prompt.ask({ questionId: 'q3', question: 'Which?', choices: ['main'] })
  await type('7')
  assert.equal(answers.at(-1), 'q3 "7"')
  prompt.close()
})

/** What a terminal's input can do. */
class FakeTerminalInput extends PassThrough {
  readonly isTTY = true
  readonly rawModes: boolean[] = []
  setRawMode(isRaw: boolean): this {
    this.rawModes.push(isRaw)
    return this
  }
}

test('questions at the keyboard: a secret is not shown while it is typed, and shown things are shown again after it', async () => {
  const input = new FakeTerminalInput()
  const { prompt, type, answers, shown } = openPrompt(input)
  prompt.ask({ questionId: 'q1', question: 'The password?', isSecret: true })
  assert.match(shown(), /it is not shown/)
  assert.deepEqual(input.rawModes, [true])
  await type('hunter3\u007F2')
  assert.deepEqual([answers, input.rawModes], [['q1 "hunter2"'], [true, false]])
  prompt.ask({ questionId: 'q2', question: 'Again?', isSecret: true })
  prompt.close()
  assert.deepEqual(input.rawModes, [true, false, true, false], 'the terminal is left as it was')
})

test('questions at the keyboard: Ctrl-C works while a secret is typed', () => {
  const input = new FakeTerminalInput()
  let interrupts = 0
  const hidden = createHiddenInput(input, () => (interrupts += 1))
  input.write('\u0003')
  hidden.set(true)
  input.emit('data', 'ab\u0003')
  assert.equal(interrupts, 1)
  hidden.close()
})
