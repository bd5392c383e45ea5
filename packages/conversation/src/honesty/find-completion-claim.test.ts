import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { findCompletionClaim } from './find-completion-claim.js'

const claims: readonly string[] = [
  "It's done.",
  'Done!',
  'All done.',
  'Okay, done.',
  'Finished.',
  'The task is finished.',
  'Your task is complete.',
  'Task 1 is done.',
  'Task 2 has finished.',
  'Task number 3 is complete.',
  'The work has been completed.',
  'Everything is ready now.',
  "I've finished it.",
  'I have just completed the request.',
  "I'm done.",
  'We are finished.',
  'The agent has finished.',
  'The background agent finished a moment ago.',
  'Your agent has completed the job.',
  "I've fixed the bug.",
  'I have updated the files.',
  'The agent has deleted the folder.',
  'The bug is fixed.',
  'The tests are all fixed now.',
  'That has been taken care of.',
  "It's all sorted.",
  'It worked.',
  'Everything went through.',
  "Good news: it's finished.",
  "I've finished, and you can look at it.",
  'The files have been renamed, and it is ready.',
  'Here is the result.',
  'Here are your results.',
  'The results are in.',
  "You're all set.",
  'That’s done, by the way.',
  'Great, the deployment is live.',
  'Both are done.',
  "When you asked me I looked, and it's done.",
]

const others: readonly string[] = [
  "When it's done I'll tell you.",
  "When it's done, I'll tell you.",
  "I'll let you know once it is finished.",
  'As soon as the task is complete you will hear it.',
  "It's not done yet.",
  "It isn't finished.",
  'Task 1 is still running.',
  'The agent is working on it.',
  'It will be done soon.',
  'It should be ready in a minute.',
  "It's almost done.",
  'It is nearly finished.',
  'The task is half done.',
  'Is it done?',
  'Do you want me to check whether it is done?',
  'If the tests are fixed, I can go on.',
  "I haven't finished.",
  'Nothing has been completed so far.',
  'I am on it.',
  'I will look.',
  'I have passed it on to the agent.',
  'Accepted as task 1. The agent is working on it; the result comes later.',
  "I'm ready when you are.",
  'Ready to go on?',
  'Sure, let me start that.',
  'I have started the task.',
  'It has begun.',
  'Passed on to task 1, which is still running.',
  'That is easier said than done.',
  'The task may be finished later today.',
  'We expect the work to be done by noon.',
  "I can't say that it's done.",
  'Tell me when you are done.',
  'It could be finished.',
  'Before it is done it has to run the tests.',
  'There are three folders here.',
  'Your task was accepted.',
  'The work is in progress.',
  'No task is finished.',
  "Sorry, I misspoke: it's not finished.",
  'Until the build is done, please wait.',
]

for (const text of claims) {
  test(`deliveries: "${text}" claims an end`, () => {
    assert.notEqual(findCompletionClaim(text), undefined)
  })
}

for (const text of others) {
  test(`deliveries: "${text}" claims no end`, () => {
    assert.equal(findCompletionClaim(text), undefined)
  })
}

test('deliveries: a claim names the task that it speaks of', () => {
  assert.deepEqual(findCompletionClaim('I looked. Task 2 is finished.'), {
    phrase: 'task 2 is finished',
    taskNumber: 2,
  })
  assert.equal(findCompletionClaim('It is done.')?.taskNumber, undefined)
})

test('deliveries: no text makes the search for claims throw or wait', { timeout: 5000 }, () => {
  const words = fc.constantFrom('the', 'task', 'is', 'done', ',', '.', 'all', 'of', 'it', "'s", 'not', '1', '\n', '’')
  const anyText = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 300 }).map((list) => list.join(' ')),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      findCompletionClaim(text)
    }),
  )
  findCompletionClaim('the '.repeat(20_000))
  findCompletionClaim('all of it already just now '.repeat(5000))
})
