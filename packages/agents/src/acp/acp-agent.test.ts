import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { describeAgent } from '@parley/conversation/testing'
import type { Agent, AgentEvent, AgentTask, PermissionDecision, RunEnded } from '@parley/conversation'
import { createAcpAgent } from './acp-agent.js'
import type { AcpAgentOptions } from './acp-agent.js'
import { markedProcesses } from './testing/marked-processes.js'

const PROGRAM = fileURLToPath(new URL('./testing/scripted-acp-agent.js', import.meta.url))
/** In the environment of every process that these tests start. */
const MARK = `acp-test-${randomUUID()}`

function scripted(behaviour = '', options: Partial<AcpAgentOptions> = {}): Agent {
  const command = [process.execPath, PROGRAM, behaviour]
  return createAcpAgent({ command, env: { PARLEY_TEST: MARK }, killGraceMs: 300, cancelGraceMs: 300, ...options })
}

async function killAll(): Promise<void> {
  for (const pid of await markedProcesses(MARK)) process.kill(pid, 'SIGKILL')
}

const isAlive = async (): Promise<boolean> => (await markedProcesses(MARK)).length > 0

describeAgent('acp', {
  finishing: { create: scripted, result: 'There are three files.' },
  failing: scripted,
  hanging: scripted,
  unstartable: () => createAcpAgent({ command: ['no-such-acp-agent'] }),
  echoing: scripted,
  asking: { create: scripted, granted: 'It was granted.', denied: 'It was denied' },
  resumable: { create: scripted, crash: killAll, result: 'This is prompt 1' },
  isAlive,
})

interface Outcome {
  readonly events: readonly AgentEvent[]
  readonly ended: RunEnded
}

async function run(agent: Agent, input: string, decision?: PermissionDecision, folder?: string): Promise<Outcome> {
  const envelope = `<realtime_delegation><input>${input}</input></realtime_delegation>`
  const place = folder === undefined ? {} : { workingDirectory: folder }
  const task: AgentTask = { taskId: 'task_1', input, envelope, ...place }
  const started = agent.start(task, {})
  const events: AgentEvent[] = []
  for await (const event of started.events) {
    events.push(event)
    if (event.type === 'permission-requested' && decision !== undefined) {
      await started.answer?.(event.permissionId, decision)
    }
  }
  const ended = events.at(-1)
  assert.ok(ended?.type === 'ended')
  return { events, ended }
}

/** One run of a fresh agent, and nothing left of it. */
async function runOnce(agent: Agent, input: string, decision?: PermissionDecision, folder?: string): Promise<Outcome> {
  const outcome = await run(agent, input, decision, folder)
  await agent.close?.()
  assert.equal(await isAlive(), false)
  return outcome
}

const errorOf = ({ ended }: Outcome): string => (ended.outcome === 'finished' ? '' : (ended.error ?? ''))

test('acp: an agent that wants a login is told to the user with what to do', async () => {
  const outcome = await runOnce(scripted('auth', { loginHint: 'Run scripted login.' }), 'hello')
  assert.equal(outcome.ended.outcome, 'failed')
  assert.match(
    errorOf(outcome),
    /Scripted wants you to log in first\. Run scripted login\..*Log in on the web \(Opens a page\)/,
  )
})

test('acp: another protocol version is a failure that names both', async () => {
  const outcome = await runOnce(scripted('version-2'), 'hello')
  assert.match(errorOf(outcome), /offers version 2 .*Parley speaks version 1/)
})

test('acp: an agent that never answers is given up and ended', async () => {
  const behaviours = ['hang', 'hang-at-once', 'garbage-at-start']
  const outcomes = await Promise.all(
    behaviours.map(async (behaviour) => {
      const agent = scripted(behaviour, { startTimeoutMs: 1500 })
      const outcome = await run(agent, 'hello')
      await agent.close?.()
      return errorOf(outcome)
    }),
  )
  for (const error of outcomes) assert.match(error, /did not answer \S+ within 1\.5 seconds/)
  assert.match(outcomes[2] ?? '', /It printed: Welcome!/)
  assert.equal(await isAlive(), false)
})

test('acp: an agent that ends at its start, at its work or by a signal is a failure that says how', async () => {
  assert.match(errorOf(await runOnce(scripted('exit'), 'hello')), /exited with 2 .*unknown option: --acp/)
  assert.match(errorOf(await runOnce(scripted(), 'please die')), /Scripted exited with 3/)
  assert.match(errorOf(await runOnce(scripted(), 'please crash')), /Scripted was ended by SIGKILL/)
})

test('acp: garbage and endless lines end the run truthfully', async () => {
  assert.match(
    errorOf(await runOnce(scripted(), 'print garbage')),
    /1001 lines that are no messages.*this is no message/,
  )
  assert.match(errorOf(await runOnce(scripted(), 'print a long line')), /a message of more than 16777216 bytes/)
})

test('acp: a flood of updates is bounded, and its end is kept', async () => {
  const { ended } = await runOnce(scripted(), 'flood me')
  assert.equal(ended.outcome, 'finished')
  assert.ok((ended.result?.length ?? 0) <= 1_048_576 + 100)
  assert.match(ended.result ?? '', /text left out[^]*the end of the flood$/)
})

