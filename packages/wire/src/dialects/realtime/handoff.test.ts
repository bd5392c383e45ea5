import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { requestFromArguments } from './handoff.js'
import { anyText } from '../../testing/hostile-values.js'

/** Recorded argument shapes, and more of their kind. */
const shapes: readonly (readonly [argumentText: string, request: string])[] = [
  ['{"input_transcript":"via input_transcript"}', 'via input_transcript'],
  ['{"input":"via input"}', 'via input'],
  ['{"text":"via text"}', 'via text'],
  ['{"prompt":"via prompt"}', 'via prompt'],
  ['{"query":"via query"}', 'via query'],
  ['{"query":"last","prompt":"fourth","text":"third","input":"second","input_transcript":"first"}', 'first'],
  ['{"input":" \\n","prompt":"after a blank one"}', 'after a blank one'],
  ['{"prompt":"  kept as it is  "}', '  kept as it is  '],
  ['{"prompt":7,"query":"after a number"}', 'after a number'],
  ['{"other":"unknown key"}', '{"other":"unknown key"}'],
  ['{"prompt":"   "}', '{"prompt":"   "}'],
  ['not json at all', 'not json at all'],
  ['{"prompt":"cut', '{"prompt":"cut'],
  ['["prompt"]', '["prompt"]'],
  ['"text"', '"text"'],
  ['null', 'null'],
  ['', ''],
]

describe('realtime: the request in a call', () => {
  for (const [argumentText, request] of shapes) {
    test(`${argumentText || 'nothing'} asks for ${request || 'nothing'}`, () => {
      assert.equal(requestFromArguments(argumentText), request)
    })
  }

  test('of several fields the first in order counts, whatever the order in the text', () => {
    const order = ['input_transcript', 'input', 'text', 'prompt', 'query']
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: 1 }), (names) => {
        const argumentText = JSON.stringify(Object.fromEntries(names.map((name) => [name, `via ${name}`])))
        const first = order.find((name) => names.includes(name)) ?? assert.fail()
        assert.equal(requestFromArguments(argumentText), `via ${first}`)
      }),
    )
  })

  test('a prompt is found whatever it says', () => {
    fc.assert(
      fc.property(anyText(), (prompt) => {
        const argumentText = JSON.stringify({ prompt })
        assert.equal(requestFromArguments(argumentText), prompt.trim() === '' ? argumentText : prompt)
      }),
    )
  })

  test('no arguments make it throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof requestFromArguments(text) === 'string'))
    assert.equal(typeof requestFromArguments('['.repeat(100_000)), 'string')
  })
})
