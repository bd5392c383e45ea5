import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createBoundedText } from '../run/bounded-text.js'
import { processEnvironment } from '../process/process-environment.js'
import { createOutputLines } from '../run/output-lines.js'
import { parseCommand } from './parse-command.js'

function linesOf(chunks: readonly (string | Uint8Array)[], maxLine?: number): readonly string[] {
  const lines = createOutputLines(maxLine)
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
  return [...bytes.flatMap((part) => lines.push(part)), ...lines.end()]
}

const commands: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['cat', ['cat']],
  ['  node  agent.mjs --fast ', ['node', 'agent.mjs', '--fast']],
  [`sh -c 'echo "a b" | wc'`, ['sh', '-c', 'echo "a b" | wc']],
  [`prog "a \\"b\\" \\\\ c" '' x`, ['prog', 'a "b" \\ c', '', 'x']],
  ['prog a\\ b C:\\\\x', ['prog', 'a b', 'C:\\x']],
  [`prog --name='a b'c`, ['prog', '--name=a bc']],
  [`prog '|' "&&" \\;`, ['prog', '|', '&&', ';']],
  ['prog $HOME *.ts ~/x', ['prog', '$HOME', '*.ts', '~/x']],
]

for (const [line, words] of commands) {
  test(`command agent: ${line.trim()} → ${words.length} words`, () => {
    assert.deepEqual(parseCommand(line), words)
  })
}

test('command agent: an open quote, an empty command and shell words are refused with advice', () => {
  assert.throws(() => parseCommand(`prog 'a`), /not closed/)
  assert.throws(() => parseCommand(`prog "a`), /not closed/)
  assert.throws(() => parseCommand('   '), /empty/)
  assert.throws(() => parseCommand(`'' a`), /empty/)
  for (const word of ['|', '&&', '>', ';']) assert.throws(() => parseCommand(`a ${word} b`), /sh -c/)
})

test('command agent: what is quoted comes back as it was, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
      fc.pre(words[0] !== '')
      const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
      assert.deepEqual(parseCommand(line), words)
    }),
  )
})

test('command agent: output becomes lines, however it is cut into chunks', () => {
  assert.deepEqual(linesOf(['one\ntwo\r\nthr', 'ee']), ['one', 'two', 'three'])
  assert.deepEqual(linesOf(['a\r', '\nb\n']), ['a', 'b'])
  assert.deepEqual(linesOf(['\n\n']), ['', ''])
  assert.deepEqual(linesOf([]), [])
})

test('command agent: characters that are split between chunks stay whole, invalid ones are replaced', () => {
  const bytes = Buffer.from('größe\n')
  assert.deepEqual(linesOf([...bytes].map((byte) => Uint8Array.of(byte))), ['größe'])
  assert.deepEqual(linesOf([Uint8Array.of(0x61, 0xff, 0x62, 0x0a)]), ['a\uFFFDb'])
})

test('command agent: terminal sequences and control characters are taken out', () => {
  assert.deepEqual(linesOf(['\u001b[1;32mok\u001b[0m \u001b]0;title\u0007done\u0000\u0007\n']), ['ok done'])
  assert.deepEqual(linesOf(['\u001b[3', '2mgreen\n']), ['green'])
})

test('command agent: a line that was overwritten is what it last showed', () => {
  assert.deepEqual(linesOf(['10%\r50%\r100%\n']), ['100%'])
  assert.deepEqual(linesOf(['10%\r', '50%\r', '100%', '\n']), ['100%'])
  assert.deepEqual(linesOf([...'10%\r50%\rdone\r\n']), ['done'])
  assert.deepEqual(linesOf(['x\r'.repeat(100_000), 'end\n'], 100), ['end'])
})

test('command agent: a line without an end is cut and the next one is whole', () => {
  const lines = linesOf(['x'.repeat(50), 'x'.repeat(50), '\nnext\n'], 20)
  assert.deepEqual(lines, [`${'x'.repeat(20)} … (line cut)`, 'next'])
})

test('command agent: no bytes make the line reader throw, and no line holds a control character', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), (chunks) => {
      for (const line of linesOf(chunks, 16)) {
        assert.ok(line.length <= 16 + 20)
        // eslint-disable-next-line no-control-regex -- that there are none is the point
        assert.doesNotMatch(line, /[\u0000-\u0008\u000a-\u001f\u007f]/)
      }
    }),
  )
})

test('command agent: bounded text keeps its head and its tail, and counts what lies between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 30 }), { maxLength: 40 }),
      fc.integer({ min: 2, max: 60 }),
      (parts, max) => {
        const text = createBoundedText(max)
        for (const part of parts) text.append(part)
        const all = parts.join('')
        if (all.length <= max) assert.equal(text.text, all.toWellFormed())
        else {
          const head = all.slice(0, Math.floor(max / 2))
          const tail = all.slice(-(max - head.length))
          assert.equal(text.text, `${head}\n… ${all.length - max} characters left out …\n${tail}`.toWellFormed())
        }
      },
    ),
  )
})

test('command agent: a program sees an allow-list of the environment, and what the user names', () => {
  const ours = { PATH: '/bin', HOME: '/h', OPENAI_API_KEY: 'sk', GITHUB_TOKEN: 't', MY_SECRET: 's', EDITOR: 'vi' }
  assert.deepEqual(processEnvironment(ours, { MY_KEY: 'wanted' }, 'run_1'), {
    ...{ PATH: '/bin', HOME: '/h', MY_KEY: 'wanted', PARLEY_RUN: 'run_1' },
  })
})
