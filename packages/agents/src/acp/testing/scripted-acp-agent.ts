/**
 * A program that speaks ACP by script, for what real agents cannot be brought to do. Its argument names how it misbehaves; what
 * a prompt holds names what it does then. Everything is the SDK's agent side, unless it misbehaves below it.
 */
import { Readable, Writable } from 'node:stream'
import { agent, methods, ndJsonStream, RequestError } from '@agentclientprotocol/sdk'
import type {
  AgentContext,
  RequestPermissionRequest,
  RequestPermissionResponse,
  SessionUpdate,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk'

const behaviour = process.argv[2] ?? ''
const FOREVER = new Promise<never>(() => {})
const promptCounts = new Map<string, number>()
const cancels = new Map<string, () => void>()
const once = [
  { optionId: 'yes', name: 'Yes', kind: 'allow_once' as const },
  { optionId: 'always', name: 'Always', kind: 'allow_always' as const },
  { optionId: 'no', name: 'No', kind: 'reject_once' as const },
]

function tell(client: AgentContext, sessionId: string, update: SessionUpdate): Promise<void> {
  return client.notify(methods.client.session.update, { sessionId, update })
}

function say(client: AgentContext, sessionId: string, text: string): Promise<void> {
  return tell(client, sessionId, { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } })
}

async function ask(client: AgentContext, sessionId: string, toolCall: ToolCallUpdate, options = once): Promise<string> {
  const { requestPermission } = methods.client.session
  const request = { sessionId, toolCall, options }
  const { outcome } = await client.request<RequestPermissionResponse, RequestPermissionRequest>(
    requestPermission,
    request,
  )
  return outcome.outcome === 'selected' ? outcome.optionId : outcome.outcome
}

async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    return `got ${JSON.stringify(await work())}`
  } catch (error) {
    return `refused: ${error instanceof RequestError ? JSON.stringify(error.toErrorResponse()) : String(error)}`
  }
}

async function work(client: AgentContext, sessionId: string, text: string): Promise<string> {
  const [, path = '', content = ''] = /(?:read|write) ([^\s<]+)(?: with ([^\s<]+))?/.exec(text) ?? []
  const { readTextFile, writeTextFile } = methods.client.fs
  if (text.includes('needs permission')) {
    const toolCall = { toolCallId: 'run', kind: 'execute' as const, rawInput: { command: 'make all' } }
    const answer = await ask(client, sessionId, toolCall)
    return answer === 'yes' ? 'It was granted.' : `It was denied: ${answer}.`
  }
  if (text.includes('for ever')) {
    const toolCall = { toolCallId: 'ever', kind: 'edit' as const, title: 'Edit all' }
    return `The answer was ${await ask(client, sessionId, toolCall, once.slice(1))}.`
  }
  if (text.includes('read ')) return attempt(() => client.request(readTextFile, { sessionId, path }))
  if (text.includes('write ')) return attempt(() => client.request(writeTextFile, { sessionId, path, content }))
  if (text.includes('die')) process.exit(3)
  if (text.includes('crash')) process.kill(process.pid, 'SIGKILL')
  if (text.includes('garbage')) while (process.stdout.writable) await print('this is no message')
  if (text.includes('long line')) while (process.stdout.writable) await print('x'.repeat(65_536), '')
  if (text.includes('flood')) {
    for (let count = 0; count < 50_000; count += 1) await say(client, sessionId, `${'flood '.repeat(10)}\n`)
    return 'the end of the flood'
  }
  if (text.includes('over quota')) throw new RequestError(-32603, 'The model is over its quota')
  if (text.includes('list the files')) {
    await say(client, sessionId, 'I will look.')
    await tell(client, sessionId, { sessionUpdate: 'tool_call', toolCallId: 'ls', title: 'List', kind: 'read' })
    await tell(client, sessionId, { sessionUpdate: 'tool_call_update', toolCallId: 'ls', status: 'completed' })
    return 'There are three files.'
  }
  return `This is prompt ${promptCounts.get(sessionId) ?? 0} of ${sessionId}: ${text}`
}

/** Writes without asking the SDK; resolves when the pipe takes more. */
async function print(text: string, end = '\n'): Promise<void> {
  if (process.stdout.write(`${text}${end}`)) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}

if (behaviour === 'garbage-at-start') await print('Welcome! Type /help for help.')
if (behaviour === 'exit') {
  process.stderr.write('unknown option: --acp\n')
  process.exit(2)
}

const app = agent({ name: 'scripted' })
  .onRequest(methods.agent.initialize, () => ({
    protocolVersion: behaviour === 'version-2' ? 2 : 1,
    agentInfo: { name: 'scripted', title: 'Scripted', version: '1.0.0' },
    agentCapabilities: { loadSession: behaviour !== 'no-load' },
    authMethods: [{ id: 'web', name: 'Log in on the web', description: 'Opens a page' }],
  }))
  .onRequest(methods.agent.session.new, async () => {
    if (behaviour === 'auth') throw RequestError.authRequired()
    if (behaviour === 'hang' || behaviour === 'garbage-at-start') await FOREVER
    return {
      sessionId: `scripted-${process.pid}`,
      modes: { currentModeId: 'careful', availableModes: [{ id: 'careful', name: 'Careful' }] },
    }
  })
  .onRequest(methods.agent.session.setMode, () => ({}))
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    if (!params.sessionId.startsWith('scripted-')) throw RequestError.sessionNotFound(params.sessionId)
    // What was said before is told again.
    await say(client, params.sessionId, 'An old answer.')
    // Nobody can answer this one any more.
    await ask(client, params.sessionId, { toolCallId: 'old', title: 'An old question' })
    return {}
  })
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const { sessionId, prompt } = params
    promptCounts.set(sessionId, (promptCounts.get(sessionId) ?? 0) + 1)
    const text = prompt.map((block) => (block.type === 'text' ? block.text : '')).join('')
    const cancelled = new Promise<'cancelled'>((resolve) => {
      cancels.set(sessionId, () => {
        if (behaviour !== 'ignore-cancel') resolve('cancelled')
      })
    })
    if (text.includes('<input>wait</input>')) {
      await cancelled
      return { stopReason: 'cancelled' }
    }
    // The one that takes a long job up again ends it; the first one is at it until it is killed.
    if (text.includes('a long job') && !text.includes('interrupted')) await FOREVER
    if (text.includes('fail')) return { stopReason: 'refusal' }
    const answer = await Promise.race([work(client, sessionId, text), cancelled])
    if (answer === 'cancelled') return { stopReason: 'cancelled' }
    await say(client, sessionId, answer)
    return { stopReason: 'end_turn' }
  })
  .onNotification(methods.agent.session.cancel, ({ params }) => cancels.get(params.sessionId)?.())

if (behaviour !== 'hang-at-once') {
  const { closed } = app.connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)))
  void closed.then(() => process.exit(0))
} else setInterval(() => {}, 1000)
