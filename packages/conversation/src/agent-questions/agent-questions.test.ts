import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AgentEvent } from '../agent.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { defaultLimits } from '../conversation-settings.js'
import { finished, handOver, speak } from '../testing/bench-moves.js'
import { audioEvent, benchSettings, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const TASK = 'task_call_1'
type NeedsInput = Extract<AgentEvent, { type: 'needs-input' }>

function ask(bench: MachineBench, asked: Partial<NeedsInput> = {}, taskId = TASK): void {
  const event: NeedsInput = { ...{ type: 'needs-input', questionId: 'q1', question: 'Which port?' }, ...asked }
  bench.feed({ type: 'run-event', taskId, event })
}

function running(settings: Partial<ConversationSettings> = {}): MachineBench {
  const bench = createMachineBench({ policy: 'parallel', ...settings })
  handOver(bench, 'call_1', 'start the server')
  speak(bench, 'Accepted.')
  return bench
}

/** A task runs, its agent asks, and the voice has asked the user. */
function asking(settings: Partial<ConversationSettings> = {}, asked: Partial<NeedsInput> = {}): MachineBench {
  const bench = running(settings)
  ask(bench, asked)
  speak(bench, 'Task 1 asks you: which port?', 'r_q', 'i_q')
  return bench
}

const replies = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'reply-run' ? [`${effect.questionId}: ${effect.text}`] : []))
const closedBy = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'question-closed' ? [`${event.questionId} by ${event.by}`] : []))
const outputs = (bench: MachineBench) =>
  bench.calls.flatMap((call) => (call.method === 'finishHandoff' ? [call.text] : []))
const starts = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'start-run' ? [effect.task.taskId] : []))

describe('questions of agents: asked', () => {
  test('questions of agents: a question parks its task, is shown with its choices, and said by the voice', () => {
    const bench = running()
    ask(bench, { choices: ['8080', 'any free one'] })
    assert.equal(bench.state.tasks[TASK]?.phase, 'needs-input')
    const shown = bench.shown.find((event) => event.type === 'question')
    assert.ok(shown?.type === 'question')
    assert.deepEqual([shown.question, shown.choices, shown.way], ['Which port?', ['8080', 'any free one'], 'voice'])
    const said = JSON.stringify(bench.calls.filter(({ method }) => method === 'send').at(-1))
    assert.match(said, /\[BACKEND\] Task 1 asks you: Which port\? You can say: 8080, or any free one\./)
  })

  test('questions of agents: the same question twice is one', () => {
    const bench = asking()
    ask(bench)
    assert.equal(bench.shown.filter(({ type }) => type === 'question').length, 1)
  })

  test('questions of agents: of a secret one no word reaches the voice model, and no voice answers it', () => {
    const bench = running()
    ask(bench, { question: 'Your password for example.org?', choices: ['hunter2'], isSecret: true })
    speak(bench, 'The screen is needed.', 'r_q', 'i_q')
    assert.doesNotMatch(JSON.stringify(bench.calls), /password|example\.org|hunter2/)
    assert.match(JSON.stringify(bench.calls), /Task 1 needs an answer that only the screen can take\./)
    bench.receive(handoffEvent('call_2', 'my password is hunter2'))
    assert.deepEqual(replies(bench), [])
    bench.feed({ type: 'reply-to-question', taskId: TASK, questionId: 'q1', text: 'hunter2' })
    assert.deepEqual(replies(bench), ['q1: hunter2'])
    assert.doesNotMatch(JSON.stringify(bench.calls), /hunter2/)
    const saved = bench.effects.filter((effect) => effect.type === 'save' && effect.record.kind !== 'handoff')
    assert.doesNotMatch(JSON.stringify(saved), /hunter2|Your password/)
  })

  test('questions of agents: one is asked aloud at a time, the next when the first is closed', () => {
    const bench = running()
    ask(bench)
    ask(bench, { questionId: 'q2', question: 'Which host?' })
    speak(bench, 'Which port?', 'r_q', 'i_q')
    bench.wait(60_000)
    assert.doesNotMatch(JSON.stringify(bench.calls), /Which host/)
    bench.receive(handoffEvent('call_2', 'eight thousand'))
    speak(bench, 'Passed on.', 'r_a', 'i_a')
    assert.match(JSON.stringify(bench.calls), /Which host/)
    assert.equal(bench.state.tasks[TASK]?.phase, 'needs-input')
  })

  test('questions of agents: a task that waits for the user does not hang, and its limit of time still holds', () => {
    const limits = { ...defaultLimits, quietRunMs: 10_000, lostRunMs: 20_000, taskMs: 100_000 }
    const bench = asking({ limits })
    bench.wait(60_000)
    assert.equal(bench.state.tasks[TASK]?.phase, 'needs-input')
    bench.wait(60_000)
    assert.equal(bench.state.tasks[TASK]?.phase, 'timed-out')
    assert.deepEqual(closedBy(bench), ['q1 by task-ended'])
  })
})

