import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ParleyError } from '../../errors.js'
import { decodeClientEvent } from './client-events.js'
import { createQuicksilverDialect } from './dialect.js'
import { decodeHandoffText } from './handoff.js'

const dialect = createQuicksilverDialect()
const isConfigError = (error: unknown): boolean => error instanceof ParleyError && error.code === 'config'

describe('quicksilver: what a client sends', () => {
  test('the dialect is marked in the query and by a header', () => {
    assert.equal(dialect.intent, 'quicksilver')
    assert.deepEqual(dialect.headers, { 'openai-alpha': 'quicksilver=v1' })
  })

  test('the session holds instructions, the input format and the voice, and nothing that is absent', () => {
    const { session } = dialect.encodeSessionUpdate({ dialect: 'quicksilver' })
    const format = { type: 'audio/pcm', rate: 24_000 }
    assert.deepEqual(session, { type: 'quicksilver', audio: { input: { format }, output: { voice: 'cove' } } })
  })

  test('providerData is merged into the session last', () => {
    const providerData = { audio: { output: { voice: 'custom', pitch: 2 } } }
    const { session } = dialect.encodeSessionUpdate({ dialect: 'quicksilver', voice: 'sol', providerData })
    const format = { type: 'audio/pcm', rate: 24_000 }
    const output = { voice: 'custom', pitch: 2 }
    assert.deepEqual(session, { type: 'quicksilver', audio: { input: { format }, output } })
  })

  test('text goes in the content type of its role', () => {
    for (const [role, type] of [
      ['user', 'input_text'],
      ['system', 'input_text'],
      ['assistant', 'output_text'],
    ] as const) {
      assert.deepEqual(dialect.encodeText('hello', role), {
        type: 'conversation.item.create',
        item: { type: 'message', role, content: [{ type, text: 'hello' }] },
      })
    }
  })

  test('agent output is appended to its handoff, the last words behind a marker', () => {
    assert.deepEqual(dialect.encodeHandoffAppend('handoff_1', 'I will look.'), {
      type: 'conversation.handoff.append',
      handoff_id: 'handoff_1',
      output_text: 'I will look.',
    })
    assert.deepEqual(dialect.encodeHandoffFinal('handoff_1', 'Done.', false), {
      type: 'conversation.handoff.append',
      handoff_id: 'handoff_1',
      output_text: '"Agent Final Message":\n\nDone.',
    })
  })

  test('a server tells last words from others', () => {
    assert.deepEqual(decodeHandoffText('"Agent Final Message":\n\nDone.'), { text: 'Done.', final: true })
    assert.deepEqual(decodeHandoffText('Done.'), { text: 'Done.', final: false })
  })

  test('every frame that the dialect makes decodes as one of its client events', () => {
    const frames = [
      dialect.encodeSessionUpdate({ dialect: 'quicksilver' }),
      dialect.encodeText('hello', 'user'),
      dialect.encodeHandoffAppend('h', 'x'),
      dialect.encodeHandoffFinal('h', 'x', true),
    ]
    assert.deepEqual(
      frames.map((frame) => decodeClientEvent(frame).kind),
      frames.map(() => 'event'),
    )
  })

  test('there are no responses, function outputs and truncation', () => {
    assert.equal(dialect.encodeResponseCreate(), undefined)
    assert.equal(dialect.encodeResponseCancel(), undefined)
    assert.equal(dialect.encodeFunctionOutput('c', ''), undefined)
    assert.equal(dialect.encodeTruncate({ itemId: 'i', contentIndex: 0, audioEndMs: 1 }), undefined)
  })

  test('what the dialect cannot do is refused before anything opens', () => {
    dialect.checkConfig({ dialect: 'quicksilver', voice: 'cove', mode: 'conversational', outputModality: 'audio' })
    for (const voice of dialect.voices) dialect.checkConfig({ dialect: 'quicksilver', voice })
    assert.throws(() => dialect.checkConfig({ dialect: 'quicksilver', voice: 'marin' }), isConfigError)
    assert.throws(() => dialect.checkConfig({ dialect: 'quicksilver', mode: 'transcription' }), isConfigError)
    assert.throws(() => dialect.checkConfig({ dialect: 'quicksilver', outputModality: 'text' }), isConfigError)
  })

  test('the refusal names the voice and those that there are', () => {
    assert.throws(() => dialect.checkConfig({ dialect: 'quicksilver', voice: 'marin' }), /'marin'.*cove, juniper/)
  })
})
