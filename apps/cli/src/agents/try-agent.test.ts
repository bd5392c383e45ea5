import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent, AgentEvent, ApprovalRules, PermissionDecision, RunEnded } from '@parley/conversation'
import type { KeyboardPrompt } from '../approvals/keyboard-prompt.js'
import { tryAgent } from './try-agent.js'

type Request = Extract<AgentEvent, { readonly type: 'permission-requested' }>

const request = (toolKind: Request['toolKind'], isOutside = false): Request => ({
  ...{ type: 'permission-requested', permissionId: 'p1', title: 'Do it', toolKind, isOutside },
})

/** Asks once, and ends when it has its answer. */
function createAskingAgent(asked: Request): { readonly agent: Agent; readonly state: { cancelled: number } } {
  const state = { cancelled: 0 }
  let decide: (decision: PermissionDecision) => void = () => {}
  const decided = new Promise<PermissionDecision>((resolve) => (decide = resolve))
  async function* events(): AsyncGenerator<AgentEvent> {
    yield { type: 'update', text: 'hello', channel: 'silent' }
    yield asked
    const result: RunEnded = { type: 'ended', outcome: 'finished', result: await decided }
    yield result
  }
  const agent: Agent = {
    name: 'asking',
    describe: () => ({ name: 'asking', canSteer: false, canAnswer: true }),
    start: () => ({
      runId: 'run_1',
      events: events(),
      answer: async (_permissionId, decision) => {
        decide(decision)
      },
      cancel: async () => {
        state.cancelled += 1
      },
    }),
  }
  return { agent, state }
}

interface Trial {
  readonly result: string
  readonly told: readonly string[]
  readonly asked: readonly string[]
}

async function tryOut(asked: Request, rules: ApprovalRules, keyboard?: PermissionDecision): Promise<Trial> {
  const { agent, state } = createAskingAgent(asked)
  const told: string[] = []
  const askedAtKeyboard: string[] = []
  const ended = await tryAgent({
    ...{ agent, rules, words: 'do it', workingDirectory: '/', signal: new AbortController().signal },
    tell: (event, decision) => told.push(`${event.type}${decision === undefined ? '' : ` ${decision}`}`),
    openPrompt:
      keyboard === undefined
        ? undefined
        : ({ answer }): KeyboardPrompt => ({
            ask: (permission) => {
              assert.ok('permissionId' in permission)
              askedAtKeyboard.push(permission.permissionId)
              answer(permission, keyboard)
            },
            withdraw: () => {},
            close: () => {},
          }),
  })
  assert.equal(state.cancelled, 1, 'nothing is left running')
  return { result: ended.outcome === 'finished' ? ended.result : '', told, asked: askedAtKeyboard }
}

test('agents test: what the agent asks permission for is asked at the keyboard', async () => {
  const granted = await tryOut(request('execute'), {}, 'granted')
  assert.deepEqual(granted, { result: 'granted', told: ['update', 'permission-requested'], asked: ['p1'] })
  assert.equal((await tryOut(request('execute'), {}, 'denied')).result, 'denied')
})

test('agents test: where nobody sits at the keyboard, what needs an answer is denied', async () => {
  const { result, told } = await tryOut(request('execute'), {})
  assert.deepEqual([result, told.at(-1)], ['denied', 'permission-requested denied'])
})

test('agents test: rules that allow or deny ask nobody, and outside the folder the stricter one holds', async () => {
  const cases: readonly (readonly [Request, ApprovalRules, string, number])[] = [
    [request('read'), {}, 'granted', 0],
    [request('read', true), {}, 'denied', 1],
    [request('execute'), { execute: 'allow' }, 'granted', 0],
    [request('execute', true), { execute: 'allow', outside: 'allow' }, 'granted', 0],
    [request('execute', true), { execute: 'allow', outside: 'deny' }, 'denied', 0],
    [request('execute'), { '*': 'deny' }, 'denied', 0],
    [request('network'), { '*': 'allow', network: 'screen' }, 'denied', 1],
  ]
  for (const [asked, rules, result, askCount] of cases) {
    const trial = await tryOut(asked, rules, 'denied')
    assert.deepEqual([trial.result, trial.asked.length], [result, askCount], JSON.stringify([asked, rules]))
  }
})

test('agents test: a question that nobody can answer ends the run', async () => {
  let end: (ended: RunEnded) => void = () => {}
  const ended = new Promise<RunEnded>((resolve) => (end = resolve))
  const cancel = async (): Promise<void> => {
    end({ type: 'ended', outcome: 'cancelled' })
  }
  async function* events(): AsyncGenerator<AgentEvent> {
    yield { type: 'needs-input', questionId: 'q1', question: 'Which branch?' }
    yield await ended
  }
  const agent: Agent = {
    name: 'curious',
    describe: () => ({ name: 'curious', canSteer: false, canAnswer: false, canReply: true }),
    start: () => ({ runId: 'run_1', events: events(), cancel }),
  }
  const options = { agent, rules: {}, words: 'go', workingDirectory: '/', signal: new AbortController().signal }
  const { outcome } = await tryAgent({ ...options, tell: () => {}, openPrompt: undefined })
  assert.equal(outcome, 'cancelled')
})
