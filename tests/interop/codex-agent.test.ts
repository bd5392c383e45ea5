import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createCodexAgent } from '@parley/agents'
import type { CodexAgentOptions } from '@parley/agents'
import type { Agent, AgentEvent, AgentRun, AgentTask, PermissionDecision } from '@parley/conversation'
import { createFakeClock, describeAgent } from '@parley/conversation/testing'
import { decodeDelegation, encodeDelegation } from '@parley/wire'
import { makeCodexHome } from './support/codex-home.js'
import type { CodexHome } from './support/codex-home.js'
import { findCodex } from './support/codex-program.js'
import { killMarked, markedProcesses, processesRunning } from './support/marked-processes.js'
import { openScriptedModel } from './support/scripted-model.js'
import type { ModelRequest, ModelStep, ScriptedModel } from './support/scripted-model.js'

const MARK = 'PARLEY_INTEROP_MARK'
/** So long that nobody else's `sleep` is meant. */
const SLEEP_SECONDS = 8642
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
    case 'write without asking':
      return commandOutput === undefined
        ? [{ kind: 'command', command: 'touch unasked.txt' }]
        : final(`It said: ${commandOutput}`)
    case 'sleep long':
      return [{ kind: 'command', command: `sleep ${SLEEP_SECONDS}` }]
    default:
      if (commandOutput !== undefined) return final('It is over.')
      if (input.startsWith('make ')) {
        return [{ kind: 'command', command: `touch ${input.slice(5)}`, wants: 'May it make a file?' }]
      }
      if (input.startsWith('patch ')) {
        return [{ kind: 'patch', patch: `*** Begin Patch\n*** Add File: ${input.slice(6)}\n+patched\n*** End Patch\n` }]
      }
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
  it('interop: the codex agent gives the envelope to its model, word for word', async () => {
    const agent = create()
    const { ended, events } = await runTask(agent, 'list the files')
    await agent.close?.()
    assert.equal(ended.outcome, 'finished')
    const asked = model.requests.findLast(({ commandOutput }) => commandOutput === undefined)
    assert.equal(asked?.lastUserText, taskFor('list the files').envelope)
    const [update] = events.flatMap((event) => (event.type === 'update' ? [event.text] : []))
    assert.equal(update, 'I will look.')
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'tool-started' ? [[event.kind, event.title]] : [])),
      [['execute', 'ls']],
    )
    const usage = events.findLast((event) => event.type === 'usage')
    assert.deepEqual(usage, { type: 'usage', inputTokens: 20, outputTokens: 10 })
  })

  it('interop: the codex agent knows the earlier task, also when its process was ended between', async () => {
    const clock = createFakeClock()
    const agent = create({ clock, idleMs: 1000 })
    await runTask(agent, 'remember the first')
    await runTask(agent, 'remember the second')
    clock.advance(1000)
    const { events } = await runTask(agent, 'remember the third')
    await agent.close?.()
    const inputs = model.requests.at(-1)?.userTexts.flatMap((text) => decodeDelegation(text)?.input ?? [])
    assert.deepEqual(inputs, ['remember the first', 'remember the second', 'remember the third'])
    const usage = events.findLast((event) => event.type === 'usage')
    assert.deepEqual(usage, { type: 'usage', inputTokens: 10, outputTokens: 5 })
  })

  it('interop: the codex agent changes nothing unasked', async () => {
    const agent = create()
    const { events, ended } = await runTask(agent, 'write without asking')
    await agent.close?.()
    assert.ok(!events.some(({ type }) => type === 'permission-requested'))
    assert.match(ended.result ?? '', /Read-only file system|bwrap|sandbox/i)
    await assert.rejects(readFile(join(home.work, 'unasked.txt')))
  })

  it('interop: where the codex agent may do nothing unasked, it asks for reading too', async () => {
    const agent = create({ approvalPolicy: 'untrusted' })
    const asked = await answerAll(agent.start(taskFor('list the files'), {}), 'granted')
    await agent.close?.()
    assert.deepEqual(
      asked.map(({ toolKind, title }) => [toolKind, title]),
      [['execute', 'Run the command ls']],
    )
  })

  for (const decision of ['granted', 'denied'] as const) {
    it(`interop: a command of the codex agent that was ${decision} is ${decision === 'granted' ? '' : 'not '}run`, async () => {
      const name = `command-${decision}.txt`
      const agent = create()
      const run = agent.start(taskFor(`make ${name}`), {})
      const asked = await answerAll(run, decision)
      await agent.close?.()
      assert.deepEqual(
        asked.map(({ toolKind, title, details }) => [toolKind, title, details?.reason]),
        [['execute', `Run the command touch ${name}`, 'May it make a file?']],
      )
      assert.equal(existsSync(join(home.work, name)), decision === 'granted')
      const told = model.requests.at(-1)?.commandOutput ?? ''
      assert.match(told, decision === 'granted' ? /exited with code 0/ : /rejected/)
    })

    it(`interop: a change of files by the codex agent that was ${decision} is ${decision === 'granted' ? '' : 'not '}made`, async () => {
      const name = `patch-${decision}.txt`
      // Only of a model that it knows does Codex believe that it can do so.
      const agent = create({ model: 'gpt-5.5' })
      const run = agent.start(taskFor(`patch ${name}`), {})
      const asked = await answerAll(run, decision)
      await agent.close?.()
      const [{ toolKind, title, details } = assert.fail('nothing was asked')] = asked
      assert.deepEqual([toolKind, title], ['edit', `Add ${name}`])
      assert.equal(details?.diff, `--- /dev/null\n+++ b/${name}\n+patched\n`)
      assert.equal(existsSync(join(home.work, name)), decision === 'granted')
    })
  }

  it('interop: steering the codex agent aborts what it writes and comes after the task', async () => {
    const agent = create()
    const run = agent.start(taskFor('wait for more'), {})
    const events = eventsOf(run)
    await until(events, (event) => event.type === 'progress')
    await run.steer?.('use the word umbrella')
    const ended = await until(events, (event) => event.type === 'ended')
    await agent.close?.()
    assert.equal(ended.type === 'ended' ? ended.result : '', 'You said: use the word umbrella')
    assert.deepEqual(model.requests.at(-1)?.userTexts.slice(-2), [
      taskFor('wait for more').envelope,
      'use the word umbrella',
    ])
  })

  it('interop: cancelling the codex agent ends the command that it runs', async () => {
    const agent = create()
    const run = agent.start(taskFor('sleep long'), {})
    const events = eventsOf(run)
    await until(events, (event) => event.type === 'tool-started')
    assert.ok((await sleepers()).length > 0)
    await run.cancel()
    assert.deepEqual(await sleepers(), [])
    assert.deepEqual(await markedProcesses(MARK, mark), [])
    const ended = await until(events, (event) => event.type === 'ended')
    assert.equal(ended.type === 'ended' && ended.outcome, 'cancelled')
    const next = await runTask(agent, 'say something else')
    await agent.close?.()
    assert.equal(next.ended.result, 'You said: say something else')
    assert.match(model.requests.at(-1)?.userTexts.join('\n') ?? '', /sleep long[^]*turn_aborted/)
  })

  it('interop: a codex agent that is killed in the middle of its work goes on in a new process', async () => {
    const agent = create()
    const run = agent.start(taskFor('a long job'), {})
    const events = eventsOf(run)
    const asked = model.requests.length
    await until(events, (event) => event.type === 'resumable')
    await waitFor(() => model.requests.length > asked)
    await killMarked(MARK, mark)
    const ended = await until(events, (event) => event.type === 'ended')
    await agent.close?.()
    assert.equal(ended.type === 'ended' ? ended.result : '', 'I went on.')
    assert.deepEqual(await markedProcesses(MARK, mark), [])
  })

  it('interop: a codex agent that is killed again and again has failed, and leaves nothing', async () => {
    const agent = create({ maxReconnects: 0 })
    const run = agent.start(taskFor('sleep long'), {})
    const events = eventsOf(run)
    await until(events, (event) => event.type === 'tool-started')
    const [first] = await markedProcesses(MARK, mark)
    assert.ok(first !== undefined)
    await killMarked(MARK, mark)
    const ended = await until(events, (event) => event.type === 'ended')
    assert.ok(ended.type === 'ended' && ended.outcome === 'failed')
    assert.match(ended.error ?? '', /SIGKILL|exited with/)
    assert.deepEqual([...(await markedProcesses(MARK, mark)), ...(await sleepers())], [])
    await agent.close?.()
  })

  it('interop: a setting that Codex refuses to start with does not keep the codex agent from working', async () => {
    const old = await makeCodexHome({ modelUrl: model.baseUrl, configuration: 'approval_policy = "untrusted"' })
    const agent = create({ env: { HOME: old.home, CODEX_HOME: old.home } })
    const { ended } = await runTask(agent, 'say something')
    await agent.close?.()
    await old.remove()
    assert.equal(ended.result, 'You said: say something')
  })

  it('interop: a codex agent that nobody has signed in says what to do', async () => {
    const refusing = createServer((request, response) => {
      request.resume()
      response.writeHead(401, { 'content-type': 'application/json' })
      response.end('{"error":{"message":"Missing bearer authentication","type":"invalid_request_error"}}')
    })
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const address = refusing.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const signedOut = await makeCodexHome({ modelUrl: `http://127.0.0.1:${port}/v1` })
    const agent = create({ env: { HOME: signedOut.home, CODEX_HOME: signedOut.home } })
    const { ended } = await runTask(agent, 'list the files')
    await agent.close?.()
    await new Promise((resolve) => refusing.close(resolve))
    await signedOut.remove()
    assert.ok(ended.outcome === 'failed')
    assert.match(ended.error ?? '', /401.*codex login/)
  })
})

async function sleepers(): Promise<readonly number[]> {
  return processesRunning(`sleep ${SLEEP_SECONDS}`)
}

function taskFor(input: string): AgentTask {
  return { taskId: 'task_1', input, envelope: encodeDelegation({ input, transcript: [] }) }
}

async function runTask(agent: Agent, input: string) {
  const events: AgentEvent[] = []
  for await (const event of agent.start(taskFor(input), {}).events) events.push(event)
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  return { events, ended }
}

const eventsOf = (run: AgentRun): AsyncIterator<AgentEvent> => run.events[Symbol.asyncIterator]()

async function until(events: AsyncIterator<AgentEvent>, isWanted: (event: AgentEvent) => boolean): Promise<AgentEvent> {
  for (;;) {
    const next = await events.next()
    assert.ok(next.done !== true, 'the run ended before')
    if (isWanted(next.value)) return next.value
  }
}

async function answerAll(run: AgentRun, decision: PermissionDecision) {
  const asked = []
  for await (const event of run.events) {
    if (event.type !== 'permission-requested') continue
    asked.push(event)
    await run.answer?.(event.permissionId, decision)
  }
  return asked
}

/** Another process decides when. */
async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}
