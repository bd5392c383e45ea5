import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ToolKind } from '../agent.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { handOver, speak, typesOf } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const TASK = 'task_call_1'
const player = { isReporting: true, canResume: true }

/** A task runs and its agent asks; the voice asks the user. */
function asking(settings: Partial<ConversationSettings> = {}, toolKind: ToolKind = 'execute'): MachineBench {
  const bench = createMachineBench({ player, policy: 'parallel', ...settings })
  handOver(bench, 'call_1', 'run the tests')
  speak(bench, 'Accepted.')
  if (bench.state.bargeIn.isReporting) bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  request(bench, 'p1', toolKind)
  return bench
}

function request(bench: MachineBench, permissionId: string, toolKind: ToolKind = 'execute', taskId = TASK): void {
  const title = `Run npm test ${permissionId}`
  bench.feed({ type: 'run-event', taskId, event: { type: 'permission-requested', permissionId, toolKind, title } })
}

/** The voice says what it was asked to say, and so much of it is played. */
function sayQuestion(bench: MachineBench, playedMs = 900, name = 'q'): void {
  bench.receive({ type: 'response_created', responseId: `r_${name}` })
  bench.receive(audioEvent(`i_${name}`, 2000))
  if (playedMs > 0) bench.feed({ type: 'played', itemId: `i_${name}`, playedMs })
}

function endQuestion(bench: MachineBench, name = 'q'): void {
  bench.receive({ type: 'output_transcript_done', text: 'Task 1 asks. May it?', itemId: `i_${name}` })
  bench.receive({ type: 'response_done', responseId: `r_${name}`, status: 'completed' })
}

const begin = (bench: MachineBench, itemId: string) => bench.receive({ type: 'input_audio_speech_started', itemId })

function finish(bench: MachineBench, itemId: string, text: string): void {
  bench.wait(400)
  bench.receive({ type: 'input_audio_speech_stopped', itemId })
  bench.receive({ type: 'input_transcript_done', text, itemId })
}

function answer(bench: MachineBench, text: string, itemId = 'u1'): void {
  begin(bench, itemId)
  finish(bench, itemId, text)
}

const decisions = (bench: MachineBench) =>
  bench.effects.flatMap((effect) => (effect.type === 'answer-run' ? [`${effect.permissionId} ${effect.decision}`] : []))
const answeredBy = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'permission-answered' ? [`${event.decision} by ${event.by}`] : []))
const phaseOf = (bench: MachineBench, permissionId = 'p1') =>
  Object.values(bench.state.approvals).findLast((approval) => approval.permissionId === permissionId)?.phase
const requests = (bench: MachineBench) => bench.calls.filter(({ method }) => method === 'createResponse').length

describe('approvals: the question', () => {
  test('approvals: a request parks the task, is shown with all that will happen, and the conversation goes on', () => {
    const bench = asking()
    assert.equal(bench.state.tasks[TASK]?.phase, 'needs-approval')
    const shown = bench.shown.find((event) => event.type === 'permission')
    assert.ok(shown?.type === 'permission' && shown.title === 'Run npm test p1' && shown.way === 'voice')
    bench.receive({ type: 'response_created', responseId: 'r_q' })
    bench.receive(handoffEvent('call_9', 'count the lines'))
    assert.equal(bench.state.tasks['task_call_9']?.phase, 'running')
  })

  test('approvals: the voice asks, worded short and without words of consent', () => {
    const bench = asking()
    const said = JSON.stringify(bench.calls.filter(({ method }) => method === 'send').at(-1))
    assert.match(said, /\[BACKEND\] Task 1 asks for your permission: Run npm test p1\. May it\?/)
  })

  test('approvals: a question shares its response with nothing else', () => {
    const bench = asking()
    bench.receive({ type: 'response_created', responseId: 'r_q' })
    const update = { type: 'update', text: 'Half done.', channel: 'speakable' } as const
    bench.feed({ type: 'run-event', taskId: TASK, event: update })
    request(bench, 'p2')
    endQuestion(bench)
    const phase = bench.state.queue.phase
    assert.ok(phase.type === 'asked' && phase.wants.length === 1)
    assert.match(phase.wants[0]?.deliveryId ?? '', /update/)
  })

  test('approvals: the same request twice is one question', () => {
    const bench = asking()
    request(bench, 'p1')
    assert.equal(Object.keys(bench.state.approvals).length, 1)
  })
})

