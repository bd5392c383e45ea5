import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConversationSettings } from '../conversation-settings.js'
import { asked, deliveryPhases, finished, handOver, speak, typesOf } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const reporting = { player: { isReporting: true, canResume: false } } satisfies Partial<ConversationSettings>
const resuming = { player: { isReporting: true, canResume: true } } satisfies Partial<ConversationSettings>

const WORDS = 'one two three four five six seven eight nine ten'

/** A response says an item of one second with ten words; `isWhole`: the server has finished it. */
function say(bench: MachineBench, itemId: string, isWhole = true, text = WORDS): void {
  const responseId = `r_${itemId}`
  bench.receive({ type: 'response_created', responseId })
  bench.receive(audioEvent(itemId, 1000))
  bench.receive({ type: 'output_transcript_done', text, itemId })
  if (isWhole) bench.receive({ type: 'response_done', responseId, status: 'completed' })
}

const play = (bench: MachineBench, itemId: string, playedMs: number) => bench.feed({ type: 'played', itemId, playedMs })
const interrupt = (bench: MachineBench, itemId = 'u1') =>
  bench.receive({ type: 'input_audio_speech_started', itemId, audioStartMs: 0 })

/** The user stops after a while; the words follow. */
function endSpeech(bench: MachineBench, text: string | undefined, ms = 1500, itemId = 'u1'): void {
  bench.wait(ms)
  bench.receive({ type: 'input_audio_speech_stopped', itemId })
  if (text !== undefined) bench.receive({ type: 'input_transcript_done', text, itemId })
}

const wireTypes = (bench: MachineBench) =>
  bench.calls.flatMap((call) => (call.method === 'send' ? [String(call.event.type)] : [call.method]))
const truncations = (bench: MachineBench) =>
  bench.calls.flatMap((call) => (call.method === 'truncate' ? [call.point] : []))

