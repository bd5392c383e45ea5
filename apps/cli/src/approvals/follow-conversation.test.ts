import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { ShownEvent } from '@parley/conversation'
import { createCapturedTerminal } from '../testing/captured-terminal.js'
import { followConversation } from './follow-conversation.js'

type Way = Extract<ShownEvent, { readonly type: 'permission' }>['way']

const permission = (permissionId: string, way: Way): ShownEvent => ({
  ...{ type: 'permission', taskId: `task-of-${permissionId}`, permissionId, way },
  ...{ toolKind: 'execute', title: permissionId, isOutside: false, details: { command: 'npm test' }, expiresAtMs: 1 },
})

function openAnswers() {
  const input = new PassThrough()
  const terminal = createCapturedTerminal()
  const given: string[] = []
  const answers = followConversation(
    {
      answerPermission: (taskId, permissionId, decision) => given.push(`${taskId} ${permissionId} ${decision}`),
      replyToQuestion: (taskId, questionId, text) => given.push(`${taskId} ${questionId} ${text}`),
    },
    { input, terminal },
  )
  const type = async (line: string): Promise<void> => {
    input.write(`${line}\n`)
    await new Promise(setImmediate)
  }
  return { answers, given, type, shown: () => terminal.errLines.join('\n') }
}

test('approvals at the keyboard: what the voice asks can be typed, and goes to the task that asks', async () => {
  const { answers, given, type, shown } = openAnswers()
  answers.take(permission('p1', 'voice'))
  assert.match(shown(), /command {2}npm test/)
  await type('y')
  answers.take(permission('p2', 'screen'))
  await type('n')
  const question = { questionId: 'q1', question: 'Which?', choices: ['main'], isSecret: false, way: 'voice' } as const
  answers.take({ type: 'question', taskId: 't3', ...question })
  await type('1')
  assert.deepEqual(given, ['task-of-p1 p1 granted', 'task-of-p2 p2 denied', 't3 q1 main'])
  answers.close()
})

test('approvals at the keyboard: what a rule or the voice has answered is asked no more', async () => {
  const { answers, given, type, shown } = openAnswers()
  answers.take(permission('allowed', 'allow'))
  answers.take(permission('denied', 'deny'))
  assert.equal(shown(), '')
  answers.take(permission('p1', 'voice'))
  answers.take({ type: 'permission-answered', taskId: 't', permissionId: 'p1', decision: 'granted', by: 'voice' })
  await type('n')
  assert.deepEqual(given, [])
  answers.close()
})
