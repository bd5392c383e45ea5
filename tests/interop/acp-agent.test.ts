import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createAcpAgent } from '@parley/agents'
import type { Agent, AgentEvent, AgentRun } from '@parley/conversation'
import { describeAgent } from '@parley/conversation/testing'
import { decodeDelegation, encodeDelegation } from '@parley/wire'
import { findCodexAcp, makeCodexAcpHome } from './support/codex-acp-program.js'
import type { AcpHome } from './support/codex-acp-program.js'
import { killMarked, markedProcesses } from './support/marked-processes.js'
import { openChatModel } from './support/openai-chat-model.js'
import type { ChatModel, ChatRequest, ChatStep } from './support/openai-chat-model.js'
import { findOpenCode, makeOpenCodeHome } from './support/opencode-program.js'
import { openScriptedModel } from './support/scripted-model.js'
import type { ModelRequest, ModelStep, ScriptedModel } from './support/scripted-model.js'

const MARK = 'PARLEY_INTEROP_MARK'
const RESUMING = /was interrupted/

/** What both models do, in words of neither: the request alone decides. */
type Deed = { readonly say: string } | { readonly first: string; readonly run: string } | 'nothing'

function deedFor(prompt: string, output: string | undefined): Deed {
  if (RESUMING.test(prompt)) return { say: 'I went on.' }
  const input = inputOf(prompt)
  if (input === 'list the files') {
    return output === undefined ? { first: 'I will look.', run: 'ls' } : { say: `These are the files: ${output}` }
  }
  if (input === 'do what needs permission') {
    return output === undefined
      ? { first: 'It has to be allowed.', run: 'echo allowed > proof.txt' }
      : { say: 'It was permitted.' }
  }
  if (input === 'wait' || input === 'a long job') return 'nothing'
  return { say: `You said: ${input}` }
}

const inputOf = (prompt: string): string => decodeDelegation(prompt)?.input ?? prompt
const never = (): Promise<never> => new Promise(() => {})

function answerResponses({ lastUserText, commandOutput }: ModelRequest): readonly ModelStep[] | Promise<never> {
  const deed = deedFor(lastUserText, commandOutput)
  if (deed === 'nothing') return never()
  if ('say' in deed) return [{ kind: 'message', phase: 'final_answer', text: deed.say }]
  return [
    { kind: 'message', phase: 'commentary', text: deed.first },
    { kind: 'command', command: deed.run },
  ]
}

function answerChat({ lastUserText, toolOutput }: ChatRequest): readonly ChatStep[] | Promise<never> {
  const deed = deedFor(lastUserText, toolOutput)
  if (deed === 'nothing') return never()
  if ('say' in deed) return [{ kind: 'text', text: deed.say }]
  return [
    { kind: 'text', text: deed.first },
    { kind: 'tool', name: 'bash', arguments: { command: deed.run, description: deed.first } },
  ]
}

/** One of the two real programs with its home and its model. */
interface Bench {
  readonly home: AcpHome
  /** What the model was asked, oldest first. */
  readonly promptsSeen: () => readonly string[]
  /** Resolves when the model has a request of this kind. */
  asked(input: string): Promise<void>
  close(): Promise<void>
}

async function openCodexAcpBench(): Promise<Bench> {
  const asking = new EventEmitter()
  const model = await openScriptedModel((request) => {
    asking.emit(inputOf(request.lastUserText))
    return answerResponses(request)
  })
  return benchOf(await makeCodexAcpHome(model.baseUrl), model, asking)
}

async function openOpenCodeBench(): Promise<Bench> {
  const asking = new EventEmitter()
  const model = await openChatModel((request) => {
    asking.emit(inputOf(request.lastUserText))
    return answerChat(request)
  })
  return benchOf(await makeOpenCodeHome(model.baseUrl), model, asking)
}

function benchOf(home: AcpHome, model: ChatModel | ScriptedModel, asking: EventEmitter): Bench {
  return {
    home,
    promptsSeen: () => model.requests.map(({ lastUserText }) => lastUserText),
    asked: (input) => once(asking, input).then(() => {}),
    async close() {
      await model.close()
      await home.remove()
    },
  }
}

interface RealAgent {
  readonly name: string
  readonly find: typeof findOpenCode
  readonly programArguments: readonly string[]
  readonly open: () => Promise<Bench>
  /** A start takes seconds: most of the suite shares warm processes. */
  readonly isSlow: boolean
}

const realAgents: readonly RealAgent[] = [
  { name: 'codex-acp', find: findCodexAcp, programArguments: [], open: openCodexAcpBench, isSlow: false },
  { name: 'opencode', find: findOpenCode, programArguments: ['acp'], open: openOpenCodeBench, isSlow: true },
]