describe('barge-in: where hearing stopped', () => {
  test('barge-in: playback stops at once and the item is cut at the played position', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 430.7)
    const effects = interrupt(bench)
    assert.equal(typesOf(effects)[0], 'stop-playback')
    assert.deepEqual(truncations(bench), [{ itemId: 'a1', contentIndex: 0, audioEndMs: 430 }])
  })

  test('barge-in: what the screen shows as heard are the words that were played', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 450)
    interrupt(bench)
    const shown = bench.shown.find((event) => event.type === 'heard-until')
    assert.deepEqual(shown, {
      ...{ type: 'heard-until', itemId: 'a1', text: 'one two three four', playedMs: 450, receivedMs: 1000 },
    })
  })

  test('barge-in: a position beyond what was received is taken for all that was received', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    for (const playedMs of [99_999, Infinity, Number.NaN, -5]) play(bench, 'a1', playedMs)
    play(bench, 'a1', 5000)
    interrupt(bench)
    assert.equal(truncations(bench)[0]?.audioEndMs, 1000)
  })

  test('barge-in: an item of which nothing was played is deleted', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    interrupt(bench)
    assert.deepEqual(wireTypes(bench), ['conversation.item.delete'])
    assert.deepEqual(truncations(bench), [])
  })

  test('barge-in: of two items in a row the first is cut and the second, not begun, deleted', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1')
    say(bench, 'a2')
    play(bench, 'a1', 700)
    interrupt(bench)
    assert.deepEqual(truncations(bench), [{ itemId: 'a1', contentIndex: 0, audioEndMs: 700 }])
    assert.deepEqual(wireTypes(bench), ['truncate', 'conversation.item.delete'])
  })

  test('barge-in: the item that speech_started names is the coming one of the user and is not compared', () => {
    for (const itemId of ['a1', 'u1', undefined]) {
      const bench = createMachineBench(reporting)
      say(bench, 'a1', false)
      play(bench, 'a1', 500)
      bench.receive({ type: 'input_audio_speech_started', itemId })
      assert.equal(truncations(bench).length, 1)
    }
  })

  test('barge-in: text-only items and items that were played to the end are left alone', () => {
    const bench = createMachineBench(reporting)
    bench.receive({ type: 'response_created', responseId: 'r1' })
    bench.receive({ type: 'output_transcript_done', text: WORDS, itemId: 't1' })
    bench.receive({ type: 'response_done', responseId: 'r1', status: 'completed' })
    say(bench, 'a1')
    play(bench, 'a1', 1000)
    assert.deepEqual(typesOf(interrupt(bench)), ['set-timer'])
    assert.deepEqual(bench.calls, [])
  })

  test('barge-in: a cut happens once, however often the user begins to speak', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 500)
    interrupt(bench)
    interrupt(bench)
    assert.equal(truncations(bench).length, 1)
    assert.equal(bench.effects.filter(({ type }) => type === 'stop-playback').length, 1)
  })

  test('barge-in: late audio of the cut item and of its response is not played', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 500)
    interrupt(bench)
    assert.ok(!typesOf(bench.receive(audioEvent('a1', 100))).includes('play'))
    assert.ok(!typesOf(bench.receive(audioEvent('a1b', 100))).includes('play'))
    bench.receive({ type: 'response_done', responseId: 'r_a1', status: 'cancelled', statusReason: 'turn_detected' })
    endSpeech(bench, 'what about the tests')
    bench.receive({ type: 'response_created', responseId: 'r2' })
    assert.ok(typesOf(bench.receive(audioEvent('a2', 100))).includes('play'))
  })

  test('barge-in: the server cancels its response by itself; nothing is cancelled twice', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 500)
    interrupt(bench)
    endSpeech(bench, 'what about the tests')
    assert.ok(!wireTypes(bench).includes('cancelResponse'))
  })

  test('barge-in: a refusal to cut is an error that ends nothing', () => {
    const bench = createMachineBench(reporting)
    say(bench, 'a1', false)
    play(bench, 'a1', 500)
    interrupt(bench)
    const message = 'Audio content of 400ms is already shorter than 500ms'
    bench.receive({ type: 'error', message, code: 'invalid_value', fatal: false })
    assert.equal(bench.state.phase.type, 'open')
    assert.ok(bench.shown.some((event) => event.type === 'error' && !event.isFatal))
  })

  test('barge-in: without a player that tells positions the sound stops and nothing is claimed or cut', () => {
    const bench = createMachineBench()
    say(bench, 'a1', false)
    assert.ok(typesOf(interrupt(bench)).includes('stop-playback'))
    assert.deepEqual(bench.calls, [])
    assert.ok(!bench.shown.some(({ type }) => type === 'heard-until'))
  })

  test('barge-in: quicksilver cannot cut; its playback stops', () => {
    const bench = createMachineBench({ ...reporting, dialect: 'quicksilver' })
    bench.receive(audioEvent('a1', 1000))
    play(bench, 'a1', 300)
    assert.ok(typesOf(interrupt(bench)).includes('stop-playback'))
    assert.deepEqual(bench.calls, [])
  })
})

