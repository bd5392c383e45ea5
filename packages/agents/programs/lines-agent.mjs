// An agent that speaks agent lines, to copy and change: docs/protocol/agent-lines.md. It needs nothing but Node, does no
// real work, and shows every message; which ones depends on words in the request. Parley runs it with
//   createCommandAgent({ command: 'node lines-agent.mjs', lines: { can: ['steer', 'answer', 'reply', 'resume'] } })
import { createInterface } from 'node:readline'

/** One message, one line. Nothing else may go to standard output: logs go to standard error. */
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

/** What waits for an answer, by the id of its question. */
const waiting = new Map()
const ask = (message) => {
  say(message)
  return new Promise((resolve) => waiting.set(message.id, resolve))
}

/** Guidance that has come and was not used yet, and who waits for it. */
const guidance = []
let wakeForGuidance = () => {}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

// The first line. Until then everything that is printed is shown as text.
say({ type: 'hello', parley: 1 })

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.type === 'task') work(message).catch((error) => say({ type: 'error', message: error.message }))
  if (message.type === 'answer') waiting.get(message.id)?.(message.decision)
  if (message.type === 'reply') waiting.get(message.id)?.(message.text)
  if (message.type === 'steer') {
    guidance.push(message.text)
    // Only now the user is told that it has arrived. `steer-refused` with a `reason` is the other answer.
    say({ type: 'steered', id: message.id })
    wakeForGuidance()
  }
  // After `cancel` the input ends, and after a grace period SIGTERM comes: this is the time to put things in order.
  if (message.type === 'cancel') break
}
process.exit(0)

async function work({ input, resumeId, guidance: earlier = [] }) {
  guidance.push(...earlier)
  if (resumeId !== undefined || /long job/.test(input)) return longJob(resumeId)
  if (/fail/.test(input)) throw new Error('The printer is out of paper.')
  if (/wait for more/.test(input)) {
    if (guidance.length === 0) await new Promise((resolve) => (wakeForGuidance = resolve))
    return say({ type: 'result', result: `You told me: ${guidance.join(' ')}` })
  }
  if (/wait/.test(input)) return say({ type: 'progress', text: 'Waiting until somebody cancels me.' })
  if (/permission/.test(input)) {
    const decision = await ask({
      ...{ type: 'permission', id: 'p1', kind: 'delete', title: 'Delete the old reports' },
      details: { command: 'rm -r reports/2019', paths: ['reports/2019'], reason: 'They are never read.' },
    })
    return say({
      type: 'result',
      result: decision === 'granted' ? 'The reports are gone.' : 'The reports are still there.',
    })
  }
  if (/ask me/.test(input)) {
    const word = await ask({ type: 'question', id: 'q1', question: 'Which colour?', choices: ['red', 'green'] })
    return say({ type: 'result', result: `The colour is ${word}.`, spoken: `It is ${word} now.` })
  }
  return everyday(input)
}

/** Work as it usually looks from outside. */
function everyday(input) {
  const steps = ['look', 'count'].map((text) => ({ text, status: 'pending' }))
  say({ type: 'plan', steps: [{ ...steps[0], status: 'running' }, steps[1]] })
  say({ type: 'tool-started', id: 't1', name: 'list', title: 'List the folder', kind: 'read' })
  say({ type: 'update', text: 'Looking at three files.', channel: 'silent' })
  say({ type: 'tool-ended', id: 't1', outcome: 'succeeded' })
  say({ type: 'diff', diff: '--- a/notes\n+++ b/notes\n@@ -0,0 +1 @@\n+three files\n' })
  say({ type: 'usage', inputTokens: 120, outputTokens: 8 })
  // The last message. `result` is for the screen, `spoken` for the voice where that is not the same.
  say({ type: 'result', result: `There are three files.\n\nAsked: ${input}`, spoken: 'There are three files.' })
}

/** Ten steps; the id says from where it can be taken up. A real agent keeps its work in a file under that id. */
async function longJob(resumeId) {
  const from = resumeId === undefined ? 0 : Number(/^step-(\d+)$/.exec(resumeId)?.[1])
  if (!Number.isInteger(from)) throw new Error(`There is no work under the id ${resumeId}.`)
  for (let step = from; step < 10; step++) {
    say({ type: 'resumable', resumeId: `step-${step}` })
    say({ type: 'progress', text: `Step ${step + 1} of 10` })
    await pause(100)
  }
  say({ type: 'result', result: 'All ten steps are done.' })
}
