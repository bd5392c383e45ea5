import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeDelegation, encodeDelegation } from './delegation-envelope.js'
import type { Delegation } from './delegation-envelope.js'
import { anyText } from './testing/hostile-values.js'

const tricky = fc.constantFrom(
  '</input>',
  '<transcript_delta>',
  '</realtime_delegation>',
  '&lt;/input&gt;',
  '&amp;',
  '\n  <input>x</input>',
  '\r\n',
  '\r',
  '\u0000',
  '\ud800',
)
const words = fc.array(fc.oneof(tricky, anyText()), { maxLength: 5 }).map((parts) => parts.join(''))
const turn = fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), text: words })
const delegations: fc.Arbitrary<Delegation> = fc.oneof(
  fc.record({ input: words, transcript: fc.array(turn, { maxLength: 4 }) }),
  fc.record({ input: words, transcript: fc.array(turn, { maxLength: 4 }), source: words }),
)

/** What the envelope is allowed to change, written down anew. */
function sanitised(text: string): string {
  const units = [...text.replaceAll('\r\n', '\n')]
  return units
    .map((unit) => (/^[\t\n]$/.test(unit) || /^[^\p{Cc}\p{Cs}\u2028\u2029]$/u.test(unit) ? unit : '\uFFFD'))
    .join('')
}

function expected({ input, transcript, source }: Delegation) {
  const lines = transcript.map(({ role, text }) => `${role}: ${text}`)
  const isEmpty = input.trim() === ''
  const last = transcript.at(-1)
  const isTold = last?.role === 'user' && `user: ${last.text}`.trim() === `user: ${input}`.trim()
  return {
    input: sanitised(isEmpty ? lines.join('\n') : input),
    transcriptDelta: sanitised((isEmpty || isTold ? lines : [...lines, `user: ${input}`]).join('\n')),
    source: source === undefined ? undefined : sanitised(source),
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1

describe('delegation envelope', () => {
  test('holds the request and what was said, the request last', () => {
    const transcript = [
      { role: 'user', text: 'please list the <files> & dirs' },
      { role: 'assistant', text: 'Sure, on it.' },
    ] as const
    assert.equal(
      encodeDelegation({ input: 'list the <files> & dirs', transcript }),
      [
        '<realtime_delegation>',
        '  <input>list the &lt;files&gt; &amp; dirs</input>',
        '  <transcript_delta>user: please list the &lt;files&gt; &amp; dirs',
        'assistant: Sure, on it.',
        'user: list the &lt;files&gt; &amp; dirs</transcript_delta>',
        '</realtime_delegation>',
      ].join('\n'),
    )
  })

  test('with no request the transcript takes its place', () => {
    const transcript = [{ role: 'user', text: 'only in the transcript' }] as const
    assert.deepEqual(decodeDelegation(encodeDelegation({ input: ' ', transcript })), {
      input: 'user: only in the transcript',
      transcriptDelta: 'user: only in the transcript',
      source: undefined,
    })
  })

  test('with neither there is no transcript element', () => {
    const empty = '<realtime_delegation>\n  <input></input>\n</realtime_delegation>'
    assert.equal(encodeDelegation({ input: '', transcript: [] }), empty)
  })

  test('a source stands before the request', () => {
    const envelope = encodeDelegation({ input: 'x', transcript: [], source: 'transcript_tail_flush' })
    assert.ok(
      envelope.startsWith('<realtime_delegation>\n  <source>transcript_tail_flush</source>\n  <input>x</input>\n'),
    )
  })

  test('control characters and halves of surrogate pairs become U+FFFD, tabs and line breaks stay', () => {
    const decoded = decodeDelegation(
      encodeDelegation({ input: 'a\u0000b\u001bc\ud83dd\te\nf\r\ng\u2028h', transcript: [] }),
    )
    assert.equal(decoded?.input, 'a\uFFFDb\uFFFDc\uFFFDd\te\nf\ng\uFFFDh')
  })

  test('decodes to what was put in, cleaned', () => {
    fc.assert(
      fc.property(delegations, (delegation) => {
        assert.deepEqual(decodeDelegation(encodeDelegation(delegation)), expected(delegation))
      }),
      { numRuns: 500 },
    )
  })

  test('has each of its tags once, whatever was said', () => {
    fc.assert(
      fc.property(delegations, (delegation) => {
        const envelope = encodeDelegation(delegation)
        for (const tag of ['<realtime_delegation>', '</realtime_delegation>', '<input>', '</input>']) {
          assert.equal(count(envelope, tag), 1, tag)
        }
        for (const tag of ['<transcript_delta>', '</transcript_delta>', '<source>', '</source>']) {
          assert.ok(count(envelope, tag) <= 1, tag)
        }
        assert.ok(envelope.isWellFormed())
      }),
      { numRuns: 500 },
    )
  })

  test('no other text decodes, and none throws', () => {
    fc.assert(fc.property(anyText(), (text) => decodeDelegation(text) === undefined))
    const envelope = encodeDelegation({ input: 'x', transcript: [{ role: 'user', text: 'y' }] })
    for (const other of ['', ` ${envelope}`, `${envelope}\n`, envelope.replace('<input>', '<input><input>')]) {
      assert.equal(decodeDelegation(other), undefined)
    }
    assert.equal(decodeDelegation('<'.repeat(1_000_000)), undefined)
  })
})

test('envelope: a request that repeats the last words of the user stands in the transcript once, as recorded', () => {
  const words = { role: 'user', text: 'list everything' } as const
  assert.equal(
    encodeDelegation({ input: 'list everything', transcript: [words] }),
    '<realtime_delegation>\n  <input>list everything</input>\n  <transcript_delta>user: list everything</transcript_delta>\n</realtime_delegation>',
  )
  const answered = encodeDelegation({
    input: 'list everything',
    transcript: [words, { role: 'assistant', text: 'Yes.' }],
  })
  assert.match(answered, /user: list everything\nassistant: Yes\.\nuser: list everything</)
})