describe('barge-in: deliveries and work', () => {
  const ready = (settings: Partial<ConversationSettings> = reporting): MachineBench => {
    const bench = createMachineBench({ ...settings, policy: 'parallel' })
    handOver(bench, 'call_1', 'count to ten')
    handOver(bench, 'call_2', 'wait')
    speak(bench, 'Accepted.')
    play(bench, 'i_said', 500)
    bench.feed({
      type: 'run-event',
      taskId: 'task_call_1',
      event: finished('One two three. Four five six. Seven eight.'),
    })
    return bench
  }

  test('barge-in: a result that the server had finished and the user cut off is offered again, with its rest', () => {
    const bench = ready()
    say(bench, 'a1', true, 'Task 1: One two three. Four five six. Seven eight.')
    assert.equal(deliveryPhases(bench).at(-1), 'spoken')
    play(bench, 'a1', 700)
    interrupt(bench)
    const before = asked(bench)
    endSpeech(bench, 'what about the tests')
    assert.equal(deliveryPhases(bench).at(-1), 'pending')
    bench.wait(300)
    assert.equal(asked(bench), before + 1)
    const said = bench.calls.flatMap((call) => (call.method === 'send' ? [JSON.stringify(call.event)] : []))
    assert.match(said.at(-1) ?? '', /"text":"\[BACKEND\] Four five six\. Seven eight\."/)
  })

  test('barge-in: a result that was cut off while the server still spoke is offered again, with its rest', () => {
    const bench = ready()
    say(bench, 'a1', false, 'Task 1: One two three.')
    play(bench, 'a1', 1000)
    interrupt(bench)
    bench.receive({ type: 'response_done', responseId: 'r_a1', status: 'cancelled', statusReason: 'turn_detected' })
    endSpeech(bench, 'what about the tests')
    bench.wait(300)
    assert.equal(deliveryPhases(bench).at(-1), 'sent')
    speak(bench, 'Seven eight.', 'r9', 'i9')
    play(bench, 'i9', 500)
    assert.equal(deliveryPhases(bench).at(-1), 'heard')
  })

  test('barge-in: a response that goes on although the user spoke over it has not said its result', () => {
    const bench = ready()
    say(bench, 'a1', false)
    play(bench, 'a1', 200)
    interrupt(bench)
    endSpeech(bench, 'what about the tests')
    bench.receive({ type: 'response_done', responseId: 'r_a1', status: 'completed' })
    assert.notEqual(deliveryPhases(bench).at(-1), 'spoken')
  })

  test('barge-in: it never touches a task', () => {
    const bench = ready()
    say(bench, 'a1', false)
    play(bench, 'a1', 200)
    interrupt(bench)
    endSpeech(bench, 'what about the tests')
    assert.equal(bench.state.tasks['task_call_2']?.phase, 'running')
    assert.ok(!bench.effects.some(({ type }) => type === 'cancel-run'))
  })
})

