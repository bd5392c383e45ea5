import { toolKinds } from '../agent.js'
import type { AgentEvent } from '../agent.js'
import type { Random } from './random.js'

/** In every secret question, so that it can be found where it must not be. */
export const SECRET_MARK = 'the secret word'

export function requestPermission(
  random: Random,
  permissionId: string,
): Extract<AgentEvent, { type: 'permission-requested' }> {
  return {
    ...{ type: 'permission-requested', permissionId, title: 'Run the build' },
    toolKind: random.chance(0.5) ? 'execute' : random.pick(toolKinds),
    ...(random.chance(0.2) ? { isOutside: true } : {}),
    ...(random.chance(0.5) ? { details: { command: 'make', paths: ['a.ts'] } } : {}),
  }
}

export function askQuestion(random: Random, questionId: string): Extract<AgentEvent, { type: 'needs-input' }> {
  const isSecret = random.chance(0.2)
  const question = isSecret ? `What is ${SECRET_MARK}?` : 'Which of the two shall I take?'
  return {
    ...{ type: 'needs-input', questionId, question },
    ...(random.chance(0.5) ? { choices: ['the first', 'the second'] } : {}),
    ...(isSecret ? { isSecret } : {}),
  }
}
