// An agent of agent lines that looks busy: for pictures of the page. It does no work.
import { createInterface } from 'node:readline'

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
const waiting = new Map()
const ask = (message) => {
  say(message)
  return new Promise((resolve) => waiting.set(message.id, resolve))
}

const DIFF = `--- a/src/cart.ts
+++ b/src/cart.ts
@@ -12,7 +12,8 @@ export function totalOf(cart: Cart): number {
   const items = cart.items.filter(isPriced)
-  return items.reduce((sum, item) => sum + item.price, 0)
+  const sum = items.reduce((total, item) => total + item.price * item.count, 0)
+  return Math.round(sum * 100) / 100
 }
`
const RESULT = `Two of 214 tests failed, and **both are mended**. The total of a cart left out how many of each item there are.

\`\`\`ts
const sum = items.reduce((total, item) => total + item.price * item.count, 0)
return Math.round(sum * 100) / 100 // to cents
\`\`\`

| suite | before | now |
| --- | --- | --- |
| cart | 2 failed | 31 passed |
| checkout | 12 passed | 12 passed |

- Nothing else was changed.
- The whole run took 41 seconds.`

say({ type: 'hello', parley: 1 })
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.type === 'task') void work(message.input)
  if (message.type === 'answer') waiting.get(message.id)?.(message.decision)
  if (message.type === 'reply') waiting.get(message.id)?.(message.text)
  if (message.type === 'steer') say({ type: 'steered', id: message.id })
  if (message.type === 'cancel') break
}
process.exit(0)

function begin(doneCount) {
  const steps = ['Run the tests', 'Find what fails', 'Mend it', 'Run them again']
  const statusOf = (index) => (index < doneCount ? 'done' : index === doneCount ? 'running' : 'pending')
  say({ type: 'plan', steps: steps.map((text, index) => ({ text, status: statusOf(index) })) })
  say({ type: 'tool-started', id: 't1', name: 'run', title: 'npm test', kind: 'execute' })
  say({ type: 'tool-ended', id: 't1', outcome: 'failed' })
  say({ type: 'tool-started', id: 't2', name: 'read', title: 'src/cart.ts', kind: 'read' })
  say({ type: 'tool-ended', id: 't2', outcome: 'succeeded' })
  say({
    type: 'update',
    text: 'Two tests of the cart fail: the total leaves out how many there are.',
    channel: 'silent',
  })
  say({ type: 'diff', diff: DIFF })
}

async function work(input) {
  if (/^Print/.test(input)) return say({ type: 'error', message: 'The printer is out of paper.' })
  if (/delete|deploy/i.test(input)) {
    begin(3)
    await ask({
      ...{ type: 'permission', id: 'p1', kind: 'execute', title: 'Publish the release', outside: true },
      details: {
        ...{
          command: 'git push origin release/2.4 && npm publish --access public',
          workingDirectory: '/home/you/shop',
        },
        ...{ paths: ['package.json', 'CHANGELOG.md'], reason: 'All tests pass; the release can go out.', diff: DIFF },
      },
    })
    return say({ type: 'result', result: 'Published.' })
  }
  if (/secret/.test(input)) {
    await ask({ type: 'question', id: 'q1', question: 'What is the password of the staging server?', secret: true })
    return say({ type: 'result', result: 'Thank you.' })
  }
  if (/colour|which/i.test(input)) {
    const choices = ['main', 'release/2.4', 'a new one']
    await ask({ type: 'question', id: 'q1', question: 'On which branch shall I work?', choices })
    return say({ type: 'result', result: 'Done.' })
  }
  if (/slowly/.test(input)) {
    begin(2)
    return say({ type: 'progress', text: 'Mending the total of the cart' })
  }
  begin(4)
  return say({ type: 'result', result: RESULT, spoken: 'Two tests failed and both are mended.' })
}