describe('approvals: by voice', () => {
  test('approvals: a yes that began after the question began to play is consent, and the agent is told', () => {
    const bench = asking()
    sayQuestion(bench)
    assert.equal(phaseOf(bench), 'heard')
    answer(bench, 'Yes, go ahead.')
    assert.deepEqual(decisions(bench), ['p1 granted'])
    assert.deepEqual(answeredBy(bench), ['granted by voice'])
    assert.equal(bench.state.tasks[TASK]?.phase, 'running')
  })

  test('approvals: before anything of the question was played nothing is an answer', () => {
    const bench = asking()
    answer(bench, 'yes', 'u0')
    sayQuestion(bench, 0)
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), [])
    assert.equal(phaseOf(bench), 'asked')
  })

  test('approvals: words that had begun before the question began to play are no answer to it', () => {
    const bench = asking()
    bench.receive({ type: 'response_created', responseId: 'r_q' })
    bench.receive(audioEvent('i_q', 2000))
    begin(bench, 'u1')
    bench.feed({ type: 'played', itemId: 'i_q', playedMs: 100 })
    finish(bench, 'u1', 'yes')
    assert.deepEqual(decisions(bench), [])
  })

  test('approvals: words whose beginning nobody saw are no answer', () => {
    const bench = asking()
    sayQuestion(bench)
    bench.receive({ type: 'input_audio_buffer_committed', itemId: 'u1' })
    bench.receive({ type: 'input_transcript_done', text: 'yes', itemId: 'u1' })
    bench.receive({ type: 'input_transcript_done', text: 'yes' })
    assert.deepEqual(decisions(bench), [])
  })

  test('approvals: no is no, hesitation wins over yes, and neither a question nor silence answers', () => {
    const cases = [
      ['No.', ['p1 denied']],
      ['okay, wait, don’t', ['p1 denied']],
      ['stop', ['p1 denied']],
      ['yes, but only the first one', []],
      ['is that safe?', []],
      ['hm', []],
      ['', []],
      ['what time is it', []],
    ] as const
    for (const [text, expected] of cases) {
      const bench = asking()
      sayQuestion(bench)
      endQuestion(bench)
      answer(bench, text)
      assert.deepEqual(decisions(bench), expected, text)
    }
  })

  test('approvals: an order about the voice stops the voice and answers nothing', () => {
    const bench = asking()
    sayQuestion(bench)
    answer(bench, 'stop talking')
    assert.deepEqual(decisions(bench), [])
    assert.equal(phaseOf(bench), 'heard')
  })

  test('approvals: barge-in does not answer; the question is asked again', () => {
    const bench = asking()
    sayQuestion(bench, 300)
    begin(bench, 'u1')
    bench.receive({ type: 'response_done', responseId: 'r_q', status: 'cancelled', statusReason: 'turn_detected' })
    finish(bench, 'u1', 'what time is it')
    assert.deepEqual(decisions(bench), [])
    const before = requests(bench)
    speak(bench, 'It is noon.', 'r_noon', 'i_noon')
    bench.feed({ type: 'played', itemId: 'i_noon', playedMs: 500 })
    assert.equal(requests(bench), before + 1)
    sayQuestion(bench, 300, 'q2')
    answer(bench, 'yes please', 'u2')
    assert.deepEqual(decisions(bench), ['p1 granted'])
  })

  test('approvals: a yes after the assistant has said something else is not taken for consent', () => {
    const bench = asking()
    sayQuestion(bench, 2000)
    endQuestion(bench)
    bench.receive({ type: 'response_created', responseId: 'r_other' })
    bench.receive(audioEvent('i_other', 1000))
    bench.feed({ type: 'played', itemId: 'i_other', playedMs: 900 })
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), [])
  })

  test('approvals: a yes that comes long after the question is not taken; it is asked again, twice at most', () => {
    const bench = asking()
    for (const name of ['q1', 'q2', 'q3']) {
      sayQuestion(bench, 2000, name)
      endQuestion(bench, name)
      bench.feed({ type: 'played', itemId: `i_${name}`, playedMs: 2000 })
      bench.wait(60_000)
    }
    const before = requests(bench)
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), [])
    bench.wait(60_000)
    assert.equal(requests(bench), before, 'then only the screen is left')
  })

  test('approvals: what played when the server refused our request was not the question', () => {
    const bench = asking()
    sayQuestion(bench)
    const eventId = bench.calls.findLast((call) => call.method === 'createResponse')?.eventId
    const code = 'conversation_already_has_active_response'
    bench.receive({ type: 'error', message: 'busy', code, eventId, fatal: false })
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), [])
  })

  test('approvals: of several questions the one that was heard is answered, the next is asked after it', () => {
    const bench = asking()
    request(bench, 'p2')
    sayQuestion(bench, 2000)
    endQuestion(bench)
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), ['p1 granted'])
    bench.wait(2000)
    speak(bench, 'Allowed.', 'r_ok', 'i_ok')
    bench.feed({ type: 'played', itemId: 'i_ok', playedMs: 500 })
    sayQuestion(bench, 2000, 'q2')
    endQuestion(bench, 'q2')
    answer(bench, 'no', 'u2')
    assert.deepEqual(decisions(bench), ['p1 granted', 'p2 denied'])
  })

  test('approvals: without a player that tells positions the question counts as heard when it has ended', () => {
    const bench = asking({ player: { isReporting: false, canResume: false } })
    bench.receive({ type: 'response_created', responseId: 'r_q' })
    bench.receive(audioEvent('i_q', 2000))
    assert.equal(phaseOf(bench), 'asked')
    endQuestion(bench)
    assert.equal(phaseOf(bench), 'heard')
    answer(bench, 'yes')
    assert.deepEqual(decisions(bench), ['p1 granted'])
  })

  test('approvals: words that answered are no request: neither the server’s answer nor a handoff comes of them', () => {
    const bench = asking()
    sayQuestion(bench, 2000)
    endQuestion(bench)
    answer(bench, 'Yes, go ahead.')
    bench.receive({ type: 'response_created', responseId: 'r_auto' })
    bench.receive(handoffEvent('call_auto', 'the user says yes'))
    bench.receive({ type: 'response_done', responseId: 'r_auto', status: 'cancelled' })
    bench.receive(handoffEvent('call_yes', 'yes go ahead'))
    bench.wait(3000)
    assert.deepEqual(Object.keys(bench.state.tasks), [TASK])
    const outputs = bench.calls.flatMap((call) =>
      call.method === 'finishHandoff' ? [[call.handoffId, call.text]] : [],
    )
    // Empty: a voice that is asked to say what came of the answer would read it out as well.
    assert.deepEqual(outputs.slice(-2), [
      ['call_auto', ''],
      ['call_yes', ''],
    ])
    assert.ok(bench.calls.some((call) => call.method === 'cancelResponse' && call.responseId === 'r_auto'))
  })

  test('approvals: the same words said later, with no question open, are a request again', () => {
    const bench = asking()
    sayQuestion(bench, 2000)
    endQuestion(bench)
    answer(bench, 'do it')
    answer(bench, 'do it', 'u2')
    bench.wait(2000)
    bench.receive(handoffEvent('call_2', 'do it'))
    assert.ok(bench.state.tasks['task_call_2'] !== undefined)
  })
})

