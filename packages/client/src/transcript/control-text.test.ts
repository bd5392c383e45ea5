import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginsAsControlText, isControlText, withoutUserPrefix } from './control-text.js'

test('transcript: control text is one whole collaboration update, a [BACKEND] item or an envelope', () => {
  for (const text of [
    '<realtime_collaboration_update>plan ready</realtime_collaboration_update>',
    '  <realtime_collaboration_update>a\nb</realtime_collaboration_update>\n',
    '<realtime_collaboration_update kind="plan">ready</realtime_collaboration_update>',
    '[BACKEND] I will look.',
    '<realtime_delegation>\n  <input>x</input>\n</realtime_delegation>',
  ]) {
    assert.ok(isControlText(text), text)
  }
})

test('transcript: words around an element, two elements and half an element are words', () => {
  const element = '<realtime_collaboration_update>x</realtime_collaboration_update>'
  for (const text of [
    `${element} she said`,
    `look: ${element}`,
    `${element} and ${element}`,
    '<realtime_collaboration_update>x',
    'the [BACKEND] said',
    '<realtime_collaboration_updates>x</realtime_collaboration_update>',
    '',
  ]) {
    assert.ok(!isControlText(text), text)
  }
})

test('transcript: control text that still grows is known by its beginning', () => {
  assert.ok(beginsAsControlText('<realtime_collaboration_update>pla'))
  assert.ok(beginsAsControlText(' [BACKEND] on'))
  assert.ok(!beginsAsControlText('<b>'))
})

test('transcript: the mark of typed words is no part of them', () => {
  assert.equal(withoutUserPrefix('[USER] hello'), 'hello')
  assert.equal(withoutUserPrefix('hello [USER] '), 'hello [USER] ')
})