describe('questions of agents: answered by voice', () => {
  test('questions of agents: the next words that the model hands over are the answer, in the user’s own words', () => {
    for (const policy of ['steer', 'queue', 'parallel'] as const) {
      const bench = asking({ policy })
      bench.receive(handoffEvent('call_2', 'take eight thousand and eighty'))
      assert.deepEqual(replies(bench), ['q1: take eight thousand and eighty'])
      assert.deepEqual(closedBy(bench), ['q1 by voice'])
      assert.equal(bench.state.tasks[TASK]?.phase, 'running')
      assert.deepEqual(starts(bench), [TASK])
      assert.match(outputs(bench).at(-1) ?? '', /passed on to task 1 as the answer/)
      assert.ok(!bench.effects.some(({ type }) => type === 'steer-run'))
    }
  })

  test('questions of agents: on quicksilver as well', () => {
    const bench = createMachineBench({ dialect: 'quicksilver' })
    bench.receive(handoffEvent('call_1', 'start the server'))
    ask(bench)
    bench.receive(handoffEvent('call_2', 'eight thousand'))
    assert.deepEqual(replies(bench), ['q1: eight thousand'])
  })

  test('questions of agents: the answer is durable before it is passed on, with the question that it answers', () => {
    const bench = createMachineBench({}, 'by-hand')
    bench.receive(handoffEvent('call_1', 'start the server'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
    speak(bench, 'Accepted.')
    ask(bench)
    speak(bench, 'Which port?', 'r_q', 'i_q')
    bench.receive(handoffEvent('call_2', '8080'))
    const record = bench.effects.flatMap((effect) =>
      effect.type === 'save' && effect.record.recordId === 'handoff:call_2' ? [effect.record] : [],
    )[0]
    assert.ok(record?.kind === 'handoff')
    assert.deepEqual([record.disposition, record.taskId, record.questionId], ['reply', TASK, 'q1'])
    assert.deepEqual(replies(bench), [])
    bench.feed({ type: 'saved', recordId: 'handoff:call_2' })
    assert.deepEqual(replies(bench), ['q1: 8080'])
  })

  test('questions of agents: an answer that cannot be saved is refused aloud, and the question stays open', () => {
    const bench = createMachineBench({}, 'by-hand')
    bench.receive(handoffEvent('call_1', 'start the server'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
    speak(bench, 'Accepted.')
    ask(bench)
    speak(bench, 'Which port?', 'r_q', 'i_q')
    bench.receive(handoffEvent('call_2', '8080'))
    bench.feed({ type: 'save-failed', recordId: 'handoff:call_2', error: 'disk full' })
    assert.deepEqual(replies(bench), [])
    assert.match(outputs(bench).at(-1) ?? '', /Not accepted/)
    bench.receive(handoffEvent('call_3', '8081'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_3' })
    assert.deepEqual(replies(bench), ['q1: 8081'])
  })

  test('questions of agents: words before the question was asked aloud are no answer to it', () => {
    const bench = running()
    bench.receive({ type: 'response_created', responseId: 'r_busy' })
    ask(bench)
    bench.receive(handoffEvent('call_2', 'count the lines'))
    assert.deepEqual(replies(bench), [])
    assert.deepEqual(starts(bench), [TASK, 'task_call_2'])
  })

  test('questions of agents: an order to stop is no answer', () => {
    for (const words of ['cancel the task', 'never mind', 'stop']) {
      const bench = asking()
      bench.receive(handoffEvent('call_2', words))
      assert.deepEqual(replies(bench), [], words)
      assert.equal(bench.state.tasks[TASK]?.phase, 'needs-input')
    }
  })

  test('questions of agents: words that the model hands over twice are one answer', () => {
    const bench = asking()
    bench.receive({ type: 'response_created', responseId: 'r_a' })
    bench.receive(handoffEvent('call_2', '8080'))
    ask(bench, { questionId: 'q2', question: 'Which host?' })
    bench.receive(handoffEvent('call_3', '8080'))
    assert.deepEqual(replies(bench), ['q1: 8080'])
    assert.deepEqual(starts(bench), [TASK])
    assert.match(outputs(bench).at(-1) ?? '', /passed on to task 1 already/)
  })

  test('questions of agents: "okay" over the question is an answer and no sound of listening', () => {
    const bench = running({ player: { isReporting: true, canResume: true } })
    bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
    ask(bench, { question: 'Shall I use port 8080?' })
    bench.receive({ type: 'response_created', responseId: 'r_q' })
    bench.receive(audioEvent('i_q', 2000))
    bench.feed({ type: 'played', itemId: 'i_q', playedMs: 1500 })
    bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
    bench.receive({ type: 'response_done', responseId: 'r_q', status: 'cancelled' })
    bench.wait(300)
    bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
    bench.receive({ type: 'input_transcript_done', text: 'okay', itemId: 'u1' })
    bench.receive({ type: 'response_created', responseId: 'r_auto' })
    bench.receive(handoffEvent('call_2', 'okay'))
    assert.deepEqual(replies(bench), ['q1: okay'])
  })

  test('questions of agents: an answer that the run does not take is not lost: it steers, or becomes a task', () => {
    const steered = asking({ policy: 'steer' })
    steered.receive(handoffEvent('call_2', '8080'))
    steered.feed({ type: 'reply-failed', taskId: TASK, questionId: 'q1', handoffId: 'call_2', error: 'not open' })
    const steering = steered.effects.filter(({ type }) => type === 'steer-run')
    assert.match(JSON.stringify(steering), /8080/)
    assert.match(JSON.stringify(steered.calls), /passed on as guidance/)
    const queued = asking({ policy: 'queue' })
    queued.receive(handoffEvent('call_2', '8080'))
    queued.feed({ type: 'reply-failed', taskId: TASK, questionId: 'q1', handoffId: 'call_2', error: 'not open' })
    assert.equal(queued.state.tasks['task_call_2']?.phase, 'accepted')
    assert.match(JSON.stringify(queued.calls), /Task 1 could not take the request any more\. It is now task 2\./)
    queued.feed({ type: 'reply-failed', taskId: TASK, questionId: 'q1', handoffId: 'call_2', error: 'again' })
    assert.equal(Object.keys(queued.state.tasks).length, 2)
  })

  test('questions of agents: an answer whose question is withdrawn while it is saved is not lost', () => {
    const bench = createMachineBench({ agent: { ...benchSettings.agent, canSteer: false } }, 'by-hand')
    bench.receive(handoffEvent('call_1', 'start the server'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
    speak(bench, 'Accepted.')
    ask(bench)
    speak(bench, 'Which port?', 'r_q', 'i_q')
    bench.receive(handoffEvent('call_2', '8080'))
    bench.feed({ type: 'run-event', taskId: TASK, event: { type: 'input-withdrawn', questionId: 'q1' } })
    bench.feed({ type: 'saved', recordId: 'handoff:call_2' })
    assert.deepEqual(replies(bench), [])
    assert.equal(bench.state.tasks['task_call_2']?.phase, 'accepted')
  })
})

describe('questions of agents: other ends', () => {
  test('questions of agents: the first answer wins, from the screen or by voice, and the later one is told', () => {
    const bench = asking()
    bench.feed({ type: 'reply-to-question', taskId: TASK, questionId: 'q1', text: '8080' })
    bench.feed({ type: 'reply-to-question', taskId: TASK, questionId: 'q1', text: '8081' })
    assert.deepEqual(replies(bench), ['q1: 8080'])
    assert.deepEqual(closedBy(bench), ['q1 by screen'])
    const late = bench.shown.findLast((event) => event.type === 'question-already-answered')
    assert.ok(late?.type === 'question-already-answered' && late.by === 'screen')
    bench.receive(handoffEvent('call_2', 'count the lines'))
    assert.deepEqual(starts(bench), [TASK, 'task_call_2'])
  })

  test('questions of agents: one that is withdrawn is not said any more, and its task goes on', () => {
    const bench = running()
    bench.receive({ type: 'response_created', responseId: 'r_busy' })
    ask(bench)
    bench.feed({ type: 'run-event', taskId: TASK, event: { type: 'input-withdrawn', questionId: 'q1' } })
    bench.receive({ type: 'response_done', responseId: 'r_busy', status: 'completed' })
    bench.wait(5000)
    assert.doesNotMatch(JSON.stringify(bench.calls), /Which port/)
    assert.equal(bench.state.tasks[TASK]?.phase, 'running')
    assert.deepEqual(closedBy(bench), ['q1 by agent'])
  })

  test('questions of agents: a task that ends takes its questions with it', () => {
    const bench = asking()
    bench.feed({ type: 'run-event', taskId: TASK, event: finished('Never mind, I found it.') })
    assert.deepEqual(closedBy(bench), ['q1 by task-ended'])
    bench.receive(handoffEvent('call_2', '8080'))
    assert.deepEqual(replies(bench), [])
  })

  test('questions of agents: what is typed and not taken is told as an error', () => {
    const bench = asking()
    bench.feed({ type: 'reply-to-question', taskId: TASK, questionId: 'q1', text: '8080' })
    bench.feed({ type: 'reply-failed', taskId: TASK, questionId: 'q1', error: 'the question is not open' })
    const error = bench.shown.findLast((event) => event.type === 'error')
    assert.match(error?.type === 'error' ? error.message : '', /was not taken: the question is not open/)
  })

  test('questions of agents: texts without end are bounded, and say so', () => {
    const bench = running()
    ask(bench, { question: 'x'.repeat(9000), choices: Array.from({ length: 100 }, () => 'y'.repeat(900)) })
    const question = Object.values(bench.state.questions)[0]
    assert.match(question?.question ?? '', /… \(5000 more characters\)$/)
    assert.equal(question?.choices.length, 30)
    assert.match(question.choices[0] ?? '', /… \(600 more characters\)$/)
  })
})