describe('barge-in: what was no interruption', () => {
  const cut = (settings: Partial<ConversationSettings>, isWhole = true): MachineBench => {
    const bench = createMachineBench(settings)
    say(bench, 'a1', isWhole)
    play(bench, 'a1', 400)
    interrupt(bench)
    return bench
  }
  const resumed = (bench: MachineBench) =>
    bench.effects.flatMap((effect) => (effect.type === 'resume-playback' ? [effect.fromMs] : []))

  test('barge-in: after a sound of listening the player goes on where it was stopped', () => {
    for (const text of ['mhm', 'Uh-huh.', 'Yeah, right.', '']) {
      const bench = cut(resuming)
      endSpeech(bench, text)
      assert.deepEqual(resumed(bench), [400], text)
      assert.ok(bench.shown.some(({ type }) => type === 'playback-resumed'))
      bench.feed({ type: 'played', itemId: 'a1', playedMs: 1000 })
      interrupt(bench, 'u2')
      assert.equal(truncations(bench).length, 1, 'played to its end, it is left alone')
    }
  })

  test('barge-in: words that say something are an interruption, however short', () => {
    for (const text of ['no', 'stop', 'wait', 'really?', 'louder', 'and the tests']) {
      const bench = cut(resuming)
      endSpeech(bench, text, 100)
      assert.deepEqual(resumed(bench), [], text)
    }
  })

  test('barge-in: a short sound of which no words come is none; a long one is', () => {
    for (const [ms, isFalse] of [
      [300, true],
      [1500, false],
    ] as const) {
      const bench = cut(resuming)
      endSpeech(bench, undefined, ms)
      bench.wait(1000)
      assert.equal(resumed(bench).length === 1, isFalse)
    }
  })

  test('barge-in: the response that the server starts for such a sound is cancelled and not played', () => {
    const bench = cut(resuming)
    endSpeech(bench, 'mhm')
    bench.receive({ type: 'response_created', responseId: 'r_auto' })
    assert.ok(wireTypes(bench).includes('cancelResponse'))
    assert.ok(!typesOf(bench.receive(audioEvent('auto', 100))).includes('play'))
  })

  test('barge-in: a short order whose words come late is still a request', () => {
    const bench = cut(resuming)
    bench.wait(200)
    bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
    bench.wait(3000)
    bench.receive({ type: 'response_created', responseId: 'r_auto' })
    bench.receive({ type: 'input_transcript_done', itemId: 'u1', text: 'count the files' })
    const input = 'count the files'
    bench.receive({
      type: 'handoff_requested',
      handoffId: 'late',
      itemId: 'f',
      inputTranscript: input,
      activeTranscript: [],
    })
    assert.ok(!wireTypes(bench).includes('cancelResponse'))
    assert.ok(!JSON.stringify(bench.effects).includes('handoff-refused'))
  })

  test('barge-in: a player that cannot go on has the rest said again', () => {
    const bench = cut(reporting)
    endSpeech(bench, 'mhm')
    bench.wait(1000)
    assert.equal(asked(bench), 1)
    assert.match(JSON.stringify(bench.calls), /\[BACKEND\] five six seven eight nine ten/)
  })

  test('barge-in: speech that the server had not finished is continued from what was heard', () => {
    const bench = cut(resuming, false)
    bench.receive({ type: 'response_done', responseId: 'r_a1', status: 'cancelled', statusReason: 'turn_detected' })
    endSpeech(bench, 'mhm')
    bench.wait(1000)
    assert.deepEqual(resumed(bench), [])
    assert.match(JSON.stringify(bench.calls), /after “one two three four”\. Go on from there/)
    assert.equal(asked(bench), 1)
  })

  test('barge-in: a result under a sound of listening is said on and heard, without a second offer', () => {
    const bench = createMachineBench(resuming)
    handOver(bench, 'call_1', 'count to ten')
    speak(bench, 'Accepted.')
    play(bench, 'i_said', 500)
    bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished(WORDS) })
    const before = asked(bench)
    say(bench, 'a1')
    play(bench, 'a1', 400)
    interrupt(bench)
    endSpeech(bench, 'mhm')
    play(bench, 'a1', 1000)
    bench.wait(2000)
    assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'spoken', 'heard'])
    assert.equal(asked(bench), before)
  })
})

test('barge-in: a response whose first audio comes after the user began to speak was not heard and is offered again', () => {
  const bench = createMachineBench({ player: { isReporting: true, canResume: true } })
  handOver(bench, 'c1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 100 })
  bench.feed({ type: 'run-event', taskId: 'task_c1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.receive(audioEvent('i2', 500))
  bench.receive({ type: 'output_transcript_done', text: 'Three files.', itemId: 'i2' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  assert.equal(deliveryPhases(bench).at(-1), 'pending')
})

test('barge-in: the rest of a result goes into the conversation once, also when the request for it is refused', () => {
  const bench = createMachineBench({ player: { isReporting: true, canResume: false } })
  handOver(bench, 'c1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  bench.feed({ type: 'run-event', taskId: 'task_c1', event: finished('One file. Two files. Three files.') })
  speak(bench, 'One file. Two files. Three files.', 'r2', 'i2')
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 200 })
  interrupt(bench)
  endSpeech(bench, 'tell me what is in them please')
  bench.wait(5000)
  const eventId = bench.calls.findLast((call) => call.method === 'createResponse')?.eventId
  const code = 'conversation_already_has_active_response'
  bench.receive({ type: 'error', message: 'busy', code, fatal: false, eventId })
  bench.receive({ type: 'response_done', responseId: 'r_other', status: 'completed' })
  bench.wait(5000)
  const texts = bench.calls.flatMap((call) => (call.method === 'send' ? [JSON.stringify(call.event)] : []))
  const results = texts.filter((text) => text.includes('parley_result_'))
  assert.equal(results.length, 2, 'the whole and its rest')
  assert.equal(asked(bench), 4)
})
