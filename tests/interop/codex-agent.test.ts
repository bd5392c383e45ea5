import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createCodexAgent } from '@parley/agents'
import type { CodexAgentOptions } from '@parley/agents'
import type { Agent } from '@parley/conversation'
import { describeAgent } from '@parley/conversation/testing'
import { decodeDelegation } from '@parley/wire'
import { makeCodexHome } from './support/codex-home.js'
import type { CodexHome } from './support/codex-home.js'
import { findCodex } from './support/codex-program.js'
import { killMarked, markedProcesses } from './support/marked-processes.js'
import { openScriptedModel } from './support/scripted-model.js'
import type { ModelRequest, ModelStep, ScriptedModel } from './support/scripted-model.js'

const MARK = 'PARLEY_INTEROP_MARK'
const never = (): Promise<readonly ModelStep[]> => new Promise(() => {})
const final = (text: string): readonly ModelStep[] => [{ kind: 'message', phase: 'final_answer', text }]

/** The model of the acceptance suite: what it does follows from the task alone. */
function answer(request: ModelRequest): readonly ModelStep[] | Promise<readonly ModelStep[]> {
  const { lastUserText, commandOutput } = request
  const input = decodeDelegation(lastUserText)?.input ?? lastUserText
  switch (input) {
    case 'list the files':
      if (commandOutput !== undefined) return final(`These are the files: ${commandOutput}`)
      return [
        { kind: 'message', phase: 'commentary', text: 'I will look.' },
        { kind: 'command', command: 'ls' },
      ]
    case 'fail':
      return [{ kind: 'failure', message: 'the model exploded' }]
    case 'wait':
      return never()
    case 'wait for more':
      return [{ kind: 'unfinished', text: 'While I wait' }]
    case 'do what needs permission':
      if (commandOutput === undefined) return [{ kind: 'command', command: 'echo yes', wants: 'May it say yes?' }]
      return final(/rejected/.test(commandOutput) ? 'It was refused.' : 'It was permitted.')
    case 'ask me':
      if (commandOutput !== undefined) return final(`You said ${commandOutput}`)
      return [{ kind: 'call', name: 'request_user_input', arguments: { questions: [question] } }]
    case 'a long job':
      return never()
    default:
      return final(/ended before it was done/.test(lastUserText) ? 'I went on.' : `You said: ${input}`)
  }
}

const question = {
  id: 'which',
  header: 'Which',
  question: 'Which word?',
  options: [
    { label: 'Umbrella', description: 'the first' },
    { label: 'Raincoat', description: 'the second' },
  ],
}

const program = await findCodex()
if (!program.found) console.log(`interop: the codex agent is skipped: ${program.reason}`)

describe('interop: the codex agent', { timeout: 120_000, skip: program.found ? false : program.reason }, () => {
  let model: ScriptedModel
  let home: CodexHome

  before(async () => {
    model = await openScriptedModel(answer)
    home = await makeCodexHome({ modelUrl: model.baseUrl, files: { 'one.txt': 'one\n', 'two.txt': 'two\n' } })
  })
  after(async () => {
    await model.close()
    await home.remove()
  })

  let mark = ''
  const create = (options: Partial<CodexAgentOptions> = {}): Agent => {
    assert.ok(program.found)
    mark = randomUUID()
    const env = { HOME: home.home, CODEX_HOME: home.home, [MARK]: mark }
    return createCodexAgent({
      program: [process.execPath, program.script],
      workingDirectory: home.work,
      config: { features: { default_mode_request_user_input: true } },
      env,
      ...options,
    })
  }

  describeAgent('codex', {
    finishing: { create, result: 'two.txt' },
    failing: create,
    hanging: create,
    unstartable: () => create({ program: ['/nowhere/no-such-codex'] }),
    echoing: create,
    steerable: create,
    asking: { create, granted: 'permitted', denied: 'refused' },
    questioning: create,
    resumable: {
      create: () => create({ maxReconnects: 0 }),
      crash: () => killMarked(MARK, mark),
      result: 'I went on.',
    },
    isAlive: async () => (await markedProcesses(MARK, mark)).length > 0,
  })
  it('placeholder', () => {})
})
