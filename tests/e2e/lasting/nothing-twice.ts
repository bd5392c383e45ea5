import assert from 'node:assert/strict'
import type { ConversationEvent } from '@parley/conversation'
import type { Talk } from './talk.js'

export const REQUEST = 'Please count the files in this folder.'
export const RESULT = 'There are nine files in the folder. The largest one holds the notes of the last meeting.'
export const isPhase =
  (type: 'connection' | 'delivery' | 'task', phase: string) =>
  (event: ConversationEvent): boolean =>
    event.type === type && event.phase === phase

/** In replies that were said to their end. */
export const timesSaid = (talk: Talk, words: RegExp): number =>
  talk.of('reply').filter(({ text, isCut }) => !isCut && words.test(text)).length

/** Nothing lost, nothing twice: one request, one task, one run, and its result heard once. */
export function assertOnce(talk: Talk): void {
  assert.equal(talk.held.inputs.length, 1, 'one run')
  assert.equal(talk.conversation.tasks.length, 1, 'one task')
  assert.deepEqual(
    talk.of('handoff').map(({ disposition }) => disposition),
    ['start'],
  )
  const phases = talk.of('delivery').map(({ phase }) => phase)
  assert.equal(phases.filter((phase) => phase === 'heard').length, 1, phases.join(' '))
  assert.equal(timesSaid(talk, /nine files.*last meeting/), 1)
  assert.deepEqual(talk.conversation.missed, [])
  assert.deepEqual(talk.of('error'), [])
}

/** Resolves when there is sound of an item that has not sounded before. */
export function untilNewSound(talk: Talk): Promise<void> {
  const known = new Set<string>()
  for (const event of talk.of('reply')) if (event.itemId !== undefined) known.add(event.itemId)
  return new Promise((resolve) => {
    talk.onSound = ({ itemId }) => {
      if (known.has(itemId)) return
      talk.onSound = () => undefined
      resolve()
    }
  })
}
