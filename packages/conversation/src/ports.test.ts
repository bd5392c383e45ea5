import type { AgentTask } from './agent.js'
import { createMemoryJournal } from './memory-journal.js'
import { describeAgent } from './testing/describe-agent.js'
import { describeJournal } from './testing/describe-journal.js'
import { createScriptedAgent } from './testing/scripted-agent.js'
import type { ScriptedEvent } from './testing/scripted-agent-options.js'

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

const hanging = [{ type: 'hang' }] as const
const saying = (result: string) => [{ type: 'ended', outcome: 'finished', result }] as const

describeAgent('scripted (talking)', {
  finishing: { create: () => createScriptedAgent([update, ...saying('three files')]), result: 'three files' },
  steerable: () => createScriptedAgent(hanging, { canSteer: true, onSteered: saying }),
  asking: {
    create: () =>
      createScriptedAgent(
        [{ type: 'permission-requested', permissionId: 'p1', toolKind: 'edit', title: 'Write it' }, ...hanging],
        { canAnswer: true, onAnswered: (decision) => saying(decision === 'granted' ? 'written' : 'left alone') },
      ),
    granted: 'written',
    denied: 'left alone',
  },
  questioning: () =>
    createScriptedAgent([{ type: 'needs-input', questionId: 'q1', question: 'Which one?' }, ...hanging], {
      ...{ canReply: true, onReplied: saying },
    }),
  resumable: {
    create: () => createScriptedAgent(resumableScript, { canResume: true }),
    crash: (agent) => agent.close?.() ?? Promise.resolve(),
    result: 'the rest of it',
  },
})

function resumableScript(_task: AgentTask, resumeId: string | undefined): readonly ScriptedEvent[] {
  if (resumeId === undefined) return [{ type: 'resumable', resumeId: 'session_1' }, ...hanging]
  if (resumeId === 'session_1') return saying('the rest of it')
  return [{ type: 'ended', outcome: 'failed', error: `There is no session ${resumeId}.` }]
}

describeJournal('memory', { open: createMemoryJournal })
