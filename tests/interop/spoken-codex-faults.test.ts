import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createAcpAgent, createCodexAgent, createCommandAgent } from '@parley/agents'
import type { Agent, RunOutcome } from '@parley/conversation'
import { openEmbeddedServer } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { faults, faultyProgram, FLOOD_WORDS, languages } from './support/faulty-program.js'
import type { Fault, Language } from './support/faulty-program.js'
import { markedProcesses } from './support/marked-processes.js'
import { loudnessOf } from './support/sounds.js'
import { MARK, REQUEST } from './support/spoken-codex-turn.js'
import { openSpokenConversation } from './support/spoken-conversation.js'
import type { SpokenConversation } from './support/spoken-conversation.js'

/** Silence of an agent that counts as hanging. */
const LOST_RUN_MS = 3000
/** For what ends a process to have done so: other programs want the machine as well. */
const ENDING_MS = 30_000

/** What the user hears in the end, of each fault. */
const truths: Readonly<Record<Fault, { readonly outcome: RunOutcome; readonly words: RegExp }>> = {
  kill: { outcome: 'failed', words: /^Task 1 failed\. node was ended by SIGKILL/ },
  hang: { outcome: 'timed-out', words: /^Task 1 timed out\. It gave no sign of life for 3 seconds and was stopped\./ },
  garbage: {
    outcome: 'failed',
    words: /^Task 1 failed\. node (?:does not speak|printed \d+ lines that are no messages)/,
  },
  flood: { outcome: 'finished', words: new RegExp(`${FLOOD_WORDS}$`) },
}

function createAgent(language: Language, fault: Fault, mark: string): Agent {
  const command = faultyProgram(language, fault)
  const common = { env: { [MARK]: mark }, killGraceMs: 200 }
  switch (language) {
    case 'codex':
      return createCodexAgent({ ...common, program: command })
    case 'acp':
      return createAcpAgent({ ...common, command, cancelGraceMs: 200, startTimeoutMs: 60_000 })
    case 'command':
      // Only of a program that has promised messages can anything be garbage.
      return createCommandAgent({ ...common, command, ...(fault === 'garbage' ? { lines: {} } : {}) })
  }
}

describe('interop: agents that go wrong in a conversation', { timeout: 240_000 }, () => {
  let server: EmbeddedServer
  before(async () => {
    server = await openEmbeddedServer()
  })
  after(() => server.close())

  for (const fault of faults) {
    for (const language of languages) {
      it(`interop: faulty agents: ${language}: a ${fault} is told as it is, and leaves no process`, async () => {
        const mark = randomUUID()
        const agent = createAgent(language, fault, mark)
        const limits = fault === 'hang' ? { lostRunMs: LOST_RUN_MS } : {}
        const live = await openSpokenConversation({ server, agent, limits })
        try {
          await live.say(REQUEST)
          await live.until('end heard', () =>
            live.of('delivery').some(({ kind, phase }) => kind === 'result' && phase === 'heard'),
          )
          await assertTold(live, fault)
          // A healthy program is kept for the next task.
          if (fault !== 'flood') await assertGone(mark)
        } finally {
          await live.close()
          await agent.close?.()
        }
        assert.deepEqual(await markedProcesses(MARK, mark), [])
      })
    }
  }
})

/** The same on the screen, in the ear and in the journal; and nothing else was ever claimed. */
async function assertTold(live: SpokenConversation, fault: Fault): Promise<void> {
  const { outcome, words } = truths[fault]
  assert.deepEqual(
    live.of('task').map(({ phase }) => phase),
    ['accepted', 'running', outcome],
  )
  const reply = live.of('reply').at(-1)
  assert.match(reply?.text ?? '', words)
  assert.ok(loudnessOf(live.heard(reply?.itemId)) > 0.02)
  const ends = (await live.records()).filter((record) => record.kind === 'task-ended')
  assert.deepEqual(
    ends.map((record) => [record.outcome, record.note]),
    [[outcome, reply?.text]],
  )
  assert.deepEqual(live.of('correction'), [])
  assert.ok(live.events.length < 200, `${live.events.length} events`)
}

async function assertGone(mark: string): Promise<void> {
  const deadline = performance.now() + ENDING_MS
  for (;;) {
    const alive = await markedProcesses(MARK, mark)
    if (alive.length === 0) return
    assert.ok(performance.now() < deadline, `still alive: ${alive.join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
