import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMachineBench, eventLine, playRecorded, readRecorded } from './testing/replay-run.js'

/** What the caller of a run is told when the program behaves as it was recorded, event by event. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'approval-command-accept': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'succeeded',
    'usage 10+5',
    'usage 20+10',
    'finished: All done.',
  ],
  'approval-command-cancel': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'failed',
    'usage 10+5',
    'failed: Codex ended the turn before the task was done, and not because it was asked to.',
  ],
  'approval-command-decline': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'failed',
    'usage 10+5',
    'usage 20+10',
    'finished: All done.',
  ],
  'approval-command-session': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'succeeded',
    'usage 10+5',
    'usage 20+10',
    'finished: All done.',
  ],
  'approval-file-accept': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started edit edit: Add hello.txt and change README.txt',
    'asks edit: Add hello.txt and change README.txt',
    'succeeded',
    'usage 10+5',
    'usage 20+10',
    'finished: All done.',
  ],
  'approval-file-decline': [
    'resumable',
    'progress Codex writes its answer.',
    'update I need to run something.',
    'started edit edit: Add hello.txt and change README.txt',
    'asks edit: Add hello.txt and change README.txt',
    'failed',
    'usage 10+5',
    'usage 20+10',
    'finished: All done.',
  ],
  'approval-interrupted': [
    'resumable',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'usage 10+5',
    'permission-withdrawn',
    'failed',
    'cancelled: ',
  ],
  'approval-steered': [
    'resumable',
    'started execute command: echo approved',
    'asks execute: Run the command echo approved',
    'succeeded',
    'usage 10+5',
    'progress Codex writes its answer.',
    'usage 20+10',
    'finished: Done.',
  ],
  'error-400': ['resumable', 'failed: Codex: bad request.'],
  'error-response-failed': ['resumable', 'failed: Codex: stream disconnected before completion: model exploded.'],
  'error-retries': [
    'resumable',
    'progress Reconnecting... 1/5 (exceeded retry limit, last status: 429 Too Many Requests)',
    'progress Codex writes its answer.',
    'progress Reconnecting... 2/5 (stream disconnected before completion: stream closed before response.completed)',
    'usage 10+5',
    'finished: Whole answer.',
  ],
  'file-change': [
    'resumable',
    'started edit edit: Add hello.txt and change README.txt',
    'succeeded',
    'diff diff --git a/README.txt b/README.txt',
    'usage 10+5',
    'diff diff --git a/README.txt b/README.txt',
    'progress Codex writes its answer.',
    'usage 20+10',
    'diff diff --git a/README.txt b/README.txt',
    'finished: Changed.',
  ],
  'interrupt-during-command': [
    'resumable',
    'progress Codex writes its answer.',
    'update Starting.',
    'started execute command: echo begun; sleep 30; echo never',
    'usage 10+5',
    'failed',
    'cancelled: ',
  ],
  'interrupt-mid-stream': ['resumable', 'progress Codex writes its answer.', 'cancelled: '],
  'long-command': [
    'resumable',
    'started execute command: echo start; sleep 1.2; echo end',
    'usage 10+5',
    'progress Codex writes its answer.',
    'update Still running.',
    'succeeded',
    'usage 20+10',
    'usage 30+15',
    'finished: Ended.',
  ],
  'no-experimental': [],
  resume: ['resumable', 'progress Codex writes its answer.', 'usage 10+5', 'finished: One.'],
  'start-while-active': [
    'resumable',
    'progress Codex writes its answer.',
    'update Starting.',
    'started execute command: sleep 1; echo finished',
    'progress finished',
    'succeeded',
    'usage 10+5',
    'usage 20+10',
    'finished: First answer.',
  ],
  'steer-during-command': [
    'resumable',
    'progress Codex writes its answer.',
    'update Starting.',
    'started execute command: sleep 1.5; echo finished',
    'progress finished',
    'succeeded',
    'usage 10+5',
    'usage 20+10',
    'finished: Both handled.',
  ],
  'steer-mid-stream': ['resumable', 'progress Codex writes its answer.', 'usage 10+5', 'finished: Only the tests.'],
  turn: [
    'resumable',
    'progress Planning',
    'progress Codex writes its answer.',
    'plan look=running answer=pending',
    'update Let me look.',
    'started execute command: for i in 1 2 3; do echo line $i; sleep 0.3; done',
    'succeeded',
    'usage 10+5',
    'plan look=done answer=running',
    'usage 20+10',
    'progress Codex writes its answer.',
    'usage 30+15',
    'finished: There are three lines.',
  ],
  'user-input': [
    'resumable',
    'asks: Which one? First|Second',
    'usage 10+5',
    'progress Codex writes its answer.',
    'usage 20+10',
    'finished: First it is.',
  ],
}

for (const [name, told] of Object.entries(TOLD)) {
  test(`codex: the recorded ${name} is told as it was`, () => {
    const bench = createMachineBench()
    bench.open()
    playRecorded(bench, readRecorded(name))
    assert.deepEqual(bench.events.map(eventLine), told)
  })
}

function played(name: string) {
  const bench = createMachineBench()
  bench.open()
  playRecorded(bench, readRecorded(name))
  return bench
}

const sentMethods = (bench: ReturnType<typeof played>) =>
  bench.sent.map(({ method, result }) => method ?? JSON.stringify(result))

test('codex: the task goes into the turn as it is, in the folder and with the rights of its thread', () => {
  const [initialize, initialized, thread, turn] = played('turn').sent
  assert.equal(initialize?.['method'], 'initialize')
  assert.deepEqual(initialized, { method: 'initialized' })
  assert.deepEqual(thread, { id: 2, method: 'thread/start', params: { cwd: '/home/user/project' } })
  const input = [{ type: 'text', text: 'the envelope', text_elements: [] }]
  const threadId = '01a1fc7f-4986-78f2-b725-f288e8f2f890'
  assert.deepEqual(turn, { id: 3, method: 'turn/start', params: { threadId, input } })
})

test('codex: a granted permission is an acceptance of this once, whatever was offered', () => {
  for (const name of ['approval-command-accept', 'approval-command-session', 'approval-file-accept']) {
    assert.equal(sentMethods(played(name)).at(-1), '{"decision":"accept"}')
  }
})

test('codex: a denied permission is declined, so that the turn goes on', () => {
  for (const name of ['approval-command-decline', 'approval-file-decline']) {
    assert.equal(sentMethods(played(name)).at(-1), '{"decision":"decline"}')
  }
})

test('codex: a permission says exactly what for', () => {
  const asked = (name: string) => played(name).events.find((event) => event.type === 'permission-requested')
  assert.deepEqual(asked('approval-command-accept'), {
    type: 'permission-requested',
    permissionId: 'permission_1_0',
    toolKind: 'execute',
    title: 'Run the command echo approved',
    details: {
      command: "/bin/bash -lc 'echo approved'",
      workingDirectory: '/home/user/project',
      reason: 'Do you want to allow this probe command?',
    },
  })
  assert.deepEqual(asked('approval-file-accept')?.details, {
    paths: ['/home/user/project/README.txt', '/home/user/project/hello.txt'],
    diff: [
      '--- a/README.txt\n+++ b/README.txt\n@@ -1 +1 @@\n-probe workspace\n+probe workspace, changed\n',
      '--- /dev/null\n+++ b/hello.txt\n+hello\n',
    ].join(''),
  })
})

test('codex: cancelling interrupts the turn and ends what still runs, then the process goes', () => {
  const bench = played('interrupt-during-command')
  assert.deepEqual(sentMethods(bench).slice(-2), ['turn/interrupt', 'thread/backgroundTerminals/clean'])
  const end = bench.effects.at(-1)
  assert.ok(end?.type === 'end' && end.keep === 'thread')
})

test('codex: guidance with a wrong turn, and guidance after the end, was not taken', () => {
  const [wrong, taken, late] = played('steer-mid-stream').settled
  assert.match(wrong?.refusal ?? '', /expected active turn id/)
  assert.equal(taken?.refusal, undefined)
  assert.match(late?.refusal ?? '', /has ended/)
})

test("codex: the user's words answer the question by its id", () => {
  assert.equal(sentMethods(played('user-input')).at(-1), '{"answers":{"which":{"answers":["First"]}}}')
})

test('codex: a thread that was taken up counts only what this run has used', () => {
  const lines = readRecorded('resume')
  const second = lines.slice(lines.findIndex(({ from }) => from === 'note') + 1)
  const bench = createMachineBench()
  bench.open({ lastThreadId: '01a1fc7f-a151-71c0-ad27-1cb62ac0c51d' })
  playRecorded(bench, second)
  const resumed = bench.sent.find(({ method }) => method === 'thread/resume')
  assert.deepEqual(resumed?.['params'], {
    cwd: '/home/user/project',
    threadId: '01a1fc7f-a151-71c0-ad27-1cb62ac0c51d',
    excludeTurns: true,
  })
  assert.deepEqual(bench.events.map(eventLine), [
    'resumable',
    'progress Codex writes its answer.',
    'usage 10+5',
    'finished: Two.',
  ])
})

test('codex: a program that never answers is not waited for', () => {
  const bench = played('no-experimental')
  assert.deepEqual(bench.ends, [])
  bench.feed({ type: 'tick', nowMs: 60_000 })
  assert.deepEqual(bench.ends, [
    { type: 'ended', outcome: 'failed', error: 'Codex did not answer turn/start in time and was stopped.' },
  ])
})
