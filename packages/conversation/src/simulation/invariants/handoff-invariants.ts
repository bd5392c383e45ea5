import type { ConversationEffect } from '../../conversation-effect.js'
import type { ConversationState } from '../../conversation-state.js'
import type { Invariant } from '../invariant.js'

/** Promise 1: every request reaches the agent exactly once, and is durable before anything starts. */
export function createHandoffInvariants(): readonly Invariant[] {
  return [savedBeforeAccepted(), startedOnce(), answeredOnce(), settledAtRest()]
}

function savedBeforeAccepted(): Invariant {
  return {
    name: 'nothing is accepted or started before its request is saved',
    check({ effects, world }) {
      for (const effect of effects) {
        const handoffId = acceptedHandoffId(effect)
        if (handoffId !== undefined && !world.isDurable(`handoff:${handoffId}`)) {
          return `${effect.type} for ${handoffId}, which is not in the journal`
        }
      }
      return undefined
    },
  }
}

/** The request whose work goes on with this effect. */
function acceptedHandoffId(effect: ConversationEffect): string | undefined {
  switch (effect.type) {
    case 'start-run':
    case 'resume-run':
      return effect.task.taskId.slice('task_'.length)
    case 'steer-run':
    case 'reply-run':
      return effect.handoffId
    case 'show':
      return effect.event.type === 'handoff' && effect.event.disposition !== 'duplicate'
        ? effect.event.handoffId
        : undefined
    default:
      return undefined
  }
}

/** Ids of a later session carry its name; these servers number theirs over all sessions. */
function wireId(handoffId: string): string {
  return handoffId.replace(/^session\d+:/, '')
}

function startedOnce(): Invariant {
  const started = new Set<string>()
  const requested = new Set<string>()
  return {
    name: 'a call that the server made once starts one task and one run',
    check({ input, effects, before, after }) {
      if (input.type === 'connection' && input.event.type === 'handoff_requested') requested.add(input.event.handoffId)
      // Words from a screen that their run turns down are work of their own.
      if (input.type === 'steer-task') for (const handoffId of newHandoffIds(before, after)) requested.add(handoffId)
      for (const effect of effects) {
        if (effect.type !== 'start-run') continue
        const { taskId } = effect.task
        if (started.has(taskId)) return `${taskId} starts a second time`
        if (!requested.has(wireId(taskId.slice('task_'.length)))) return `${taskId} starts and nobody has asked for it`
        started.add(taskId)
      }
      return undefined
    },
  }
}

function newHandoffIds(before: ConversationState, after: ConversationState): readonly string[] {
  return Object.keys(after.handoffs).filter((handoffId) => !Object.hasOwn(before.handoffs, handoffId))
}

/** Each call gets one answer, and none says "accepted" before it is. */
function answeredOnce(): Invariant {
  const answered = new Set<string>()
  return {
    name: 'a call is answered once, and not before its fate is known',
    check({ before, after, effects }) {
      for (const effect of effects) {
        if (effect.type !== 'send' || effect.call.method !== 'finishHandoff') continue
        const { handoffId } = effect.call
        const handoff = Object.values(after.handoffs).find((one) => wireId(one.handoffId) === handoffId)
        if (handoff?.phase !== 'settled') return `${handoffId} is answered and not yet decided`
        if (before.settings.dialect !== 'realtime') continue
        if (answered.has(handoffId)) return `${handoffId} is answered a second time`
        answered.add(handoffId)
      }
      return undefined
    },
  }
}

function settledAtRest(): Invariant {
  return {
    name: 'no handoff stays undecided',
    checkRest({ handoffs }) {
      const open = Object.values(handoffs).find(({ phase }) => phase !== 'settled')
      return open === undefined ? undefined : `${open.handoffId} is still ${open.phase}`
    },
  }
}
