import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCancel } from './read-cancel.js'

test('questions of agents: an order to end the work is read as such, and nothing that says more', () => {
  for (const text of [
    'Cancel.',
    'cancel the task',
    'No, cancel it please',
    'Stop task 2',
    'never mind',
    'forget it',
    'stop the work',
  ]) {
    assert.equal(readCancel(text), 'work', text)
  }
  for (const text of [
    '',
    'cancel the second booking',
    'stop',
    'the one called cancel',
    'no',
    'quit smoking',
    'forget the first one',
  ]) {
    assert.equal(readCancel(text), 'none', text)
  }
})
