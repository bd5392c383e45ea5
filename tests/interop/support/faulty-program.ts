export const faults = ['kill', 'hang', 'garbage', 'flood'] as const
export type Fault = (typeof faults)[number]

export const languages = ['codex', 'acp', 'command'] as const
export type Language = (typeof languages)[number]

export const FLOOD_WORDS = 'The flood is over.'

/**
 * A program for Node that takes one task in one of the languages and then goes wrong. Before that it starts another process, out
 * of its own group, that would live for hours.
 */
export function faultyProgram(language: Language, fault: Fault): readonly string[] {
  return [process.execPath, '-e', `${COMMON}\n${LANGUAGES[language]}\n${FAULTS[fault]}\n${READING[language]}`]
}

/** `print` resolves when the pipe has taken it: what is only queued is lost with `process.exit`. */
const COMMON = `
const { spawn } = require('node:child_process')
const { createInterface } = require('node:readline')
const print = (text) => new Promise((done) => process.stdout.write(text, done))
const say = (message) => print(JSON.stringify(message) + '\\n')
const strayProcess = () => spawn('sleep', ['8645'], { stdio: 'ignore', detached: true })
`

/** What each program says of its task: `word` by word, and `finish`. */
const LANGUAGES: Readonly<Record<Language, string>> = {
  codex: `
let turnId = ''
const tell = (method, params) => say({ method, params: { threadId: 'thread', turnId, ...params } })
const word = (text) => tell('item/agentMessage/delta', { itemId: 'm', delta: text })
const finish = async (text) => {
  await tell('item/completed', { item: { type: 'agentMessage', id: 'm', text, phase: 'final_answer' } })
  await tell('turn/completed', { turn: { id: turnId, status: 'completed', items: [] } })
}`,
  acp: `
let promptId
const word = (text) => say({ jsonrpc: '2.0', method: 'session/update', params: {
  sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } } })
const finish = async (text) => {
  await say({ jsonrpc: '2.0', method: 'session/update', params: {
    sessionId: 's', update: { sessionUpdate: 'tool_call', toolCallId: 't', title: 'Look', kind: 'read' } } })
  await word(text)
  await say({ jsonrpc: '2.0', id: promptId, result: { stopReason: 'end_turn' } })
}`,
  command: `
const word = (text) => print(text + '\\n')
const finish = async (text) => {
  await print('\\n\\n' + text + '\\n')
  process.exit(0)
}`,
}

const FAULTS: Readonly<Record<Fault, string>> = {
  kill: `const goWrong = () => process.kill(process.pid, 'SIGKILL')`,
  hang: `
process.on('SIGTERM', () => {})
setInterval(() => {}, 1000)
const goWrong = () => { process.stdin.pause() }`,
  garbage: `
const goWrong = async () => {
  for (let count = 0; count < 5000; count += 1) await print(Buffer.from([0, 255, 27, 91, 50, 74, 123, 34, count % 256, 10]))
  process.exit(0)
}`,
  flood: `
const goWrong = async () => {
  for (let count = 0; count < 20000; count += 1) await word('flood '.repeat(150))
  await finish('${FLOOD_WORDS}')
}`,
}

const READING: Readonly<Record<Language, string>> = {
  codex: `
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  if (method === 'initialize') say({ id, result: {} })
  if (method === 'thread/start' || method === 'thread/resume') say({ id, result: { thread: { id: 'thread' } } })
  if (method !== 'turn/start') return
  turnId = 'turn_' + id
  say({ id, result: { turn: { id: turnId } } })
  strayProcess()
  goWrong()
})`,
  acp: `
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line)
  const answer = (result) => say({ jsonrpc: '2.0', id, result })
  if (method === 'initialize') answer({ protocolVersion: 1, agentCapabilities: { loadSession: true }, authMethods: [] })
  if (method === 'session/new') answer({ sessionId: 's' })
  if (method === 'session/load') answer({})
  if (method !== 'session/prompt') return
  promptId = id
  strayProcess()
  goWrong()
})`,
  command: `
strayProcess()
goWrong()`,
}
