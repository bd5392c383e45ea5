import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConversation } from '../conversation-driver.js'
import { createRecorder } from '../replay/create-recorder.js'
import { decodeRecording } from '../replay/decode-recording.js'
import { replayRecording } from '../replay/replay-recording.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { createFakeConnection } from '../testing/fake-connection.js'
import { handoffEvent } from '../testing/machine-bench.js'
import { createScriptedAgent } from '../testing/scripted-agent.js'

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

async function asking(isSecret: boolean) {
  const connection = createFakeConnection()
  const recorded: string[] = []
  const agent = createScriptedAgent(
    [{ type: 'needs-input', questionId: 'q1', question: 'Which word?', isSecret }, { type: 'hang' }],
    { canReply: true, onReplied: (text) => [{ type: 'ended', outcome: 'finished', result: `It was ${text.length}.` }] },
  )
  const recorder = createRecorder({ write: (line) => recorded.push(line) })
  const conversation = createConversation({
    ...{ connection, agent, clock: createFakeClock(), record: recorder.record },
  })
  connection.deliver(handoffEvent('c1', 'log me in'))
  await turns()
  return { connection, conversation, agent, recorded }
}

test('questions of agents: a reply from the screen reaches the run, and the task goes on to its end', async () => {
  const { conversation, agent } = await asking(false)
  assert.deepEqual(
    conversation.questions.map(({ question, phase }) => [question, phase]),
    [['Which word?', 'open']],
  )
  conversation.replyToQuestion('task_c1', 'q1', 'umbrella')
  await turns()
  assert.deepEqual(agent.runs[0]?.replies, [{ questionId: 'q1', text: 'umbrella' }])
  assert.equal(conversation.tasks[0]?.phase, 'finished')
  await conversation.close()
})

test('questions of agents: a secret stands in no recording, which replays all the same', async () => {
  const { connection, conversation, agent, recorded } = await asking(true)
  conversation.replyToQuestion('task_c1', 'q1', 'hunter2 and more')
  await turns()
  assert.equal(agent.runs[0]?.replies[0]?.text, 'hunter2 and more')
  await conversation.close()
  assert.doesNotMatch(recorded.join(''), /hunter2/)
  assert.doesNotMatch(JSON.stringify(connection.calls), /hunter2|Which word/)
  const steps = [...replayRecording(decodeRecording(recorded.join(''), 'secret.jsonl'))]
  assert.deepEqual(
    steps.filter(({ isSame }) => !isSame),
    [],
  )
})

test('questions of agents: a reply that the run rejects is told, and nothing breaks', async () => {
  const { conversation, agent } = await asking(false)
  agent.runs[0]?.say({ type: 'input-withdrawn', questionId: 'q1' })
  conversation.replyToQuestion('task_c1', 'q1', 'umbrella')
  await turns()
  const seen: string[] = []
  const closing = conversation.close()
  for await (const event of conversation.events) seen.push(JSON.stringify(event))
  await closing
  assert.match(seen.join(), /The answer for task_c1 was not taken: the question q1 is not open/)
})
