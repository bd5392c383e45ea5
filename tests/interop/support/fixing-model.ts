import { decodeDelegation } from '@parley/wire'
import type { ModelRequest, ModelStep } from './scripted-model.js'

export const BROKEN = 'export const sum = (a, b) => a - b\n'
export const FIXED = 'export const sum = (a, b) => a + b\n'
export const COMMAND = 'node --test sum.test.mjs'
/** So long that nobody else's `sleep` is meant. */
export const LONG_COMMAND = 'sleep 8643'

export const FIXED_WORDS = 'One test failed, because the sum was a difference. I have corrected it.'
export const REFUSED_WORDS = 'I was not allowed to do that, so nothing has been changed.'
export const RESUMED_WORDS = 'I was stopped, and have gone on.'
export const LINTED_WORDS = 'The linter has nothing to say.'

const PATCH = `*** Begin Patch
*** Update File: sum.mjs
@@
-${BROKEN.trimEnd()}
+${FIXED.trimEnd()}
*** End Patch
`

const final = (text: string): readonly ModelStep[] => [{ kind: 'message', phase: 'final_answer', text }]

/** A model that finds and corrects a mistake: what it does next follows from what it was told last. */
export function answerAsFixer({ lastUserText, commandOutput }: ModelRequest): readonly ModelStep[] {
  // What the adapter says to a new process that takes up the work.
  if (lastUserText.includes('ended before it was done')) return final(RESUMED_WORDS)
  if (commandOutput === undefined) return begin(decodeDelegation(lastUserText)?.input ?? lastUserText)
  if (commandOutput.includes('Success')) return final(FIXED_WORDS)
  if (commandOutput.includes('exited with code 1')) return [{ kind: 'patch', patch: PATCH }]
  return final(REFUSED_WORDS)
}

function begin(input: string): readonly ModelStep[] {
  if (input.includes('linter')) return final(LINTED_WORDS)
  // What it begins to say here never comes to an end.
  if (input.includes('explain')) return [{ kind: 'unfinished', text: 'This project' }]
  if (input.includes('server')) return [{ kind: 'command', command: LONG_COMMAND }]
  return [
    { kind: 'message', phase: 'commentary', text: 'I will run the tests first.' },
    { kind: 'command', command: COMMAND, wants: 'The tests need a folder that they may write to.' },
  ]
}
