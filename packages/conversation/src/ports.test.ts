import { createMemoryJournal } from './memory-journal.js'
import { describeAgent } from './testing/describe-agent.js'
import { describeJournal } from './testing/describe-journal.js'
import { createScriptedAgent } from './testing/scripted-agent.js'

const update = { type: 'update', text: 'looking', channel: 'silent' } as const

for (const canDo of [true, false]) {
  const options = { canSteer: canDo, canAnswer: canDo }
  describeAgent(`scripted (${canDo ? 'with' : 'without'} optional methods)`, {
    finishing: {
      create: () =>
        createScriptedAgent([update, { type: 'ended', outcome: 'finished', result: 'three files' }], options),
      result: 'three files',
    },
    failing: () => createScriptedAgent([update, { type: 'ended', outcome: 'failed', error: 'It broke.' }], options),
    hanging: () => createScriptedAgent([{ type: 'hang' }], options),
    unstartable: () => createScriptedAgent([{ type: 'ended', outcome: 'failed', error: 'Not there.' }], options),
    echoing: () =>
      createScriptedAgent(
        ({ input }) => [{ type: 'ended', outcome: 'finished', result: `You said ${input}.` }],
        options,
      ),
  })
}

describeJournal('memory', { open: createMemoryJournal })
