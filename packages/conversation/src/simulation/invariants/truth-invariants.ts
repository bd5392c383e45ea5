import type { ConnectionCall } from '../../realtime-connection.js'
import { isOpenTask } from '../../task-machine.js'
import type { Invariant } from '../invariant.js'
import { resultMark } from '../simulated-agent.js'

/** Promise 3: the voice never claims what has not happened. */
export function createTruthInvariants(): readonly Invariant[] {
  return [endedBeforeTold()]
}

const CLAIM = /\btask (\d+) (?:finished|failed|timed out|was cancelled)/gi

function endedBeforeTold(): Invariant {
  /** Ends that were saved, or of which it is known that they cannot be. */
  const settled = new Set<string>()
  return {
    name: 'nothing is told as ended before its end state exists and its saving is settled',
    check({ input, effects, after, world }) {
      if (input.type === 'saved' || input.type === 'save-failed') settled.add(input.recordId)
      for (const effect of effects) {
        if (effect.type !== 'send') continue
        const words = wordsOf(effect.call)
        const told = Object.values(after.tasks).find(
          ({ taskId, number }) => words.includes(`${resultMark(taskId)} `) || isClaimed(words, number),
        )
        if (told === undefined) continue
        if (isOpenTask(told)) return `"${words.slice(0, 80)}" while ${told.taskId} is ${told.phase}`
        const recordId = `task-ended:${told.taskId}`
        if (!settled.has(recordId) && !world.isDurable(recordId))
          return `the end of ${told.taskId} is told and not yet saved`
      }
      return undefined
    },
    crash() {
      settled.clear()
    },
  }
}

function isClaimed(words: string, number: number): boolean {
  return [...words.matchAll(CLAIM)].some(([, digits]) => Number(digits) === number)
}

/** What this call gives the voice model to say or to know. */
function wordsOf(call: ConnectionCall): string {
  switch (call.method) {
    case 'sendText':
      return call.role === 'user' ? '' : call.text
    case 'appendHandoff':
    case 'finishHandoff':
      return call.text
    case 'send':
      return JSON.stringify(call.event)
    default:
      return ''
  }
}