test('acp: an error of the model is the end of the run, and the next run has the same session', async () => {
  const agent = scripted()
  assert.match(
    errorOf(await run(agent, 'be over quota')),
    /Scripted could not do it: The model is over its quota \(-32603\)/,
  )
  const { ended } = await runOnce(agent, 'go on')
  assert.match(ended.result ?? '', /This is prompt 2 of/)
})

test('acp: what can only be allowed for ever is not asked and not allowed', async () => {
  const { events, ended } = await runOnce(scripted(), 'be allowed for ever', 'granted')
  assert.ok(!events.some(({ type }) => type === 'permission-requested'))
  assert.match(ended.result ?? '', /The answer was no\./)
})

test('acp: an agent that ignores its cancelling is ended', async () => {
  const agent = scripted('ignore-cancel')
  const started = agent.start({ taskId: 'task_1', input: 'wait', envelope: '<input>wait</input>' }, {})
  let last: AgentEvent | undefined
  for await (const event of started.events) {
    last = event
    // From here on the prompt is on its way.
    if (event.type === 'resumable') await started.cancel()
  }
  assert.deepEqual(last, { type: 'ended', outcome: 'cancelled' })
  assert.equal(await isAlive(), false)
  await agent.close?.()
})

test('acp: a later run knows the earlier ones, also when the process has died in between', async () => {
  const agent = scripted()
  await run(agent, 'one')
  assert.match((await run(agent, 'two')).ended.result ?? '', /This is prompt 2 of/)
  await killAll()
  const { events, ended } = await runOnce(agent, 'three')
  assert.match(ended.result ?? '', /This is prompt 1 of scripted-\d+: [^]*three/)
  assert.ok(!JSON.stringify(events).includes('An old'), 'what the loading tells again is not news')
})

test('acp: an agent without loading starts anew, and says so when it is asked to resume', async () => {
  const agent = scripted('no-load')
  const { events } = await run(agent, 'one')
  assert.ok(!events.some(({ type }) => type === 'resumable'))
  const resumed = agent.resume?.({ taskId: 'task_1', input: 'one', envelope: 'one' }, 'scripted-1', {})
  assert.ok(resumed !== undefined)
  let last: AgentEvent | undefined
  for await (const event of resumed.events) last = event
  assert.ok(last?.type === 'ended' && last.outcome === 'failed' && last.error?.includes('cannot take up work') === true)
  await run(agent, 'please die')
  assert.match((await runOnce(agent, 'two')).ended.result ?? '', /This is prompt 1 of/)
})

test('acp: a mode or model that the agent does not offer is a failure that names those it has', async () => {
  assert.match(
    errorOf(await runOnce(scripted('', { mode: 'reckless' }), 'hello')),
    /has no mode 'reckless'\. It offers: careful/,
  )
  assert.match(errorOf(await runOnce(scripted('', { model: 'big' }), 'hello')), /lets nobody choose its model/)
  assert.equal((await runOnce(scripted('', { mode: 'careful' }), 'hello')).ended.outcome, 'finished')
})

let folder = ''
before(async () => {
  const home = await mkdtemp(join(tmpdir(), 'parley-acp-'))
  folder = join(home, 'work')
  await mkdir(folder)
  await writeFile(join(home, 'secret'), 'a secret')
  await writeFile(join(folder, 'plain'), 'a plain file')
  await symlink(join(home, 'secret'), join(folder, 'link'))
  await symlink(home, join(folder, 'way-out'))
})
after(() => rm(join(folder, '..'), { recursive: true, force: true }))

test('acp: files are not served unless it is asked for', async () => {
  const { ended } = await runOnce(scripted(), `read ${join(folder, 'plain')}`, undefined, folder)
  assert.match(ended.result ?? '', /refused: .*Files are not served/)
})

test('acp: served files lie in the folder of the task, links included', async () => {
  const agent = scripted('', { files: 'served' })
  const read = async (path: string): Promise<string> =>
    (await run(agent, `read ${path}`, undefined, folder)).ended.result ?? ''
  assert.match(await read(join(folder, 'plain')), /got \{"content":"a plain file"\}/)
  for (const path of ['../secret', 'link', 'way-out/secret', '/etc/passwd', folder, 'relative']) {
    assert.match(await read(path.startsWith('/') ? path : `${folder}/${path}`), /refused/)
  }
  assert.match(await read('plain'), /refused: .*no absolute path/)
  await agent.close?.()
})

test('acp: a served file is written only when that was allowed', async () => {
  const agent = scripted('', { files: 'served' })
  const path = join(folder, 'new/file')
  const denied = await run(agent, `write ${path} with words`, 'denied', folder)
  assert.match(denied.ended.result ?? '', /refused: .*was not allowed/)
  await assert.rejects(readFile(path), /ENOENT/)
  const granted = await run(agent, `write ${path} with words`, 'granted', folder)
  assert.match(granted.ended.result ?? '', /got/)
  assert.equal(await readFile(path, 'utf8'), 'words')
  const asked = granted.events.find(({ type }) => type === 'permission-requested')
  assert.ok(asked?.type === 'permission-requested' && asked.toolKind === 'edit' && asked.isOutside === false)
  assert.match(asked.details?.diff ?? '', /^\+words$/m)
  const outside = await run(agent, `write ${folder}/way-out/hole with words`, 'granted', folder)
  assert.match(outside.ended.result ?? '', /refused/)
  assert.ok(!outside.events.some(({ type }) => type === 'permission-requested'))
  await agent.close?.()
})
