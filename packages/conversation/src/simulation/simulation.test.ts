import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeRecording } from '../replay/decode-recording.js'
import { formatRun } from './format-run.js'
import { createStepWith, plantedBugs } from './planted/planted-bugs.js'
import { createRandom } from './random.js'
import { findReplayViolation } from './replay-check.js'
import { runSimulation } from './simulation-run.js'
import { runSimulations } from './run-simulations.js'
import { shrinkRun } from './shrink-run.js'
import { stepConversation } from '../conversation-machine.js'
import { createTimeline } from './timeline.js'

const describeViolation = (run: ReturnType<typeof runSimulation> | undefined): string =>
  run?.violation === undefined ? 'nothing' : `seed ${run.seed}: ${run.violation.invariant}: ${run.violation.seen}`

test('simulation: whatever fails around it, every invariant holds, and each fault has really happened', () => {
  const { failing, counts } = runSimulations({ firstSeed: 1, runs: 300 })
  assert.equal(describeViolation(failing), 'nothing')
  const wanted = [
    ...['refused requests', 'lost response.create', 'lost response.done', 'repeated calls', 'unasked responses'],
    ...['failed saves', 'frames lost in a half-open connection', 'responses cut by speech', 'truncates', 'floods'],
    ...['hung runs', 'runs that do not stop', 'refused steering', 'permissions granted', 'permissions denied'],
    ...[
      'connections taken',
      'old connections that still talk',
      'sessions that end soon',
      'move close',
      'results that nobody said',
      'crashes',
      'records that were durable and not answered',
      ...['resumed runs', 'runs that could not be resumed', 'questions asked', 'withdrawn', 'refused replies'],
      ...['questions answered by voice', 'questions answered on the screen'],
      'fault slow-network',
      'fault slow-journal',
    ],
  ]
  for (const name of wanted) assert.ok((counts.get(name) ?? 0) > 0, `${name} never happened`)
})

test('simulation: without faults the same holds', () => {
  const { failing } = runSimulations({ firstSeed: 10_000, runs: 50, faults: false })
  assert.equal(describeViolation(failing), 'nothing')
})

describe('simulation: each planted bug is found within 10,000 runs', () => {
  for (const bug of plantedBugs) {
    test(bug.name, (context) => {
      const { failing, runCount } = runSimulations({ firstSeed: 1, runs: 10_000, createStep: createStepWith(bug) })
      assert.ok(failing !== undefined, `${bug.name} was not found: ${bug.description}`)
      // The same run without the bug is the negative control: it is the bug that was found, and nothing else.
      const control = runSimulation({ seed: failing.seed })
      assert.equal(describeViolation(control), 'nothing')
      context.diagnostic(`found at run ${runCount}: ${describeViolation(failing)}`)
    })
  }
})

test('simulation: a seed gives the same run again, step by step', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const [one, other] = [runSimulation({ seed }), runSimulation({ seed })]
    assert.equal(JSON.stringify(one.recording), JSON.stringify(other.recording))
  }
})

test('simulation: a failing run is made smaller and goes wrong in the same way', () => {
  const createStep = createStepWith(plantedBugs.find(({ name }) => name === 'consent-from-assistant'))
  const { failing } = runSimulations({ firstSeed: 1, runs: 10_000, createStep })
  assert.ok(failing !== undefined)
  const smallest = shrinkRun({ seed: failing.seed, createStep }, failing)
  assert.equal(smallest.violation?.invariant, failing.violation?.invariant)
  assert.ok(smallest.plan.length < failing.plan.length)
})

test('simulation: the log of a run is a recording that replays to the same effects', () => {
  const run = runSimulation({ seed: 3 })
  const { settings, steps } = decodeRecording(formatRun(run), 'run')
  assert.equal(steps.length, run.stepCount)
  assert.equal(findReplayViolation(settings, steps, stepConversation), undefined)
})

test('simulation: what one actor draws does not change what another one draws', () => {
  const [one, other] = [createRandom(7), createRandom(7)]
  for (let count = 0; count < 100; count++) one.next()
  assert.equal(one.fork('server').next(), other.fork('server').next())
  assert.notEqual(other.fork('server').next(), other.fork('agent').next())
})

test('simulation: numbers lie where they were asked for and differ', () => {
  const random = createRandom(1)
  const numbers = Array.from({ length: 10_000 }, () => random.integer(1, 6))
  for (const side of [1, 2, 3, 4, 5, 6]) {
    const share = numbers.filter((number) => number === side).length / numbers.length
    assert.ok(share > 0.14 && share < 0.19, `${side}: ${share}`)
  }
  assert.ok(numbers.every((number) => number >= 1 && number <= 6))
})

test('simulation: things happen in the order of their time, and of their planning at one time', () => {
  const timeline = createTimeline(100)
  const seen: string[] = []
  const note = (name: string) => () => void seen.push(`${name} ${timeline.nowMs}`)
  timeline.after(50, note('late'))
  timeline.after(10, note('first'))
  timeline.after(10, note('second'))
  const forget = timeline.after(20, note('forgotten'))
  timeline.at(0, note('past'))
  forget()
  while (timeline.runNext()) continue
  assert.deepEqual(seen, ['past 100', 'first 110', 'second 110', 'late 150'])
})