for (const real of realAgents) {
  const program = await real.find()
  if (!program.found) console.log(`interop: ${real.name} is skipped: ${program.reason}`)

  describe(`interop: ${real.name} over ACP`, { timeout: 240_000, skip: program.found ? false : program.reason }, () => {
    let bench: Bench
    let shared: Agent | undefined
    const created: Agent[] = []
    before(async () => {
      bench = await real.open()
    })
    after(async () => {
      // Also those of tests that have failed.
      for (const agent of created) await agent.close?.()
      await bench.close()
    })

    let mark = ''
    const create = (file = program.found ? program.file : ''): Agent => {
      mark = randomUUID()
      const agent = createAcpAgent({
        command: [file, ...real.programArguments],
        workingDirectory: bench.home.work,
        env: { ...bench.home.env, [MARK]: mark },
        killGraceMs: 300,
        startTimeoutMs: 120_000,
      })
      created.push(agent)
      return agent
    }
    /** The same processes for all; it outlives its users. */
    const share = (): Agent => {
      shared ??= create()
      return { ...shared, close: async () => {} }
    }
    const any = real.isSlow ? share : () => create()
    const isAlive = async (): Promise<boolean> => (await markedProcesses(MARK, mark)).length > 0

    describeAgent(real.name, {
      finishing: { create: any, result: 'These are the files' },
      unstartable: () => create('/nowhere/no-such-agent'),
      echoing: any,
      // Both stop without a further word when they may not: what they had said before is what there is.
      asking: { create: any, granted: 'It was permitted.', denied: 'It has to be allowed.' },
      resumable: { create: () => create(), crash: () => killMarked(MARK, mark), result: 'I went on.' },
      ...(real.isSlow ? {} : { hanging: () => create(), isAlive }),
      timeoutMs: 200_000,
    })

    async function readRun(agent: Agent, input: string, onEvent?: (event: AgentEvent, run: AgentRun) => unknown) {
      const run = agent.start({ taskId: input, input, envelope: encodeDelegation({ input, transcript: [] }) }, {})
      const events: AgentEvent[] = []
      for await (const event of run.events) {
        events.push(event)
        await onEvent?.(event, run)
      }
      const ended = events.at(-1)
      assert.ok(ended?.type === 'ended')
      return { events, ended }
    }

    it(`acp: ${real.name} gets the envelope, asks for its command once, and runs it when it is allowed`, async () => {
      const agent = any()
      const { events } = await readRun(agent, 'do what needs permission', async (event, run) => {
        if (event.type === 'permission-requested') await run.answer?.(event.permissionId, 'granted')
      })
      const asked = events.filter((event) => event.type === 'permission-requested')
      assert.equal(asked.length, 1)
      assert.ok(asked[0]?.type === 'permission-requested')
      assert.deepEqual([asked[0].toolKind, asked[0].isOutside], ['execute', false])
      assert.equal(asked[0].details?.command, 'echo allowed > proof.txt')
      const envelope = encodeDelegation({ input: 'do what needs permission', transcript: [] })
      assert.equal(bench.promptsSeen().at(-1)?.trim(), envelope)
      assert.equal(await readFile(join(bench.home.work, 'proof.txt'), 'utf8'), 'allowed\n')
      const types = events.map(({ type }) => type)
      assert.ok(types.includes('tool-started') && types.indexOf('tool-ended') > types.indexOf('tool-started'))
      await agent.close?.()
    })

    it(`acp: ${real.name} ends its work when it is cancelled, and its session goes on, also in another process`, async () => {
      const agent = create()
      const cancelled = await readRun(agent, 'wait', (event, run) => {
        if (event.type !== 'resumable') return
        // Only when it is really at it.
        void bench.asked('wait').then(() => run.cancel())
      })
      assert.deepEqual(cancelled.ended, { type: 'ended', outcome: 'cancelled' })
      const [alive] = await markedProcesses(MARK, mark)
      assert.ok(alive !== undefined, 'its process stays for the next run')
      const alpha = await readRun(agent, 'alpha')
      await killMarked(MARK, mark)
      const bravo = await readRun(agent, 'bravo')
      // Its process may have been found dead before the prompt, or after it.
      assert.match(bravo.ended.result ?? '', /You said: bravo|I went on\./, JSON.stringify(bravo.ended))
      assert.ok(!JSON.stringify(bravo.events).includes('alpha'), 'the history is not told again')
      const sessions = [cancelled, alpha, bravo].map(({ events }) => {
        const told = events.find((event) => event.type === 'resumable')
        return told?.type === 'resumable' ? told.resumeId : undefined
      })
      assert.equal(new Set(sessions).size, 1)
      await agent.close?.()
      assert.equal(await isAlive(), false)
    })
  })
}