describe('approvals: other ways', () => {
  test('approvals: a kind that demands the screen cannot be answered by voice', () => {
    for (const rules of [{ execute: 'screen' }, { '*': 'screen' }] as const) {
      const bench = asking({ approvals: { rules, expireMs: 60_000, answerMs: 60_000 } })
      sayQuestion(bench)
      answer(bench, 'yes')
      assert.deepEqual(decisions(bench), [])
      bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
      assert.deepEqual(answeredBy(bench), ['granted by screen'])
    }
  })

  test('approvals: deleting demands the screen unless the settings say otherwise, and quicksilver always does', () => {
    const deleting = asking({}, 'delete')
    assert.ok(deleting.shown.some((event) => event.type === 'permission' && event.way === 'screen'))
    const quicksilver = asking({ dialect: 'quicksilver' })
    assert.ok(quicksilver.shown.some((event) => event.type === 'permission' && event.way === 'screen'))
  })

  test('approvals: the first answer of any client wins, and later ones are told', () => {
    const bench = asking()
    sayQuestion(bench)
    begin(bench, 'u1')
    bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'denied' })
    finish(bench, 'u1', 'yes')
    bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
    assert.deepEqual(decisions(bench), ['p1 denied'])
    const late = bench.shown.findLast((event) => event.type === 'permission-already-answered')
    assert.ok(late?.type === 'permission-already-answered' && late.decision === 'denied' && late.by === 'screen')
  })

  test('approvals: what nobody answers is denied in time, and told as what it is', () => {
    const bench = asking({ approvals: { rules: {}, expireMs: 30_000, answerMs: 60_000 } })
    bench.wait(30_000)
    assert.deepEqual(decisions(bench), ['p1 denied'])
    assert.deepEqual(answeredBy(bench), ['denied by expiry'])
    assert.equal(phaseOf(bench), 'expired')
    const update = Object.values(bench.state.deliveries).find(({ kind }) => kind === 'update')
    assert.match(update?.text ?? '', /Nobody has answered what task 1 asked for, so it was denied/)
  })

  test('approvals: a task that ends takes its questions with it, and its agent is told nothing', () => {
    const bench = asking()
    bench.feed({ type: 'run-event', taskId: TASK, event: { type: 'ended', outcome: 'failed', error: 'x' } })
    assert.equal(phaseOf(bench), 'expired')
    assert.deepEqual(answeredBy(bench), ['denied by task-ended'])
    assert.deepEqual(decisions(bench), [])
    assert.equal(
      bench.state.queue.wanted.some(({ deliveryId = '' }) => deliveryId.includes('question')),
      false,
    )
  })

  test('approvals: a grant is recorded, with the words of the user, before the agent is told', () => {
    const bench = createMachineBench({ player }, 'by-hand')
    bench.receive(handoffEvent('call_1', 'run the tests'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
    speak(bench, 'Accepted.')
    bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
    request(bench, 'p1')
    sayQuestion(bench)
    answer(bench, 'yes')
    const saved = bench.effects.flatMap((effect) =>
      effect.type === 'save' && effect.record.kind === 'approval' ? [effect.record] : [],
    )
    assert.deepEqual(
      saved.map(({ phase, by, words }) => [phase, by, words?.text]),
      [
        ['asked', undefined, undefined],
        ['granted', 'voice', 'yes'],
      ],
    )
    assert.deepEqual(decisions(bench), [])
    bench.feed({ type: 'saved', recordId: saved[1]?.recordId ?? '' })
    assert.deepEqual(decisions(bench), ['p1 granted'])
  })

  test('approvals: a grant that cannot be recorded is a denial, and told as what it is', () => {
    const bench = createMachineBench({}, 'by-hand')
    bench.receive(handoffEvent('call_1', 'run the tests'))
    bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
    request(bench, 'p1')
    bench.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
    bench.feed({ type: 'save-failed', recordId: `approval:${TASK}:p1:1:granted`, error: 'disk full' })
    assert.deepEqual(decisions(bench), ['p1 denied'])
    assert.deepEqual(answeredBy(bench), ['denied by journal'])
  })

  test('approvals: the answer is heard where it was spoken and only noted where it was given by hand', () => {
    const spoken = asking()
    sayQuestion(spoken, 2000)
    endQuestion(spoken)
    answer(spoken, 'yes')
    assert.ok(Object.values(spoken.state.deliveries).some(({ text }) => text === 'Allowed. Task 1 goes on.'))
    const byHand = asking()
    const effects = byHand.feed({ type: 'answer-permission', taskId: TASK, permissionId: 'p1', decision: 'granted' })
    assert.ok(typesOf(effects).includes('answer-run'))
    assert.match(JSON.stringify(byHand.calls.at(-1)), /allowed on the screen.*"role":"system"/)
  })
})
