import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { estimateTokens } from '../spoken-budget.js'
import { conversationTools } from '../tools/conversation-tools.js'
import { defaultInstructions, instructionsVersion } from './default-instructions.js'
import { buildStartupContext, STARTUP_BUDGET } from './startup-context.js'

test('startup context: without anything to tell it is empty', () => {
  assert.equal(buildStartupContext({}), '')
  assert.equal(buildStartupContext({ directoryMap: ' \n', notes: '', recentTasks: [] }), '')
})

test('startup context: notes, recent tasks and the directory map stand in it, in this order', () => {
  const text = buildStartupContext({
    directoryMap: 'src/\n  main.ts',
    recentTasks: [{ request: 'count the\nlines', outcome: 'finished' }],
    notes: 'Call me Kim.',
  })
  const places = ['Call me Kim.', '- count the lines: finished', '  main.ts'].map((part) => text.indexOf(part))
  assert.ok(places.every((place) => place >= 0))
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
})

test('startup context: a map that is too long is cut at a line, and the cut is visible', () => {
  const directoryMap = Array.from({ length: 5000 }, (_, index) => `folder/file-number-${index}.ts`).join('\n')
  const text = buildStartupContext({ directoryMap, notes: 'Call me Kim.' })
  assert.ok(estimateTokens(text) <= STARTUP_BUDGET)
  assert.ok(estimateTokens(text) > STARTUP_BUDGET * 0.9, 'the room is used')
  assert.ok(text.endsWith('.ts\n(more left out)') && text.includes('Call me Kim.'))
})

test('startup context: whatever it is made of, it stays within its budget', () => {
  const words = fc.string({ maxLength: 3000, unit: 'grapheme' })
  const recentTasks = fc.array(fc.record({ request: words, outcome: words }), { maxLength: 20 })
  fc.assert(
    fc.property(words, words, recentTasks, fc.integer({ min: 100, max: 6000 }), (map, notes, tasks, budget) => {
      const text = buildStartupContext({ directoryMap: map.repeat(10), notes, recentTasks: tasks }, budget)
      assert.ok(estimateTokens(text) <= budget, `${estimateTokens(text)} > ${budget}`)
    }),
    { numRuns: 50 },
  )
})

test('startup context: the default instructions know every tool, have a version and are short', () => {
  for (const { name } of conversationTools) assert.ok(defaultInstructions.includes(name), name)
  assert.equal(instructionsVersion, 2)
  assert.ok(estimateTokens(defaultInstructions) < 1000)
})
